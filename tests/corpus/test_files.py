"""Results appear whole or not at all, and nothing of the user's is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from dateline.corpus.errors import OutputError
from dateline.corpus.files import new_file, new_files, new_folder
from dateline.corpus.store import open_corpus

NAMES = ("model.json", "weights")


def make(path: Path, content: str) -> None:
    with new_folder(path, NAMES) as new:
        (new / "model.json").write_text(content, encoding="utf-8")


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    """The old content stays, and no temporary file."""
    path = tmp_path / "out.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), new_file(path) as file:
        file.write("new")
        raise RuntimeError

    assert [inner.read_text(encoding="utf-8") for inner in tmp_path.iterdir()] == ["old"]


def test_no_corpus_and_no_device_is_written_over(tmp_path: Path) -> None:
    """A name that was meant for --corpus and given to -o is refused; so is a pipe, as /dev/null is."""
    open_corpus(str(tmp_path / "corpus.db"), create=True).close()
    os.mkfifo(tmp_path / "pipe")
    before = (tmp_path / "corpus.db").read_bytes()
    for name, said in (("corpus.db", "would be lost"), ("pipe", "a pipe or a device")):
        with pytest.raises(OutputError, match=said), new_file(tmp_path / name) as file:
            file.write("new")

    assert (tmp_path / "corpus.db").read_bytes() == before
    assert (tmp_path / "pipe").is_fifo()


def test_files_go_in_together_beside_what_is_there(tmp_path: Path) -> None:
    """Those of the same names are replaced, also in folders inside; the others stay."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "one").write_text("old", encoding="utf-8")
    with new_files(tmp_path) as new:
        (new / "inside").mkdir()
        for name in ("one", "inside/two"):
            (new / name).write_text(name, encoding="utf-8")

    files = [inner for inner in tmp_path.rglob("*") if inner.is_file()]
    told = {str(file.relative_to(tmp_path)): file.read_text(encoding="utf-8") for file in files}
    assert told == {"notes.txt": "mine", "one": "one", "inside/two": "inside/two"}
    assert sorted(inner.name for inner in tmp_path.iterdir()) == ["inside", "notes.txt", "one"]


@pytest.mark.parametrize("there", [True, False])
def test_on_a_full_disk_no_file_of_several_goes_in(
    tmp_path: Path, room: Callable[[int], AbstractContextManager[None]], there: bool
) -> None:
    """The first file fits and the second does not: the folder is as it was, or not there."""
    out = tmp_path / "out"
    if there:
        out.mkdir()
        (out / "one").write_text("old", encoding="utf-8")
    with (
        pytest.raises(OutputError, match="out cannot be written"),
        room(1000),
        new_files(out) as new,
    ):
        (new / "one").write_bytes(b"1" * 1000)
        (new / "two").write_bytes(b"2" * 1001)

    assert [inner.name for inner in tmp_path.rglob("*")] == (["out", "one"] if there else [])


def test_a_folder_of_ours_is_replaced(tmp_path: Path) -> None:
    """A second result takes the place of the first, and nothing else is left."""
    make(tmp_path / "model", "one")
    make(tmp_path / "model", "two")

    assert (tmp_path / "model" / "model.json").read_text(encoding="utf-8") == "two"
    assert [inner.name for inner in tmp_path.iterdir()] == ["model"]


def test_a_folder_that_holds_more_than_ours_is_not_replaced(tmp_path: Path) -> None:
    """Notes that somebody keeps in a model's folder are not deleted with it."""
    make(tmp_path / "model", "one")
    notes = tmp_path / "model" / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="also holds 'notes.txt', which would be lost"):
        make(tmp_path / "model", "two")

    assert notes.read_text(encoding="utf-8") == "mine"


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    """A folder without our first file, or a file of that name, is not ours."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").touch()
    (tmp_path / "file").touch()
    for name in ("photos", "file"):
        with pytest.raises(OutputError, match="is not a folder that Dateline made"):
            make(tmp_path / name, "one")


def test_stopped_between_the_two_renames_the_old_folder_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C at the worst moment leaves the old model where it was."""
    path = tmp_path / "model"
    make(path, "one")
    rename = Path.rename

    def stopped(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        make(path, "two")
    monkeypatch.undo()

    assert (path / "model.json").read_text(encoding="utf-8") == "one"
    assert [inner.name for inner in tmp_path.iterdir()] == ["model"]
