"""The whole path as a user walks it: real processes on the bundled sample corpus."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..commands import has_worked, run_command

Run = Callable[..., subprocess.CompletedProcess[str]]

README = Path(__file__).parents[2] / "README.md"
GUIDELINES = Path(__file__).parents[1] / "fixtures" / "india_police_guidelines.md"
STORY = (
    "Gunmen shot at a bus near Karsovia on Tuesday. “We lay on the floor,” a passenger said.\n\n"
    "The interior ministry said 212 people had been killed in such attacks since April."
)


def test_demo_goes_from_articles_to_a_report(demo: tuple[Path, dict[str, Any]]) -> None:
    """The demo leaves a corpus, a model and a report, and the classifier beats both baselines."""
    folder, result = demo

    assert (folder / "corpus.db").is_file()
    assert (folder / "sample-baseline" / "README.md").is_file()
    assert (folder / "report" / "report.html").is_file()
    systems = result["systems"]
    macro = {
        name: systems[name]["macro"]["f1"]["value"] for name in ("model", "keyword", "majority")
    }
    assert macro["model"] > macro["keyword"] > macro["majority"]
    assert result["provenance"]["machine_labels"] is True
    on_disk = json.loads((folder / "report" / "metrics.json").read_text(encoding="utf-8"))
    assert on_disk["systems"] == systems


def test_the_same_inputs_give_the_same_bytes(
    demo: tuple[Path, dict[str, Any]], program: Run, tmp_path: Path
) -> None:
    """Another run, with another hash seed, writes the same model and report: what README.md shows."""
    folder, _ = demo
    env = {**os.environ, "PYTHONHASHSEED": "77"}
    done = program("demo", "-o", "demo", env=env)

    for name in ("pipeline.skops", "model.json", "README.md", "metrics.json"):
        name = f"sample-baseline/{name}"
        assert (folder / name).read_bytes() == (tmp_path / "demo" / name).read_bytes(), name
    for name in ("report/metrics.json", "report/report.html"):
        assert (folder / name).read_bytes() == (tmp_path / "demo" / name).read_bytes(), name
    assert "Read the report: demo/report/report.html" in done.stdout
    told, shown = (figures(text) for text in (done.stdout, README.read_text(encoding="utf-8")))
    assert told.keys() == shown.keys() != set()
    assert all(shown[row] == pytest.approx(values, abs=0.02) for row, values in told.items())


def figures(text: str) -> dict[str, list[float]]:
    """Return the numbers of each row of the tables that `demo` prints, by what the row is about."""
    rows = re.findall(r"^  (\w[\w ]*?)  +(0\.\d\d .*\d)", text, flags=re.MULTILINE)
    return {name: [float(value) for value in re.findall(r"[\d.]+", row)] for name, row in rows}


def test_a_model_predicts_new_articles_of_every_kind(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """Text, JSONL and standard input give rows under the prediction contract, in order."""
    model = demo[0] / "sample-baseline"
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "x", "text": STORY}) + "\n", "utf-8")

    dateline("predict", "story.txt", "--model", model, "-o", "a.jsonl")
    dateline("predict", "in.jsonl", "--model", model, "-o", "b.jsonl")
    piped = dateline("predict", "-", "--model", model, "-o", "-", piped=STORY)

    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert [row["text"] for row in rows] == [STORY[row["start"] : row["end"]] for row in rows]
    assert len(rows) == 3
    labels = ["attack", "testimony", "official_statement", "statistic"]
    assert list(rows[0]) == ["article_id", "start", "end", "text", "labels", "scores"]
    assert list(rows[0]["scores"]) == labels
    assert all(0 <= score <= 1 for row in rows for score in row["scores"].values())
    assert "attack" in rows[0]["labels"]
    assert "official_statement" in rows[2]["labels"]
    other = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text("utf-8").splitlines()]
    assert [row["scores"] for row in other] == [row["scores"] for row in rows]
    assert {row["article_id"] for row in other} == {"x"}
    assert [json.loads(line)["scores"] for line in piped.stdout.splitlines()] == [
        row["scores"] for row in rows
    ]


def test_an_article_is_predicted_alike_in_any_company(sample_model: Path) -> None:
    """Probabilities are the same to the last bit whether articles come alone or together."""
    import numpy as np

    from dateline.corpus import sample
    from dateline.corpus.records import article_from_row
    from dateline.models.batches import layout_of_row
    from dateline.models.features import laid_out
    from dateline.models.folder import load

    path = Path(sample.__file__).with_name("articles.jsonl")
    rows = [
        article_from_row(json.loads(line), "sample", None)
        for line in path.read_text(encoding="utf-8").splitlines()[:20]
    ]
    articles = [(row.article, layout_of_row(row, "split")) for row in rows]
    classifier = load(sample_model)

    together = classifier.predict_proba(laid_out(articles))
    alone = [classifier.predict_proba(laid_out([pair])) for pair in articles]

    assert np.array_equal(together, np.concatenate(alone))


def test_parquet_goes_in_and_out(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """Predictions for a Parquet file are written as Parquet, one row a sentence."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"id": ["p1", "p2"], "text": [STORY, STORY]}), tmp_path / "in.parquet")
    done = dateline(
        "predict",
        "in.parquet",
        "--model",
        demo[0] / "sample-baseline",
        "-o",
        "out.parquet",
        "--json",
    )

    table = pq.read_table(tmp_path / "out.parquet")
    assert json.loads(done.stdout)["sentences"] == table.num_rows == 6
    assert table.column("article_id").to_pylist() == ["p1"] * 3 + ["p2"] * 3


