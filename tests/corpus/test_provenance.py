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
    assert (found.get("licence"), found.get("outlet")) == ("CC0-1.0", "Sarn Courier")
    assert "licence     not known" not in dateline("provenance", "sarn-1").stdout


def test_terms_that_are_learnt_later_come_by_ingesting_again(dateline: Run, tmp_path: Path) -> None:
    """The place and the article have what the settings say now; what they no longer say stays."""
    write_sources(tmp_path)
    settings = tmp_path / "dateline.toml"
    said = settings.read_text(encoding="utf-8")
    settings.unlink()
    dateline("ingest", "in")

    def terms() -> tuple[int, str | None, str | None, str | None]:
        renewed = json.loads(dateline("ingest", "in", "--json").stdout)["renewed"]
        told = json.loads(dateline("provenance", "sarn-1", "--json").stdout)
        found = told["found"][0]
        assert (found.get("licence"), found.get("outlet")) == (
            told.get("licence"),
            told.get("source"),
        )
        return renewed, found.get("licence"), found.get("rights"), told.get("source")

    assert terms() == (0, None, None, None)
    settings.write_text(said, encoding="utf-8")
    assert terms() == (1, "CC-BY-4.0", "By permission", "Sarn Courier")
    assert terms() == (0, "CC-BY-4.0", "By permission", "Sarn Courier")
    settings.write_text(said.replace("CC-BY-4.0", "CC-BY-NC-4.0"), encoding="utf-8")
    assert terms() == (1, "CC-BY-NC-4.0", "By permission", "Sarn Courier")
    settings.unlink()
    assert terms() == (0, "CC-BY-NC-4.0", "By permission", "Sarn Courier")


def test_an_article_follows_the_place_where_it_was_found_first(
    dateline: Run, tmp_path: Path
) -> None:
    """Another place fills what the first leaves open, and keeps terms of its own."""
    write_sources(tmp_path)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.jsonl").write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    settings = tmp_path / "dateline.toml"
    settings.write_text(
        '[[source]]\nfiles = "in/*"\noutlet = "Sarn Courier"\n\n'
        '[[source]]\nfiles = "more/*"\noutlet = "Other"\nlicence = "CC0-1.0"\n',
        encoding="utf-8",
    )
    dateline("ingest", "in", "more")

    told = json.loads(dateline("provenance", "sarn-1", "--json").stdout)
    assert (told["source"], told["licence"]) == ("Sarn Courier", "CC0-1.0")
    assert [(each["outlet"], each.get("licence")) for each in told["found"]] == [
        ("Sarn Courier", None),
        ("Other", "CC0-1.0"),
    ]
    again = json.loads(dateline("ingest", "in", "more", "--json").stdout)
    assert (again["renewed"], again["unchanged"]) == (0, 2)


def test_sources_of_the_settings_that_are_not_met_are_told(dateline: Run, tmp_path: Path) -> None:
    """A pattern of files that fits none, and an outlet that nothing is from, are named."""
    write_sources(tmp_path)
    settings = tmp_path / "dateline.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write('[[source]]\nfiles = "inn/*"\nlicence = "CC0-1.0"\n')
        file.write('[[source]]\noutlet = "sarn courier"\nlanguage = "en"\n')
        file.write('[[source]]\noutlet = "Nowhere Post"\nlanguage = "en"\n')

    assert json.loads(dateline("ingest", "in", "--json").stdout)["not_met"] == [
        "inn/*",
        "Nowhere Post",
    ]
    assert (
        "of these sources of your settings: inn/*, Nowhere Post." in dateline("ingest", "in").stdout
    )


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
