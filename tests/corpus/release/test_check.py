"""Every rule finds the fault that it is there for, and a sound release has none."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.corpus.errors import SourceError
from dateline.corpus.release.check import check_release
from dateline.corpus.release.check_rules import (
    AGAINST_ARTICLES,
    AGAINST_PREVIOUS,
    RULES,
    Checked,
    broken_rules,
    rule_name,
)
from dateline.corpus.release.masking import keep_as_is
from dateline.corpus.release.opened import OpenRelease
from dateline.corpus.release.runs import all_runs
from dateline.corpus.release.texts import texts_in_corpus, texts_in_files
from dateline.corpus.release.validators import VALIDATORS, is_installed, run_validator
from dateline.corpus.store import open_corpus

from .conftest import SETTINGS, Build, articles

Row = dict[str, Any]


def change_rows(path: Path, change: Callable[[list[Row]], object]) -> None:
    """Change the rows of a table in Parquet."""
    table = pq.read_table(path, partitioning=None)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, table.schema), path)


def change_text(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add_column(path: Path, name: str, value: str) -> None:
    table = pq.read_table(path, partitioning=None)
    pq.write_table(table.append_column(name, pa.array([value] * table.num_rows)), path)


def sign(folder: Path) -> None:
    """Write SHA256SUMS anew, so that only the fault itself is found."""
    paths = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    (folder / "SHA256SUMS").write_text(
        "".join(
            f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}\n"
            for path in sorted(paths)
            if path != "SHA256SUMS"
        )
    )


def set_in(rows: list[Row], **values: Any) -> None:
    rows[0].update(values)


GOLD, SPLITS = "data/gold/train.parquet", "data/splits.csv"
FAULTS: dict[str, Callable[[Path], object]] = {
    "files-are-listed-in-the-card": lambda d: (d / "notes.txt").write_text("hello"),
    "tables-have-their-columns": lambda d: add_column(d / GOLD, "mood", "x"),
    "values-are-allowed": lambda d: change_rows(d / GOLD, lambda r: set_in(r, labels=["flood"])),
    "keys-are-unique": lambda d: change_rows(d / GOLD, lambda r: r.append(r[0])),
    "references-resolve": lambda d: change_rows(
        d / "standoff/sentences.parquet", lambda r: set_in(r, sentence_id="a-t00000-00001")
    ),
    "counts-match-the-tables": lambda d: change_rows(d / GOLD, lambda r: r.pop()),
    "card-matches-the-counts": lambda d: change_text(
        d / "README.md", "| `attack` | ", "| `attack` | 1"
    ),
    "documents-are-not-garbled": lambda d: change_text(
        d / "docs/GUIDELINES.md", "# ", "# The armyâ€™s "
    ),
    "votes-match-the-annotations": lambda d: change_rows(
        d / GOLD, lambda r: set_in(r, votes=[0, 0, 0, 9])
    ),
    "decisions-match-the-annotations": lambda d: change_rows(
        d / GOLD, lambda r: set_in(r, labels=["statistic"])
    ),
    "articles-stand-in-one-part": lambda d: change_rows(
        d / "data/articles/articles.parquet", lambda r: [one.update(split="test") for one in r]
    ),
    "clusters-stand-in-one-part": lambda d: change_rows(
        d / "data/articles/articles.parquet",
        lambda r: [one.update(cluster=r[0]["article_id"]) for one in r],
    ),
    "no-column-holds-text": lambda d: add_column(d / "standoff/sentences.parquet", "text", "x"),
    "withheld-sentences-have-no-anchors": lambda d: change_rows(
        d / "standoff/sentences.parquet", lambda r: set_in(r, sensitive="minor")
    ),
    "what-is-taken-down-is-absent": lambda d: (d / "takedown.jsonl").write_text(
        json.dumps({"id": OpenRelease(d).rows("gold")[0]["sentence_id"]}) + "\n"
    ),
    "annotators-are-opaque": lambda d: change_text(d / "data/annotators.csv", "ann001", "zoe"),
    "model-has-no-vocabulary": lambda d: (d / "pipeline.skops").write_text('"vocabulary_"'),
    "no-run-of-an-article": lambda d: change_text(
        d / "docs/ETHICS.md", "# ", "# hid BELOW the\nstairs, in “Ostrava Vale” all day "
    ),
}


def problems(folder: Path, previous: Path | None = None) -> dict[str, str]:
    runs = all_runs(row["text"] for row in articles())
    before = OpenRelease(previous) if previous else None
    return dict(broken_rules(Checked(OpenRelease(folder), before, runs)))


def test_a_sound_release_keeps_every_rule(made_release: Path) -> None:
    """A release as it was written breaks no rule."""
    assert problems(made_release, made_release) == {}


@pytest.mark.parametrize("rule", FAULTS)
def test_every_rule_finds_its_fault(rule: str, released: Path) -> None:
    """A fault made by hand is found by the rule that is there for it, digests mended or not."""
    FAULTS[rule](released)
    sign(released)

    assert rule in problems(released)


def test_every_rule_has_a_fault() -> None:
    """No rule is without a test."""
    elsewhere = {
        "files-are-those-of-sha256sums",
        "texts-have-a-licence",
        "ids-are-not-renumbered",
        "takedowns-are-kept",
    }
    rules = {rule_name(rule) for rule in (*RULES, *AGAINST_ARTICLES, *AGAINST_PREVIOUS)}
    assert rules == {*FAULTS, *elsewhere}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda d: (d / "data/labels.csv").unlink(), "missing: data/labels.csv"),
        (lambda d: (d / "extra.md").write_text("x"), "not listed in SHA256SUMS: extra.md"),
        (lambda d: change_text(d / "LICENSE", "1.", "2."), "changed since .*: LICENSE"),
        (lambda d: (d / "l.md").symlink_to("LICENSE"), "links, not files: l.md"),
    ],
)
def test_every_file_is_the_one_published(
    damage: Callable[[Path], object], said: str, released: Path
) -> None:
    """A missing, strange or changed file is named."""
    damage(released)
    (rule, *_) = RULES

    assert any(re.search(said, told) for told in rule(Checked(OpenRelease(released))))


def test_a_broken_release_is_told_rule_by_rule(
    released: Path, dateline: Callable[..., Any]
) -> None:
    """The status is 1, the broken rule stands out with its problem, and the others are asked too."""
    (released / "data" / "labels.csv").unlink()
    done = dateline("check", released, status=1)

    assert re.search("BROKEN +files-are-those-of-sha256sums", done.stdout)
    assert "listed in SHA256SUMS and missing: data/labels.csv" in done.stdout
    assert re.search("ok +votes-match-the-annotations", done.stdout)
    assert "dateline: " in done.stderr
    assert "Traceback" not in done.stderr


def test_ids_are_held_against_the_version_before(released: Path, made_release: Path) -> None:
    """An id that means another sentence, and a sentence under another id, are found."""
    anchors = released / "standoff/sentences.parquet"
    change_rows(anchors, lambda rows: set_in(rows, chunks=rows[1]["chunks"]))
    assert "ids-are-not-renumbered" in problems(released, made_release)

    shutil.copy(made_release / "standoff/sentences.parquet", anchors)
    change_rows(anchors, lambda rows: set_in(rows, sentence_id=f"{rows[0]['sentence_id']}-2"))
    assert "ids-are-not-renumbered" in problems(released, made_release)


def test_takedowns_are_held_against_the_version_before(released: Path, made_release: Path) -> None:
    """An id that is not taken down any more is found."""
    (released / "takedown.jsonl").write_text('{"id": "a1"}\n')

    assert "takedowns-are-kept" in problems(made_release, released)


def test_a_text_without_a_licence_is_found(build: Build, tmp_path: Path) -> None:
    """A full release whose licences were changed, or that has anchors beside a text, is found."""
    folder = build(variant="full", mask=keep_as_is).folder
    rows = OpenRelease(folder).rows("text")
    change_rows(
        folder / "data/articles/articles.parquet",
        lambda all_rows: [one.update(text_licence="unknown") for one in all_rows],
    )
    assert "without a licence" in problems(folder)["texts-have-a-licence"]
    change_rows(
        folder / "standoff/sentences.parquet",
        lambda all_rows: set_in(all_rows, article_id=rows[0]["article_id"]),
    )
    assert "both a text and anchors" in problems(folder)["texts-have-a-licence"]


def test_other_people_s_tools_agree(
    made_release: Path, made_corpus: Path, dateline: Callable[..., Any]
) -> None:
    """Every validator that is installed finds nothing; a damaged file each finds by itself."""
    said = json.loads(dateline("check", made_release, "--corpus", made_corpus, "--json").stdout)
    states = {rule["rule"]: rule["state"] for rule in said["rules"]}

    for name, validator in VALIDATORS.items():
        assert states[name] == ("kept" if is_installed(validator) else "not asked"), name
    assert said["kept"]
    assert states["no-run-of-an-article"] == "kept"


@pytest.mark.parametrize(
    ("tool", "damage"),
    [
        ("datasets", lambda d: change_text(d / "README.md", "num_examples: ", "num_examples: 9")),
        (
            "mlcroissant",
            lambda d: change_text(d / "croissant.json", '"column": "votes"', '"column": "v"'),
        ),
        ("frictionless", lambda d: change_text(d / SPLITS, ",train", ",maybe")),
        ("cffconvert", lambda d: change_text(d / "CITATION.cff", '"dataset"', '"corpus"')),
        ("datacite", lambda d: change_text(d / "datacite.json", '"titles"', '"tittles"')),
        (
            "rocrate",
            lambda d: [
                change_text(d / "ro-crate-metadata.json", '"@id": "LICENSE"', '"@id": "L"')
                for _ in ("the whole", "the part")
            ],
        ),
    ],
)
def test_every_tool_finds_its_fault(
    tool: str, damage: Callable[[Path], object], released: Path
) -> None:
    """Each tool is asked in a way that finds what it is there for."""
    validator = VALIDATORS[tool]
    if not is_installed(validator):
        pytest.skip(f"needs {tool}: pip install 'dateline[publish]'")
    assert run_validator(validator, OpenRelease(released)) == []
    damage(released)
    assert run_validator(validator, OpenRelease(released))


@pytest.mark.parametrize("tool", ["mlcroissant", "frictionless"])
def test_of_a_long_table_the_first_rows_are_read(
    tool: str, made_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tool that is given less than all rows misses none of them."""
    validator = VALIDATORS[tool]
    if not is_installed(validator):
        pytest.skip(f"needs {tool}: pip install 'dateline[publish]'")
    monkeypatch.setattr("dateline.corpus.release.validators.MOST_ROWS", 2)
    assert run_validator(validator, OpenRelease(made_release)) == []


