"""`dateline ingest` and `dateline provenance` as people use them."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., subprocess.CompletedProcess[str]]
ROW = {"id": "sarn-1", "title": "Shells fall", "text": "Shells fell on Sarn.", "url": "http://a/1"}


def write_sources(folder: Path) -> Path:
    """Write a file of one article and the settings beside the corpus."""
    (folder / "in").mkdir()
    source = folder / "in" / "a.jsonl"
    source.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    (folder / "dateline.toml").write_text(
        '[[source]]\nfiles = "in/*"\noutlet = "Sarn Courier"\nlicence = "CC-BY-4.0"\n'
        'rights = "By permission"\n',
        encoding="utf-8",
    )
    return source


def test_provenance_tells_everything(dateline: Run, tmp_path: Path) -> None:
    """File, digest, place, time, version, licence and rights, as text and as one JSON object."""
    source = write_sources(tmp_path)
    dateline("ingest", "in")

    shown = dateline("provenance", "sarn-1").stdout
    told = json.loads(dateline("provenance", "sarn-1", "--json").stdout)

    (found,) = told.pop("found")
    assert (told["id"], told["source"], told["licence"]) == ("sarn-1", "Sarn Courier", "CC-BY-4.0")
    assert found["digest"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert (found["file"], found["record"]) == ("in/a.jsonl", "line 1")
    assert (found["rights"], found["outlet"]) == ("By permission", "Sarn Courier")
    for value in ("sarn-1  Shells fall", "Found 1 of 1", "in/a.jsonl", "line 1", "By permission"):
        assert value in shown
    assert found["digest"] in shown
    assert f"{found['ingested']} by Dateline {found['version']}" in shown


def test_the_licence_of_an_imported_article_is_that_of_its_row(
    dateline: Run, tmp_path: Path
) -> None:
    """Where it was found says the same of outlet and licence as the article does."""
    row = ROW | {"licence": "CC0-1.0", "source": "Sarn Courier"}
    (tmp_path / "articles.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    dateline("import", "articles.jsonl")

    (found,) = json.loads(dateline("provenance", "sarn-1", "--json").stdout)["found"]
    assert (found["licence"], found["outlet"]) == ("CC0-1.0", "Sarn Courier")
    assert "licence     not known" not in dateline("provenance", "sarn-1").stdout


def test_an_unknown_article_is_said_plainly(dateline: Run, tmp_path: Path) -> None:
    """The message names the id and says where ids stand."""
    write_sources(tmp_path)
    dateline("ingest", "in")

    assert (
        "holds no article 'none'; `dateline export`"
        in dateline("provenance", "none", status=1).stderr
    )


def test_the_summary_counts_everything(dateline: Run, tmp_path: Path) -> None:
    """Added, unchanged and found again are told apart, in words and in JSON."""
    source = write_sources(tmp_path)
    first = json.loads(dateline("ingest", "in", "--json").stdout)
    (tmp_path / "in" / "b.jsonl").write_bytes(source.read_bytes())
    again = dateline("ingest", "in").stdout
    last = json.loads(dateline("ingest", "in", "--json").stdout)

    keys = ("added", "unchanged", "found_again", "rejected", "files", "pages", "dropped")
    assert [first[key] for key in keys] == [1, 0, 0, 0, 1, 0, 0]
    assert [last[key] for key in keys] == [0, 2, 0, 0, 2, 0, 0]
    assert "Unchanged: 1 article was" in again
    assert "Found again: 1 article was" in again


def test_a_mistake_in_the_settings_stops_before_anything(dateline: Run, tmp_path: Path) -> None:
    """One line with file and key, status 1, and no corpus is left behind."""
    write_sources(tmp_path)
    (tmp_path / "mine.toml").write_text("[[source]]\nlicense = 'MIT'\n", encoding="utf-8")

    said = dateline("ingest", "in", "--settings", "mine.toml", status=1).stderr

    assert "mine.toml, source 1: found the key 'license', allowed are files, outlet" in said
    assert not (tmp_path / "corpus.db").exists()


def test_explain_writes_a_page_even_when_nothing_is_new(dateline: Run, tmp_path: Path) -> None:
    """`--explain` shows the pages read in this run, new or not, and is no source of the next run."""
    (tmp_path / "page.txt").write_text(
        "Shells fall on Sarn\n\nSARN (Example Wire) - Shells fell on Sarn <b>today</b>, two said.\n",
        encoding="utf-8",
    )
    dateline("ingest", "page.txt")

    done = dateline("ingest", "page.txt", "--explain")
    again = json.loads(dateline("ingest", ".", "--explain", "--json").stdout)

    assert (again["files"], again["explained"]) == (1, "corpus.db.explain.html")
    assert "corpus.db.explain.html" in done.stdout
    page = (tmp_path / "corpus.db.explain.html").read_text(encoding="utf-8")
    assert "Shells fell on Sarn &lt;b&gt;today" in page
