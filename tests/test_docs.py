"""The documents say what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.formats import FORMATS
from dateline.corpus.reading import READERS
from dateline.training.cli import app

from .commands import run_script
from .corpus.formats.corpora import round_trip
from .formats_table import PAGE, TABLE, formats_table
from .interop.invented import invented_labelling

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command_names() -> list[str]:
    """Return the names of all commands, as the program has them."""
    import typer.main

    return list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_every_command_stands_in_the_readme_and_no_other() -> None:
    """The README's table of commands is the program's list of commands, in its order."""
    told = re.findall(r"^\| `dateline ([a-z]+)", README, flags=re.MULTILINE)

    assert told == command_names()


def leaf_commands() -> list[tuple[str, ...]]:
    """Return every command that does something, with the name of its group before it."""
    import typer.main

    found: list[tuple[str, ...]] = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [(name, leaf) for leaf in inner] if inner else [(name,)]
    return found


@pytest.mark.parametrize("name", leaf_commands(), ids=" ".join)
def test_every_command_and_option_has_help(
    name: tuple[str, ...], dateline: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """`--help` of each command says what it does, and describes --json."""
    said = dateline(*name, "--help").stdout

    assert "--json" in said
    assert len(said.split("\n\n")[1].strip()) > 20


@pytest.mark.parametrize("name", ["ingest", "predict"])
def test_the_help_names_every_kind_of_source(
    name: str, dateline: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """What `--help` lists are the suffixes that have a reader, all of them and no other."""
    listed = re.search(r"\(((?:\s*\.[a-z.]+)+)\), - for stdin", dateline(name, "--help").stdout)

    assert listed is not None
    assert set(listed[1].split()) == set(READERS)


def test_the_first_commands_of_the_readme_are_demo_and_test() -> None:
    """A stranger meets `make demo`, then `make test`, before anything else."""
    assert re.findall(r"^make (\w+)", README, flags=re.MULTILINE)[:2] == ["demo", "test"]


def test_the_readme_python_runs(tmp_path: Path, sample_model: Path) -> None:
    """The Python of the README runs as printed, beside a model."""
    (code,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "model").symlink_to(sample_model)
    script = tmp_path / "readme.py"
    script.write_text(code + "print(table.num_rows)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout == "2\n"


PYTHON_PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "printed"),
    re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", PYTHON_PAGE, flags=re.DOTALL),
    ids=["texts", "table", "folder"],
)
def test_the_python_of_the_page_on_python_runs(code: str, printed: str, tmp_path: Path) -> None:
    """Every block of docs/python.md runs by itself, and prints what stands below it."""
    if "__main__" not in code:
        assert run_script(code, tmp_path) == printed
        return
    script = tmp_path / "page.py"  # workers import it: a program of its own
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == printed


def test_the_page_on_formats_says_what_each_carries() -> None:
    """Its table is that of the formats; `python -m tests.formats_table` renews it."""
    assert TABLE.findall(PAGE.read_text(encoding="utf-8")) == [formats_table()]


def test_the_example_of_a_format_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The format that the page on formats adds carries what it says, errors included."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    made: dict[str, Any] = {}
    exec(code, made)  # noqa: S102 (what the page tells people to write)
    monkeypatch.setitem(FORMATS, "lines", made["LINES"])  # type: ignore[arg-type]
    before, after = round_trip(invented_labelling(2), "lines")

    assert after == before


def test_links_in_the_documents_lead_somewhere() -> None:
    """Every relative link and picture in the README and docs/ is a file of the repository."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_document_or_code_names_an_index_or_a_machine() -> None:
    """Nothing tracked holds the address of a package index or a path of somebody's machine."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("needs git, to know which files are tracked")
    words = ["pypi" + ".org", "index" + "-url=", "/" + "work/", "/" + "root/"]
    for name in tracked.stdout.splitlines():
        path = ROOT / name
        if path.suffix in (".parquet", ".png", ".skops") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], name
