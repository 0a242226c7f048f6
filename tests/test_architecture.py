"""The rooms, and who may look into which."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(f"corpus.{name}" for name in names.split())
    for names in (
        "errors signs",
        "engines files garbage intervals markdown nouns outcomes plurals progress shares"
        " stratification words",
        "rows rejects repeats",
        "agreement finding_records guidelines pages records sentences settings",
        "adjudication differences leaks reading source_settings",
        "duplicates labelling",
        "split store",
        "clusters comparison segmentation",
        "formats ingest",
        "assign export provenance steps transfer",
        "corpus_check dashboard dataset_dict sample",
        "terminal",
        "paper",
        "census duplicates_page explain release web",
        "cli",
    )
)
"""The floors of the corpus room, lowest first: an import points down or stays in its own folder."""

MODELS_MAY_USE = {
    f"corpus.{name}"
    for name in (
        "errors",
        "files",
        "guidelines",
        "markdown",
        "nouns",
        "outcomes",
        "plurals",
        "progress",
        "reading",
        "records",
        "sentences",
        "engines",
    )
}
MODELS_CLI_MAY_USE = MODELS_MAY_USE | {
    "corpus.terminal.console",
    "corpus.terminal.options",
}

COMMAND_LINES = {"models.cli", "training.check_cli", "training.cli", "training.suggest_cli"}


@cache
def modules() -> dict[str, Path]:
    """Return every module of the three rooms, by dotted name without `dateline`."""
    found = {}
    for room in ("corpus", "models", "training"):
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def imports(name: str, path: Path) -> set[str]:
    """Return the dateline modules that a module imports anywhere, without `dateline`."""
    known = modules()
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets = [(alias.name.split("."), "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = (node.module or "").split(".") if node.module else []
            if node.level:
                base = ["dateline", *package[: len(package) - node.level + 1], *base]
            targets = [(base, alias.name) for alias in node.names]
        else:
            continue
        for base, leaf in targets:
            if base[0] != "dateline":
                continue
            dotted = ".".join(base[1:])
            found.add(f"{dotted}.{leaf}" if f"{dotted}.{leaf}" in known else dotted)
    return found


def unit(module: str) -> str:
    """Return the room's unit that a module belongs to: `corpus.store.articles` -> `corpus.store`."""
    return ".".join(module.split(".")[:2])


def floor(module: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if unit(module) in names)


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith("corpus.")])
def test_imports_in_the_corpus_room_point_down(name: str) -> None:
    """A module of the corpus room imports only what stands on a lower floor."""
    for target in imports(name, modules()[name]):
        if target == "corpus" or unit(target) == unit(name):
            continue
        assert target.startswith("corpus."), f"{name} imports {target}, of a room above it"
        assert floor(target) < floor(name), f"{name} imports {target}, which is not below it"


def test_models_use_only_the_nouns_and_the_readers() -> None:
    """The models room imports nothing of training, no store, no page; only its command prints."""
    for name, path in modules().items():
        if name.startswith("models"):
            allowed = MODELS_CLI_MAY_USE if name == "models.cli" else MODELS_MAY_USE
            for target in imports(name, path):
                assert target.startswith("models") or {target, unit(target)} & allowed, (
                    name,
                    target,
                )


def test_nobody_imports_a_command_line_but_the_root() -> None:
    """Only the root command line imports the rooms' command lines."""
    for name, path in modules().items():
        if name != "training.cli":
            lines = {
                target
                for target in imports(name, path)
                if target in COMMAND_LINES or unit(target) == "corpus.cli"
            }
            assert not lines, name


@pytest.mark.parametrize("path", sorted(ROOT.glob("[cmt]*/**/*.py")), ids=lambda path: path.stem)
def test_no_bare_imports(path: Path) -> None:
    """Nobody imports `corpus` for `dateline.corpus`: it would make a second copy of every class."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        assert not {name.split(".")[0] for name in names} & {"corpus", "models", "training"}


def test_sql_lives_in_the_store() -> None:
    """No module outside the store builds a statement: sqlalchemy is imported for a type at most."""
    for name, path in modules().items():
        if name.startswith("corpus.store"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not any(alias.name.startswith("sqlalchemy") for alias in node.names), name
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
                assert {alias.name for alias in node.names} <= {"Connection"}, name


def test_no_group_is_repeated_possessively() -> None:
    """No pattern has `(...)*+`, which Python before 3.11.5 gets wrong; `(?>(?:...)*)` means the same.

    It answers wrongly or raises SystemError (CPython 101955, 106052); Debian 12 has Python 3.11.2.
    """
    possessive = re.compile(r"\)(?:[*+?]|\{+\d*,?\d*\}+)\+")
    assert possessive.search(r"(?:a|bc)*+")
    assert possessive.search(r"(ab){{1,3}}+")
    for name, path in modules().items():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not possessive.search(line), f"{name}, line {number}: {line.strip()}"


def test_pyproject_lists_every_package() -> None:
    """A folder with an `__init__.py` is a package that setuptools knows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = set(project["tool"]["setuptools"]["packages"])
    there = {f"dateline.{name}" for name, path in modules().items() if path.name == "__init__.py"}
    assert listed == there


def test_help_loads_nothing_heavy() -> None:
    """`dateline --help` starts without numpy, pyarrow, scikit-learn, SQLAlchemy or matplotlib."""
    heavy = ["numpy", "pyarrow", "sklearn", "sqlalchemy", "alembic", "matplotlib", "jinja2", "rich"]
    code = (
        "import sys; sys.argv = ['dateline', '--help']\n"
        "from dateline.training.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("room", ["corpus", "models", "training"])
def test_all_is_sorted_and_true(room: str) -> None:
    """Every `__all__` is sorted and names only what the module has."""
    package = importlib.import_module(f"dateline.{room}")
    for info in pkgutil.walk_packages(package.__path__, f"dateline.{room}."):
        if info.name.endswith((".env", "m0001_first", "m0002_page", "m0003_pages", "m0004_doubts")):
            continue
        module = importlib.import_module(info.name)
        names = getattr(module, "__all__", None)
        if names is not None:
            assert sorted(names, key=_isort_key) == names, info.name
            assert all(hasattr(module, name) for name in names), info.name


def _isort_key(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions: the order ruff keeps."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