def test_articles_are_taken_from_files_or_a_corpus(
    made_release: Path, made_corpus: Path, tmp_path: Path
) -> None:
    """The rule on runs of words is asked of articles from anywhere; without any, it says so."""
    source = tmp_path / "articles.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in articles()), encoding="utf-8")
    with open_corpus(str(made_corpus)) as corpus:
        assert texts_in_corpus(corpus) == texts_in_files([str(source)])
    with pytest.raises(SourceError):
        texts_in_files([str(made_release / "docs")])

    assert {rule.rule: rule.state for rule in check_release(made_release)}[
        "no-run-of-an-article"
    ] == "not asked"


def test_a_corpus_is_checked(corpus_file: Path, dateline: Callable[..., Any]) -> None:
    """`dateline check` takes a corpus too, and names the rule that it breaks."""
    assert "5 kept, 0 broken" in dateline("check", corpus_file).stdout
    connection = sqlite3.connect(corpus_file)
    with connection:
        connection.execute("update articles set cluster = 'one'")
        connection.execute("update sentences set end = 9999 where seq = 3")
    connection.close()
    said = json.loads(dateline("check", corpus_file, "--json", status=1).stdout)

    broken = {rule["rule"] for rule in said["rules"] if rule["state"] == "broken"}
    assert broken == {"sentences-lie-in-their-articles", "copies-stand-in-one-part"}


