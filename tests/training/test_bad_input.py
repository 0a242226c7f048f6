"""What hostile and clumsy use does to train, evaluate and predict: one line, nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.errors import OutputError, SplitError
from dateline.corpus.store import open_corpus
from dateline.training.gold import read_gold
from dateline.training.steps import train

Run = Callable[..., subprocess.CompletedProcess[str]]
Demo = tuple[Path, dict[str, Any]]

PROGRAM = Path(sys.executable).with_name("dateline")


def test_a_reader_that_has_read_enough_is_no_error(demo: Demo, tmp_path: Path) -> None:
    """A pipe that closes after the first line ends prediction in silence."""
    row = json.dumps({"text": "Gunmen shot at a bus near Karsovia. " * 400})
    (tmp_path / "in.jsonl").write_text(f"{row}\n" * 100, encoding="utf-8")
    process = subprocess.Popen(
        [PROGRAM, "predict", "in.jsonl", "--model", demo[0] / "sample-baseline", "-o", "-"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b'{"article_id"')
    process.stdout.close()

    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 1
    process.stderr.close()


def test_a_report_stands_beside_a_model_that_is_named_by_a_dot(
    demo: Demo, dateline: Run, tmp_path: Path
) -> None:
    """`dateline evaluate .` in the model's folder writes NAME-report beside it."""
    shutil.copytree(demo[0] / "sample-baseline", tmp_path / "mine")
    corpus = demo[0] / "corpus.db"
    done = dateline("evaluate", ".", "--corpus", corpus, "--resamples", 0, cwd=tmp_path / "mine")
    assert done.stderr == ""
    assert (tmp_path / "mine-report" / "report.html").is_file()


def test_a_folder_that_is_not_ours_is_refused_before_the_training(
    demo: Demo, tmp_path: Path
) -> None:
    """Nobody waits for a training whose model cannot be put down, and nothing is replaced."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    stages: list[str] = []
    with (
        open_corpus(str(demo[0] / "corpus.db")) as corpus,
        pytest.raises(OutputError, match="is not a folder that Dateline made"),
    ):
        train(corpus, tmp_path, progress=lambda stage, *_: stages.append(stage))

    assert stages == []
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_part_that_the_split_does_not_have_is_named(demo: Demo) -> None:
    """Asked for validation articles, a split into train and test says which parts there are."""
    with (
        open_corpus(str(demo[0] / "corpus.db")) as corpus,
        pytest.raises(SplitError, match="has no validation articles, only train, test"),
    ):
        read_gold(corpus, "validation")


@pytest.mark.parametrize("command", ["train", "evaluate", "predict"])
def test_a_full_disk_leaves_nothing_half_written(
    few: Path, dateline: Run, tmp_path: Path, command: str
) -> None:
    """When a file cannot grow, one line says so and no part of the result is there."""
    shutil.copy(few / "corpus.db", tmp_path)
    model = tmp_path / "model"
    shutil.copytree(few / "model", model)
    kept = {path.name: path.read_bytes() for path in model.iterdir()}
    (tmp_path / "in.txt").write_text("Gunmen shot at a bus. " * 900, encoding="utf-8")
    arguments = {
        "train": ["train", "-o", "out"],
        "evaluate": ["evaluate", model, "-o", "out", "--resamples", 2],
        "predict": ["predict", "in.txt", "--model", model, "-o", "out.jsonl"],
    }
    done = dateline(*arguments[command], status=1, room=50_000)

    assert "cannot be written (File too large); nothing half-written" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith((".out", ".metrics"))]
    assert not (tmp_path / "out.jsonl").exists()
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    assert {path.name: path.read_bytes() for path in model.iterdir()} == kept
