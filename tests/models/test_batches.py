"""Streaming prediction."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import OutputError, RecordError, SourceError
from dateline.corpus.nouns import Article
from dateline.corpus.sentences import Quotations, describe_sentences
from dateline.models import batches
from dateline.models.batches import predict_source
from dateline.models.classifier import Classifier
from dateline.models.features import batch_of
from dateline.models.predictions import open_output, predictions_schema

SENTENCES = (
    "Shells hit the mill of Dunmarrow.",
    "“I ran,” said a driver.",
    "The ministry of Velloe denied it.",
    "At least 9 were hurt, 100 % of them porters.",
    'A "quoted" \\ word, a\ttab and فيلوي.',
)
STDIN = """
import sys
from pathlib import Path
from dateline.models.batches import predict_source
from dateline.models.folder import load
predict_source(load(Path(sys.argv[1])), ["-"], Path("-"))
"""


def write_articles(path: Path, sizes: Sequence[int], **more: Any) -> list[dict[str, Any]]:
    """Write articles of so many sentences, each sentence another one."""
    rows = []
    for number, size in enumerate(sizes):
        said = [f"No. {i}: {SENTENCES[(number + i) % len(SENTENCES)]}" for i in range(size)]
        spans, at = [], 0
        for sentence in said:
            spans.append([at, at + len(sentence)])
            at += len(sentence) + 1
        text = " ".join(said) or "Nothing."
        rows.append({"id": f"a{number}", "title": "", "text": text, "sentences": spans, **more})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return rows


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def test_the_contract(classifier: Classifier, tmp_path: Path) -> None:
    """A line holds article_id, start, end, text, labels and scores, in this order, as they are."""
    (row,) = write_articles(tmp_path / "in.jsonl", [5])
    out = tmp_path / "out.jsonl"
    done = predict_source(classifier, [str(tmp_path / "in.jsonl")], out)
    lines = read_jsonl(out)
    assert (done.articles, done.sentences, done.rejected, done.files) == (1, 5, 0, 1)
    for line, (start, end) in zip(lines, row["sentences"], strict=True):
        assert list(line) == ["article_id", "start", "end", "text", "labels", "scores"]
        assert line["text"] == row["text"][start:end]
        assert list(line["scores"]) == list(classifier.labels)
        assert all(score == round(score, 6) for score in line["scores"].values())
    sentences = describe_sentences("a0", row["text"], [tuple(s) for s in row["sentences"]])
    proba = classifier.predict_proba(batch_of([(Article("a0", "", row["text"]), sentences)]))
    np.testing.assert_allclose(
        [list(line["scores"].values()) for line in lines], proba, atol=5.1e-7, rtol=0
    )
    assert [line["labels"] for line in lines] == [
        [
            label
            for label, score, threshold in zip(
                classifier.labels, scores, classifier.thresholds, strict=True
            )
            if score >= threshold
        ]
        for scores in proba
    ]


def test_parquet_holds_the_same_as_jsonl(classifier: Classifier, tmp_path: Path) -> None:
    """Both forms have the same rows; Parquet has the declared columns and unrounded scores."""
    write_articles(tmp_path / "in.jsonl", [3, 0, 4])
    for name in ("out.jsonl", "out.parquet"):
        predict_source(classifier, [str(tmp_path / "in.jsonl")], tmp_path / name)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.equals(predictions_schema(classifier.labels))
    rows = table.to_pylist()
    for row in rows:
        row["scores"] = {label: round(score, 6) for label, score in row["scores"].items()}
    assert rows == read_jsonl(tmp_path / "out.jsonl")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(sizes=st.lists(st.integers(0, 7), max_size=8), full=st.integers(1, 12))
def test_nothing_is_lost_or_doubled(
    classifier: Classifier, tmp_path: Path, sizes: list[int], full: int
) -> None:
    """However articles fall into batches, each sentence has one row, in reading order."""
    rows = write_articles(tmp_path / "in.jsonl", sizes)
    expected = [(row["id"], *span) for row in rows for span in row["sentences"]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "BATCH", full)
        done = predict_source(classifier, [str(tmp_path / "in.jsonl")], tmp_path / "out.jsonl")
    lines = read_jsonl(tmp_path / "out.jsonl")
    assert [(line["article_id"], line["start"], line["end"]) for line in lines] == expected
    assert (done.articles, done.sentences) == (len(sizes), len(expected))


def test_predictions_do_not_depend_on_the_batch(
    classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One article at a time or all at once: the same file."""
    write_articles(tmp_path / "in.jsonl", [3, 1, 5, 2, 4])
    for size, name in ((1, "one.jsonl"), (10_000, "all.jsonl")):
        monkeypatch.setattr(batches, "BATCH", size)
        predict_source(classifier, [str(tmp_path / "in.jsonl")], tmp_path / name)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "all.jsonl").read_bytes()