def test_what_is_nothing_of_ours_is_refused(dateline: Callable[..., Any], tmp_path: Path) -> None:
    """A folder that is no release, model or corpus is refused in one line."""
    assert "is no release" in dateline("check", tmp_path, status=1).stderr


def test_csv_tables_are_read_as_they_were_written(made_release: Path) -> None:
    """Definitions with commas and quotation marks survive their table."""
    with (made_release / "data/labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(OpenRelease(made_release).labels)
    assert all(row["definition"] for row in rows)
    assert SETTINGS.key not in json.dumps(rows)


@pytest.mark.parametrize(
    "path",
    [
        *("release.json", "README.md", "SHA256SUMS", "takedown.jsonl", "data/annotators.csv"),
        *("data/gold/train.parquet", "standoff/sentences.parquet", "data/splits.csv"),
    ],
)
@pytest.mark.parametrize("content", [b"\n", b"\xff\xfe\x00PK\x03\x04", b"{}\n", b"[1]\n"])
def test_a_file_of_something_else_is_a_broken_rule(
    path: str, content: bytes, released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stands in a file's place, the check goes on to its end and says what is broken."""
    monkeypatch.setattr("dateline.corpus.release.check.VALIDATORS", {})
    (released / path).write_bytes(content)

    outcomes = check_release(released, articles=["nothing of that"])
    assert any(outcome.state == "broken" for outcome in outcomes)
