"""The corpus commands, as a user runs them: real processes, real files."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from ..commands import run_command

Run = Callable[..., subprocess.CompletedProcess[str]]

GUIDELINES = Path(__file__).parents[1] / "fixtures" / "india_police_guidelines.md"
LONG = (
    "Nobody slept in the village, " + "or in the houses on the road to it, " * 50 + "that night. "
)
"""A sentence of nearly two thousand characters: files grow large, and the work on them does not."""
STORY = "Gunmen shot at a bus near Karsovia on Tuesday. “We ran,” a passenger said.\n\nNo one died."


def article(number: int, text: str | None = None) -> dict[str, Any]:
    return {
        "id": f"a{number}",
        "title": f"Story {number}",
        "text": text or f"Shells fell on village {number}. A baker of village {number} was hurt.",
    }


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def judged(dateline: Run, tmp_path: Path) -> Path:
    """A corpus of ten articles, each sentence judged by two people who differ now and then."""
    articles, judgments = [], []
    for number in range(10):
        text = article(number)["text"]
        stop = text.index(".") + 1
        spans = [[0, stop], [stop + 1, len(text)]]
        articles.append(article(number) | {"sentences": spans})
        for annotator in ("A", "B"):
            for index, (start, end) in enumerate(spans):
                labels = ["attack"] if index == 0 or number % 4 else ["testimony"]
                if annotator == "B" and number == 8 and index:
                    labels = []
                row = {"article_id": f"a{number}", "start": start, "end": end}
                judgments.append(row | {"annotator": annotator, "labels": labels})
    folder = tmp_path / "in"
    folder.mkdir()
    write_jsonl(folder / "articles.jsonl", articles)
    write_jsonl(folder / "judgments.jsonl", judgments)
    dateline("import", folder)
    return folder


def test_ingesting_twice_changes_nothing_and_says_so(dateline: Run, tmp_path: Path) -> None:
    """The second run adds nothing; the exported articles stay the same to the byte."""
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    write_jsonl(tmp_path / "more.jsonl", [article(1), article(2)])

    first = dateline("ingest", "story.txt", "more.jsonl")
    dateline("export", "-o", "one")
    again = dateline("ingest", "story.txt", "more.jsonl", "--json")
    dateline("export", "-o", "two")

    assert "Added 3 articles with 7 sentences" in first.stdout
    assert json.loads(again.stdout)["added"] == 0
    assert json.loads(again.stdout)["unchanged"] == 3
    exported = [(tmp_path / name / "articles.jsonl").read_bytes() for name in ("one", "two")]
    assert exported[0] == exported[1]


def test_standard_input_is_read_by_its_kind(dateline: Run, tmp_path: Path) -> None:
    """Text, JSONL and CSV on standard input are told apart."""
    for number, piped in enumerate(
        (STORY, json.dumps(article(1)) + "\n", "title,text\nA,Shells fell.\n")
    ):
        done = dateline("ingest", "-", "--json", "--corpus", f"{number}.db", piped=piped)
        assert json.loads(done.stdout)["added"] == 1
    assert not list(tmp_path.glob("*rejects*"))


def test_a_sentence_that_somebody_types_is_an_article(dateline: Run) -> None:
    """It needs no full stop, nor anything else that a page has; several lines are a page."""
    for piped in ("Gunmen shot at a bus near Karsovia", "At least 14 people were killed\n"):
        (row,) = dateline("predict", "-", piped=piped).stdout.splitlines()
        assert json.loads(row)["text"] == piped.strip()
    menu = dateline("predict", "-", piped="Home\nSport\nMore\n", status=1).stderr
    assert "`dateline ingest --explain` shows what was taken for what" in menu


def test_rejected_rows_are_named_counted_and_kept(dateline: Run, tmp_path: Path) -> None:
    """The good rows go in; the others stand in the rejects file with file, line, field, reason."""
    rows = [
        json.dumps(article(1)),
        '{"title": "broken", "text": ',
        json.dumps(article(2) | {"sentences": [[0, 999]]}),
        json.dumps(article(1, "Another text under a known id.")),
        json.dumps({"title": "no text"}),
        json.dumps(article(3)),
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")

    done = dateline("ingest", "in.jsonl", "--json")

    result = json.loads(done.stdout)
    assert (result["added"], result["rejected"]) == (2, 4)
    rejects = [
        json.loads(line)
        for line in (tmp_path / result["rejects"]).read_text(encoding="utf-8").splitlines()
    ]
    assert {(row["line"], row["field"]) for row in rejects} == {
        (2, None),
        (3, "sentences"),
        (4, "id"),
        (5, "text"),
    }
    assert (
        "left out: in.jsonl, line 3: field 'sentences': found [0, 999], but the text" in done.stderr
    )
    assert "Another text" not in done.stderr


def test_many_rejects_are_named_in_their_file_alone(dateline: Run, tmp_path: Path) -> None:
    """The terminal names the first twenty, and then the file that has them all."""
    rows = ['{"text": "Rain fell."}', *['{"text": 1}'] * 50]
    (tmp_path / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    told = dateline("ingest", "a.jsonl").stderr.splitlines()
    assert [line.startswith("left out: a.jsonl, line") for line in told] == [True] * 20 + [
        False
    ] * 2
    assert told[20] == "left out: more than 20; corpus.db.rejects.jsonl names them all"
    assert len((tmp_path / "corpus.db.rejects.jsonl").read_text().splitlines()) == 50


def test_where_nothing_else_has_them_a_file_gets_all_that_is_left_out(
    dateline: Run, tmp_path: Path
) -> None:
    """`predict` keeps no rejects: where nobody is watching it names every row."""
    rows = ["nonsense\n"] * 30 + [json.dumps({"text": "Shells fell on Sarn."}) + "\n"]
    (tmp_path / "a.jsonl").write_text("".join(rows), encoding="utf-8")
    told = dateline("predict", "a.jsonl", "-o", "out.jsonl").stderr.splitlines()

    assert sum(line.startswith("left out: ") for line in told) == 30


@pytest.mark.parametrize(
    "command", [("corpus", "-o"), ("duplicates", "-o"), ("suggest", "--model", "m", "-o")]
)
def test_the_name_of_a_result_says_its_kind(
    dateline: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """A slip of the finger writes over nothing: the name of another kind is wrong usage."""
    kept = tmp_path / "articles.txt"
    kept.write_text("Shells fell on Sarn.", encoding="utf-8")
    dateline("ingest", "articles.txt")

    assert "must end in ." in dateline(*command, "articles.txt", status=2).stderr
    assert kept.read_text(encoding="utf-8") == "Shells fell on Sarn."


def test_what_is_passed_over_is_counted_by_kind(dateline: Run, tmp_path: Path) -> None:
    """The summary and the JSON object say what stood in a folder beside articles."""
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.png", "c.PNG", "d.zip", "e"):
        (tmp_path / "in" / name).write_text("Shells fell on Sarn.", encoding="utf-8")

    told = json.loads(dateline("ingest", "in", "--json").stdout)
    assert told["passed_over"] == 4
    assert told["passed_over_kinds"] == {".png": 2, ".zip": 1, "no suffix": 1}
    assert "no article: 2 .png, 1 .zip, 1 no suffix." in dateline("ingest", "in").stderr


def test_a_file_that_cannot_be_read_is_named_by_itself(dateline: Run, tmp_path: Path) -> None:
    """The rejects file has the path alone under `file`, and what is wrong with it as the reason."""
    (tmp_path / "in").mkdir()
    write_jsonl(tmp_path / "in" / "good.jsonl", [article(1)])
    (tmp_path / "in" / "notes.csv").write_text("a,b\n1,2\n")
    (tmp_path / "in" / "torn.docx").write_bytes(b"PK torn")
    (tmp_path / "in" / "torn.parquet").write_bytes(b"PAR1")

    done = dateline("ingest", "in", "--json")

    rejects = (tmp_path / "corpus.db.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    said = {row["file"]: row["reason"] for row in map(json.loads, rejects)}
    assert sorted(said) == ["in/notes.csv", "in/torn.docx", "in/torn.parquet"]
    assert said["in/notes.csv"].startswith("has the columns 'a', 'b'; a table of articles needs")
    assert f"left out: in/torn.docx: {said['in/torn.docx']}\n" in done.stderr


def test_a_source_of_which_nothing_can_be_read_is_an_error(dateline: Run, tmp_path: Path) -> None:
    """Status 1 and one line when there is nothing to take in, and no corpus is left behind."""
    (tmp_path / "empty.txt").touch()
    done = dateline("ingest", "empty.txt", status=1)

    assert done.stderr.splitlines()[-1].startswith(
        "dateline: nothing could be read: corpus.db.rejects"
    )
    assert not (tmp_path / "corpus.db").exists()


def test_a_line_of_fifty_megabytes_goes_in(dateline: Run, tmp_path: Path) -> None:
    """One line of 50 MB is an article like any other."""
    many = 50_000_000 // len(LONG)
    (tmp_path / "long.txt").write_text(LONG * many, encoding="utf-8")

    done = dateline("ingest", "long.txt", "--json")

    assert json.loads(done.stdout)["sentences"] == many


def test_a_quotation_is_split_or_kept_whole_and_the_corpus_remembers(
    dateline: Run, tmp_path: Path
) -> None:
    """The switch holds for the corpus from its first use; another choice later is refused."""
    (tmp_path / "q.txt").write_text("“We ran. We hid. We waited,” she said.", encoding="utf-8")
    split = dateline("ingest", "q.txt", "--json", "--corpus", "split.db")
    whole = dateline("ingest", "q.txt", "--json", "--corpus", "whole.db", "--quotations", "whole")

    assert json.loads(split.stdout)["sentences"] == 3
    assert json.loads(whole.stdout)["sentences"] == 1
    refused = dateline("ingest", "q.txt", "--corpus", "split.db", "--quotations", "whole", status=1)
    assert "was made with --quotations split" in refused.stderr
    dateline("export", "--corpus", "whole.db", "-o", "out")
    row = json.loads((tmp_path / "out" / "articles.jsonl").read_text(encoding="utf-8"))
    assert "quotations whole" in row["segmentation"]


def test_export_and_import_lose_nothing(dateline: Run, tmp_path: Path, judged: Path) -> None:
    """Judgments, gold, split, order and guidelines come back the same to the byte."""
    dateline("adjudicate")
    dateline("split", "--seed", 4)
    dateline("export", "-o", "one")
    dateline("import", "one", "--corpus", "second.db")
    dateline("export", "-o", "two", "--corpus", "second.db")

    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    original = (judged / "judgments.jsonl").read_text(encoding="utf-8")
    exported = (tmp_path / "one" / "judgments.jsonl").read_text(encoding="utf-8")
    assert [json.loads(row) | {"unsure": False} for row in original.splitlines()] == [
        json.loads(row) for row in exported.splitlines()
    ]


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        (
            "judgments.jsonl",
            {"article_id": "a1", "start": 0, "end": 24, "annotator": "C", "labels": ["atack"]},
            "judgments.jsonl, line 1: field 'labels': found the label 'atack', allowed are attack,",
        ),
        (
            "judgments.jsonl",
            {"article_id": "a1", "start": 0, "end": 3, "annotator": "C", "labels": []},
            "judgments.jsonl, line 1: the article 'a1' has no sentence [0, 3]",
        ),
        (
            "gold.jsonl",
            {"article_id": "zz", "start": 0, "end": 3, "labels": []},
            "gold.jsonl, line 1: the corpus holds no article 'zz'",
        ),
        (
            "articles.jsonl",
            article(1, "Another text."),
            "articles.jsonl, line 1: field 'id': the article 'a1' is already in the corpus with "
            "another text",
        ),
        ("rows.jsonl", {"foo": 1}, "rows.jsonl, line 1: found the keys ['foo']"),
        (
            "scores.jsonl",
            {"article_id": "a1", "start": 0, "end": 3, "labels": [], "scores": {"flood": 1}},
            "scores.jsonl, line 1: field 'scores': found the label 'flood'",
        ),
    ],
)
def test_a_wrong_row_stops_an_import_before_anything_is_kept(
    dateline: Run, tmp_path: Path, judged: Path, name: str, row: dict[str, Any], said: str
) -> None:
    """An import is all or nothing, and the first wrong row is named."""
    dateline("export", "-o", "before")
    folder = tmp_path / "bad"
    folder.mkdir()
    write_jsonl(folder / name, [row])
    write_jsonl(folder / "a_good.jsonl", [article(77)])

    done = dateline("import", folder, status=1)

    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    dateline("export", "-o", "after")
    for path in (tmp_path / "before").iterdir():
        assert path.read_bytes() == (tmp_path / "after" / path.name).read_bytes(), path.name


def test_agreement_adjudication_and_split_in_order(dateline: Run, judged: Path) -> None:
    """Two annotators are measured, what they agree on is settled, and the articles are split."""
    measured = json.loads(dateline("agreement", "--json", "--resamples", 200).stdout)
    settled = json.loads(dateline("adjudicate", "--rule", "unanimous", "--json").stdout)
    again = json.loads(dateline("adjudicate", "--rule", "unanimous", "--json").stdout)
    made = json.loads(dateline("split", "--test", 0.3, "--json").stdout)
    frozen = json.loads(dateline("split", "--json").stdout)

    assert measured["kappa_of"] == "Cohen"
    assert measured["doubly_judged"] == 20
    assert 0 < measured["labels"]["testimony"]["alpha"]["value"] < 1
    assert measured["labels"]["statistic"]["alpha"]["value"] is None
    assert "statistic" not in measured["labels"]["statistic"]["alpha"]["reason"]
    assert (settled["new"], settled["open"]) == (19, {"judges differ": 1})
    assert (again["new"], again["open"]) == (0, {"judges differ": 1})
    assert made["fresh"] is True
    assert set(made["parts"].values()) == {"train", "test"}
    assert frozen["fresh"] is False
    assert frozen["digest"] == made["digest"]
    refused = dateline("split", "--seed", 9, status=1)
    assert "frozen to a split with --seed 0, found --seed 9" in refused.stderr


def test_people_read_tables(dateline: Run, judged: Path) -> None:
    """Without --json the commands print tables and sentences, undefined values with their reason."""
    assert "Krippendorff's alpha" in dateline("agreement", "--resamples", 50).stdout
    assert "Open: 1 sentences for a person to settle" in dateline("adjudicate").stdout
    assert "train share" in dateline("split").stdout


def test_articles_that_come_after_the_split_get_a_part_and_the_others_keep_theirs(
    dateline: Run, tmp_path: Path, judged: Path
) -> None:
    """A frozen split grows: new articles join their cluster's part, no article moves."""
    before = json.loads(dateline("split", "--json").stdout)["parts"]
    long = "The council of the old town met at noon and spoke for hours about the broken bridge. "
    write_jsonl(
        tmp_path / "new.jsonl", [article(20, long * 3), article(21, long * 3 + "It rained.")]
    )
    dateline("ingest", "new.jsonl")

    after = json.loads(dateline("split", "--json").stdout)

    assert after["added"] == 2
    assert {name: after["parts"][name] for name in before} == before
    assert after["parts"]["a20"] == after["parts"]["a21"]
    assert after["duplicates"] == 1