@pytest.mark.parametrize(("quotations", "rows"), [("split", 2), ("whole", 1)])
def test_articles_without_sentences_are_split(
    classifier: Classifier, tmp_path: Path, quotations: Quotations, rows: int
) -> None:
    """An article that brings no sentences is split in the way asked for."""
    (tmp_path / "a.txt").write_text("“We ran. We hid,” said a clerk.", "utf-8")
    out = tmp_path / "out.jsonl"
    predict_source(classifier, [str(tmp_path / "a.txt")], out, quotations=quotations)
    assert len(read_jsonl(out)) == rows


def test_a_row_that_cannot_be_read_is_handed_over(classifier: Classifier, tmp_path: Path) -> None:
    """Broken rows and whole unreadable files are counted and named, and the rest is predicted."""
    folder = tmp_path / "in"
    folder.mkdir()
    write_articles(folder / "a.jsonl", [2])
    with (folder / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "broken\n{"id": "b", "text": "One more."}\n')
    (folder / "b.parquet").write_bytes(b"no table")
    (folder / "c.txt").write_text("")
    (folder / "d.odt").write_bytes(b"")
    errors: list[RecordError] = []
    out = tmp_path / "out.jsonl"
    done = predict_source(classifier, [str(folder)], out, reject=errors.append)
    assert (done.articles, done.sentences, done.rejected) == (2, 3, 3)
    assert (done.files, done.passed_over) == (3, 1)
    assert [Path(str(error).split(":")[0].split(",")[0]).name[:9] for error in errors] == [
        "a.jsonl",
        "b.parquet",
        "c.txt",
    ]
    assert len(read_jsonl(out)) == 3


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_nothing_to_predict_is_an_empty_file(
    classifier: Classifier, tmp_path: Path, suffix: str
) -> None:
    """No articles give a valid file without rows."""
    (tmp_path / "in.jsonl").write_text("")
    out = tmp_path / f"out{suffix}"
    assert predict_source(classifier, [str(tmp_path / "in.jsonl")], out).sentences == 0
    if suffix == ".jsonl":
        assert out.read_bytes() == b""
    else:
        assert pq.read_table(out).schema.equals(predictions_schema(classifier.labels))


@pytest.mark.parametrize("name", ["out.csv", "out", "folder/"])
def test_a_form_that_is_not_known(classifier: Classifier, tmp_path: Path, name: str) -> None:
    """Another suffix is refused with the forms that there are, before anything is read."""
    write_articles(tmp_path / "in.jsonl", [2])
    with pytest.raises(OutputError, match=r"written as \.jsonl, \.parquet, to standard output"):
        predict_source(classifier, [str(tmp_path / "in.jsonl")], tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_source_is_not_written_over(classifier: Classifier, tmp_path: Path) -> None:
    """An output that is one of the sources is refused, also inside a folder that is read."""
    write_articles(tmp_path / "in.jsonl", [2])
    before = (tmp_path / "in.jsonl").read_bytes()
    for source in (tmp_path, tmp_path / "in.jsonl"):
        with pytest.raises(OutputError, match="give another name"):
            predict_source(classifier, [str(source)], tmp_path / "in.jsonl")
    assert (tmp_path / "in.jsonl").read_bytes() == before


def test_a_link_that_leads_nowhere_is_left_out(classifier: Classifier, tmp_path: Path) -> None:
    """Also where the result takes the place of an earlier one: what is not there is no such file."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "in" / "a.jsonl").write_text('{"text": "Rain fell."}')
    (tmp_path / "out.jsonl").touch()
    done = predict_source(classifier, [str(tmp_path / "in")], tmp_path / "out.jsonl")
    assert (done.articles, done.rejected) == (1, 1)


def test_a_source_that_is_not_there(classifier: Classifier, tmp_path: Path) -> None:
    """A source that does not exist is named, and nothing is written."""
    with pytest.raises(SourceError, match="no file or folder"):
        predict_source(classifier, [str(tmp_path / "none.jsonl")], tmp_path / "out.jsonl")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_anything_to_read(classifier: Classifier, tmp_path: Path) -> None:
    """A folder that holds no file of a kind that is read is told, instead of no predictions."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "story.odt").write_bytes(b"")
    with pytest.raises(SourceError, match=r"no file .* lies in .*in: .*1 others were passed over"):
        predict_source(classifier, [str(tmp_path / "in")], tmp_path / "out.jsonl")
    assert [inner.name for inner in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_an_interrupted_run_leaves_what_was_there(
    classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Ctrl-C after the first batch leaves the old output and no half-written file."""
    write_articles(tmp_path / "in.jsonl", [2, 2])
    (tmp_path / name).write_text("old")
    monkeypatch.setattr(batches, "BATCH", 2)

    def interrupt(_: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        predict_source(
            classifier, [str(tmp_path / "in.jsonl")], tmp_path / name, progress=interrupt
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", name]
    assert (tmp_path / name).read_text() == "old"


def test_progress_counts_files(classifier: Classifier, tmp_path: Path) -> None:
    """Progress names the sentences done and ends with all files done."""
    for name in ("a.jsonl", "b.jsonl"):
        write_articles(tmp_path / name, [3])
    told: list[tuple[str, int, int]] = []
    predict_source(
        classifier,
        [str(tmp_path)],
        tmp_path / "out" / "o.jsonl",
        progress=lambda *x: told.append(x),
    )
    assert told[-1] == ("6 sentences", 2, 2)


def test_standard_input_to_standard_output(saved_model: Path) -> None:
    """`-` reads articles from standard input and writes UTF-8 lines to standard output."""
    row = {"id": "x", "text": "Shells hit فيلوي. Nobody was hurt."}
    ran = subprocess.run(
        [sys.executable, "-c", STDIN, str(saved_model)],
        input=json.dumps(row).encode(),
        capture_output=True,
        check=True,
    )
    lines = [json.loads(line) for line in ran.stdout.decode("utf-8").splitlines()]
    assert [line["text"] for line in lines] == ["Shells hit فيلوي.", "Nobody was hurt."]


def test_label_ids_are_quoted(tmp_path: Path) -> None:
    """Label ids with quotes, percent signs or other scripts come back as they were."""
    labels = ['a "b"', "100 %d", "هجوم", "back\\slash"]
    row = {
        "article_id": 'id"%s',
        "start": 0,
        "end": 1,
        "text": "100 % {sure}\u2028.\n",
        "labels": labels,
        "scores": dict.fromkeys(labels, 0.25),
    }
    table = pa.Table.from_pylist([row, row | {"labels": []}], predictions_schema(labels))
    with open_output(tmp_path / "o.jsonl", labels) as write:
        write(table)
        write(table.slice(1))
    assert read_jsonl(tmp_path / "o.jsonl") == [row, row | {"labels": []}, row | {"labels": []}]
