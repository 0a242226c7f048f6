"""release.toml: made by --init, read with every mistake named."""

from __future__ import annotations

import datetime
import json
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import SettingsError
from dateline.corpus.release.questions import QUESTIONS
from dateline.corpus.release.settings import read_release_settings
from dateline.corpus.release.settings_init import ASKED, write_release_settings

TODAY = datetime.date(2026, 11, 21)
ANSWERS = {
    "name": "karsovia-news",
    "url": "https://example.org/karsovia-news",
    "licence": "CC-BY-4.0",
    "creator": "Roe, Jane",
}
BY_QUESTION = {question: ANSWERS.get(key, f"the {key}") for key, question in ASKED.items()}


def write(path: Path, change: tuple[str, str] | None = None) -> Path:
    """Write a settings file as a person would answer, with one thing changed."""
    write_release_settings(path, BY_QUESTION.__getitem__, TODAY)
    if change:
        text = path.read_text(encoding="utf-8")
        assert change[0] in text
        path.write_text(text.replace(*change, 1), encoding="utf-8")
    return path


def test_what_is_asked_is_read_again(tmp_path: Path) -> None:
    """The file that --init writes from answers is one that a release takes."""
    said = read_release_settings(write(tmp_path / "release.toml"))

    assert (said.name, said.title, said.date) == ("karsovia-news", "the title", TODAY)
    assert [creator.name for creator in said.creators] == ["Roe, Jane"]
    assert len(said.key) == 64


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_answer_survives_the_file(answer: str) -> None:
    """Quotes, line ends and signs of every script in an answer are read as they were typed."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "release.toml"
        write_release_settings(path, lambda _: answer, TODAY)
        assert tomllib.loads(path.read_text(encoding="utf-8"))["title"] == answer.strip()


@pytest.mark.parametrize("key", [key for key in ASKED if key != "creator"])
def test_a_blank_is_named(tmp_path: Path, key: str) -> None:
    """A key left blank stops the release, and the message names it."""
    told = ANSWERS.get(key, f"the {key}")
    path = write(tmp_path / "release.toml", (f'{key} = "{told}"', f'{key} = ""'))

    with pytest.raises(SettingsError, match=f"the key '{key}' is blank"):
        read_release_settings(path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('name = "karsovia-news"', 'name = "Karsovia News"'), "'name': found 'Karsovia News'"),
        (("date = 2026-11-21", 'date = "soon"'), "'date': found 'soon'"),
        (('key = "', 'colour = "'), "found the key 'colour'"),
        (('key = "', 'key = "short" # '), "'key': found 'short'"),
        (("[answers]", '[answers]\nmood = "x"'), "'answers.mood'"),
        (("[answers]", '[answers]\nuses = ""'), "'answers.uses' is blank"),
        (("[answers]", "[answers]\nuses = 3"), "'uses': found 3"),
        (("[[creators]]\nname", "[[creators]]\nnome"), "'creators.name' is blank"),
        (("[[creators]]", "[creators]"), "'creators'"),
        (('# doi = ""', 'doi = "x"'), "'doi': found 'x'"),
        (('# article_ids = "corpus"', 'article_ids = "secret"'), "'article_ids': found 'secret'"),
        (("[answers]", '[annotators.A]\nnative_language = "mother\'s"\n[answers]'), "'A.native_l"),
        (("[answers]", "annotators = 3\n[answers]"), "annotators"),
        (("date =", "date = ="), "is no TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    """What is wrong is told with its key, what was found and what is allowed."""
    with pytest.raises(SettingsError, match=".") as error:
        read_release_settings(write(tmp_path / "release.toml", change))
    assert said in str(error.value)
    assert str(tmp_path / "release.toml") in str(error.value)


def test_without_a_terminal_blanks_are_left(dateline: Callable[..., Any], tmp_path: Path) -> None:
    """Where nobody is there to ask, the file is written with blanks, and they are named."""
    done = dateline("release", "--init", "--json")

    assert json.loads(done.stdout) == {"file": "release.toml", "blank": list(ASKED)}
    text = (tmp_path / "release.toml").read_text(encoding="utf-8")
    assert all(f"# {question}" in text for question in QUESTIONS.values())
    assert "is there already" in dateline("release", "--init", status=1).stderr


def test_on_a_terminal_the_command_asks(tmp_path: Path) -> None:
    """Each key is asked for, and what is typed stands in the file."""
    ours, theirs = pty.openpty()
    program = Path(sys.executable).with_name("dateline")
    typed = "".join(f"{BY_QUESTION[question]}\n" for question in ASKED.values())
    os.write(ours, typed.encode())
    done = subprocess.run(
        [program, "release", "--init"],
        stdin=theirs,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        check=True,
    )
    os.close(ours)
    os.close(theirs)

    assert all(question in done.stderr for question in ASKED.values())
    assert "Still blank" not in done.stderr
    assert read_release_settings(tmp_path / "release.toml").name == "karsovia-news"