def test_an_article_that_bridges_train_and_test_stays_out_and_moves_nothing(
    dateline: Run, tmp_path: Path, judged: Path
) -> None:
    """Half a train article and half a test article make an article of neither part."""
    story = "The {0} of {1} met at the {2} gate and spoke until {3} about the {4} bridge. "
    words = [[f"{kind}{n}" for kind in ("head", "town", "east", "noon", "old")] for n in range(40)]
    texts = ["".join(story.format(*words[4 * n + k]) for k in range(4)) for n in range(10)]
    rows = [article(100 + n, text) for n, text in enumerate(texts)]
    write_jsonl(tmp_path / "stories.jsonl", rows)
    dateline("ingest", "stories.jsonl")
    before = json.loads(dateline("split", "--json").stdout)["parts"]
    train = next(n for n in range(10) if before[f"a{100 + n}"] == "train")
    test = next(n for n in range(10) if before[f"a{100 + n}"] == "test")
    write_jsonl(tmp_path / "bridge.jsonl", [article(200, texts[train] + texts[test])])
    dateline("ingest", "bridge.jsonl")

    after = json.loads(dateline("split", "--json").stdout)

    assert list(after["refused"]) == ["a200"]
    assert after["parts"] == before
    dateline("export", "-o", "out")
    dateline("import", "out", "--corpus", "again.db")