def test_prediction_says_what_it_left_out(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """A broken row is named and the rest predicted; when nothing can be read nothing is written."""
    rows = [json.dumps({"id": "x", "text": STORY}), "{broken"]
    (tmp_path / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    model = demo[0] / "sample-baseline"

    done = dateline("predict", "in.jsonl", "--model", model, "-o", "out.jsonl")
    nothing = dateline("predict", "empty.txt", "--model", model, "-o", "none.jsonl", status=1)

    assert "left out: in.jsonl, line 2: is no JSON" in done.stderr
    assert "Left out 1 that could not be read" in done.stderr
    assert "empty.txt: is empty" in nothing.stderr
    assert not (tmp_path / "none.jsonl").exists()


def test_a_model_of_another_split_or_of_all_articles_is_not_evaluated(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """A test article that the model may have seen is no test article."""
    corpus = demo[0] / "corpus.db"
    dateline("train", "--corpus", corpus, "--on", "all", "-o", "everything")
    all_of_it = dateline("evaluate", "everything", "--corpus", corpus, status=1)
    dateline("export", "--corpus", corpus, "-o", "out")
    (tmp_path / "out" / "splits.csv").unlink()
    dateline("import", "out", "--corpus", "other.db")
    unsplit = dateline("evaluate", demo[0] / "sample-baseline", "--corpus", "other.db", status=1)
    dateline("split", "--seed", 5, "--corpus", "other.db")
    other = dateline("evaluate", demo[0] / "sample-baseline", "--corpus", "other.db", status=1)

    assert "was trained on every article" in all_of_it.stderr
    assert "is not split into train and test; run `dateline split` first" in unsplit.stderr
    assert "was trained on another split" in other.stderr


def test_training_needs_a_split_and_gold(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """Training says which step is missing."""
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    dateline("ingest", "story.txt")

    unsplit = dateline("train", "-o", "model", status=1)
    no_gold = dateline("train", "--on", "all", "-o", "model", status=1)

    assert "run `dateline split` first" in unsplit.stderr
    assert "run `dateline adjudicate`, or import gold" in no_gold.stderr
    assert not (tmp_path / "model").exists()


def test_labels_under_other_guidelines_are_refused_until_accepted(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """Gold made under another Labels section is not trained on in silence."""
    dateline("export", "--corpus", demo[0] / "corpus.db", "-o", "out")
    text = (tmp_path / "out" / "guidelines.md").read_text(encoding="utf-8")
    (tmp_path / "mine.md").write_text(text.replace("**Version:** 1", "**Version:** 2"), "utf-8")
    dateline("import", "out")
    refused = dateline("import", "out", "--guidelines", "mine.md", status=1)
    dateline("import", "out", "--guidelines", "mine.md", "--accept-guidelines-change")
    train = dateline("train", "-o", "model", status=1)

    assert "--accept-guidelines-change" in refused.stderr
    assert "were made under another label scheme" in train.stderr
    dateline("train", "-o", "model", "--accept-guidelines-change")


def test_a_model_of_other_labels_does_not_fit_the_corpus(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """A model is evaluated only on the labels it knows."""
    rows = [
        {"id": f"a{n}", "text": f"Police arrested {n} men. It rained.", "sentences": [[0, 22]]}
        for n in range(10, 14)
    ]
    gold = [{"article_id": row["id"], "start": 0, "end": 22, "labels": ["ARREST"]} for row in rows]
    folder = tmp_path / "in"
    folder.mkdir()
    for name, items in (("articles", rows), ("gold", gold)):
        lines = "".join(json.dumps(item) + "\n" for item in items)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    dateline("import", folder, "--guidelines", GUIDELINES)
    dateline("split")

    done = dateline("evaluate", demo[0] / "sample-baseline", status=1)

    assert "knows the labels attack" in done.stderr
    assert "KILL" in done.stderr


@pytest.mark.parametrize(
    ("model", "said"),
    [("none", "none"), ("empty", "empty"), ("damaged", "pipeline.skops")],
)
def test_a_folder_that_is_no_model_is_named(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path, model: str, said: str
) -> None:
    """A missing, empty or damaged model folder ends in one line."""
    import shutil

    (tmp_path / "empty").mkdir()
    shutil.copytree(demo[0] / "sample-baseline", tmp_path / "damaged")
    path = tmp_path / "damaged" / "pipeline.skops"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")

    done = dateline("predict", "story.txt", "--model", model, "-o", "out.jsonl", status=1)

    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_report_is_written_where_the_model_cannot_be(
    demo: tuple[Path, dict[str, Any]], dateline: Run, tmp_path: Path
) -> None:
    """A model in a place that takes no files is evaluated: its card stays, and that is said."""
    import shutil

    shutil.copytree(demo[0] / "sample-baseline", tmp_path / "model")
    (tmp_path / "model" / "metrics.json").unlink()
    (tmp_path / "model" / "metrics.json").mkdir()
    done = dateline("evaluate", "model", "-o", "report", "--corpus", str(demo[0] / "corpus.db"))

    assert (tmp_path / "report" / "report.html").is_file()
    assert "the model's card keeps its earlier figures: model cannot be written" in done.stderr


@pytest.mark.parametrize("command", ["train", "evaluate", "predict"])
def test_ctrl_c_leaves_nothing_half_written(
    demo: tuple[Path, dict[str, Any]], tmp_path: Path, command: str
) -> None:
    """An interrupted command ends with status 130 and leaves no output."""
    corpus, model = demo[0] / "corpus.db", demo[0] / "sample-baseline"
    arguments: dict[str, list[str | Path]] = {
        "train": ["train", "--corpus", corpus, "-o", "out"],
        "evaluate": [
            *("evaluate", model, "--corpus", corpus, "-o", "out", "--resamples", "200000"),
        ],
        "predict": ["predict", "big.jsonl", "--model", model, "-o", "out.jsonl"],
    }
    if command == "predict":
        row = json.dumps({"text": STORY * 200})
        (tmp_path / "big.jsonl").write_text("".join(row + "\n" for _ in range(600)), "utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    stopped = run_command(arguments[command], tmp_path, until=has_worked)

    assert stopped.returncode == 130
    assert stopped.stderr.splitlines()[-1].startswith("dateline: stopped.")
    assert {path.name for path in tmp_path.iterdir()} == before