def test_a_split_from_elsewhere_is_checked_for_copies(
    dateline: Run, tmp_path: Path, judged: Path
) -> None:
    """A split that puts copies of one article on both sides, or has no test, is not frozen."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    text = "The council of the old town met at noon and spoke for hours about the broken bridge. "
    write_jsonl(folder / "articles.jsonl", [article(30, text * 2), article(31, text * 2)])
    for parts, said in ((("train", "test"), "cluster"), (("train", "train"), "0 test articles")):
        rows = "".join(f"a{30 + n},{part}\n" for n, part in enumerate(parts))
        (folder / "splits.csv").write_text(f"article_id,split\n{rows}", encoding="utf-8")
        done = dateline("import", folder, status=1)
        assert said in done.stderr


def test_gold_that_is_imported_again_reverts_no_later_ruling(
    dateline: Run, tmp_path: Path, judged: Path
) -> None:
    """A file sent twice is harmless, also when somebody ruled otherwise in between."""
    gold = {"article_id": "a1", "start": 0, "end": 25, "labels": ["attack"]}
    first = write_jsonl(tmp_path / "g1.jsonl", [gold])
    second = write_jsonl(tmp_path / "g2.jsonl", [gold | {"labels": [], "method": "adjudicator"}])
    for path in (first, second):
        dateline("import", path)

    again = json.loads(dateline("import", first, "--json").stdout)

    assert (again["rulings"], again["unchanged"]) == (0, 1)


def test_other_labels_work_in_place_of_ours(dateline: Run, tmp_path: Path) -> None:
    """A guidelines file with five other labels is put in force and holds for what comes after."""
    write_jsonl(tmp_path / "articles.jsonl", [article(1) | {"sentences": [[0, 24]]}])
    dateline("import", "articles.jsonl", "--guidelines", GUIDELINES)
    gold = {"article_id": "a1", "start": 0, "end": 24, "labels": ["KILL"]}
    write_jsonl(tmp_path / "gold.jsonl", [gold])

    dateline("import", "gold.jsonl")
    write_jsonl(tmp_path / "gold.jsonl", [gold | {"labels": ["attack"]}])
    refused = dateline("import", "gold.jsonl", status=1)

    assert "allowed are KILL, ARREST, FAIL, FORCE, ANY_ACTION" in refused.stderr


def test_commands_without_a_corpus_say_how_to_make_one(dateline: Run) -> None:
    """Every command that needs a corpus names the command that makes one, and --json says it too."""
    for command in (["agreement"], ["adjudicate"], ["split"], ["export", "-o", "out"]):
        done = dateline(*command, status=1)
        assert "there is no corpus at corpus.db; make one with `dateline ingest" in done.stderr
    done = dateline("split", "--json", status=1)
    assert json.loads(done.stdout)["error"]["kind"] == "CorpusMissing"


def test_wrong_usage_ends_with_status_two(dateline: Run) -> None:
    """A choice that is not there is wrong usage, not an error of the data."""
    dateline("adjudicate", "--rule", "coin", status=2)
    dateline("nonsense", status=2)


def test_a_full_disk_leaves_the_corpus_as_it_was(dateline: Run, tmp_path: Path) -> None:
    """When a file cannot grow, the step is undone, one line says so and a later run goes on."""
    many = [article(n, f"Shells fell on village {n}. " + LONG * 4) for n in range(300)]
    write_jsonl(tmp_path / "many.jsonl", many)
    dateline("ingest", "-", piped=json.dumps(article(999, LONG * 60)))

    full = dateline("ingest", "many.jsonl", status=1, room=600_000)
    assert "cannot be written" in full.stderr
    small = dateline("export", "-o", "out", status=1, room=70_000)
    assert "out cannot be written" in small.stderr
    assert not (tmp_path / "out").exists()

    done = json.loads(dateline("ingest", "many.jsonl", "--json").stdout)
    assert done["added"] + done["unchanged"] == 300


def test_an_interrupted_ingest_goes_on_where_it_stopped(tmp_path: Path, dateline: Run) -> None:
    """Ctrl-C ends with status 130; whole articles are there, and the same command adds the rest."""
    rows = [article(n, f"Village {n} burned. " + LONG * 3) for n in range(1500)]
    write_jsonl(tmp_path / "many.jsonl", rows)

    def some_are_in(_: int) -> bool:
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(file, uri=True)) as held:
            return bool(held.execute("SELECT count(*) FROM articles").fetchone()[0])
        return False

    file = f"file:{tmp_path}/corpus.db?mode=ro"
    stopped = run_command(["ingest", "many.jsonl"], tmp_path, until=some_are_in)

    assert stopped.returncode == 130
    assert stopped.stderr.splitlines()[-1].startswith("dateline: stopped.")
    done = json.loads(dateline("ingest", "many.jsonl", "--json").stdout)
    assert done["added"] + done["unchanged"] == 1500
    assert done["added"] > 0
    assert done["unchanged"] > 0
