"""Making release.toml: asking a person, or leaving blanks to be filled in."""

from __future__ import annotations

import datetime
import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import SettingsError
from ..files import new_file
from .questions import QUESTIONS

__all__ = ["ASKED", "write_release_settings"]

ASKED: Mapping[str, str] = {
    "name": "A short name: lower-case letters, digits and hyphens",
    "title": "Its title, for people",
    "description": "What it is, in two or three sentences",
    "url": "The address where it will be found",
    "licence": "The licence of labels and metadata (SPDX), for example CC-BY-4.0",
    "publisher": "Who publishes it: an institution, or you",
    "contact": "Where people ask for corrections and for articles to be taken down",
    "creator": "Who made it: Family name, Given name",
}
"""Key -> what a person is asked."""


def write_release_settings(
    path: Path, ask: Callable[[str], str] | None, today: datetime.date
) -> list[str]:
    """Write a settings file and return the keys that were left blank.

    `ask` puts a question to a person; None: nobody is there, and all is left blank. Raises
    SettingsError where the file is there already.
    """
    if path.exists():
        raise SettingsError(f"{path} is there already; edit it, or move it away to begin again")
    told = {key: ask(question).strip() if ask else "" for key, question in ASKED.items()}
    with new_file(path) as file:
        file.write(_settings(told, today))
    return [key for key, value in told.items() if not value]


def _settings(told: Mapping[str, str], today: datetime.date) -> str:
    lines = ["# What only people can say of this data set. A key left blank stops the release."]
    for key, question in ASKED.items():
        if key != "creator":
            lines += ["", f"# {question}", f"{key} = {_quoted(told[key])}"]
    lines += [
        "",
        "# The day of this version",
        f"date = {today.isoformat()}",
        "",
        "# Keep it, and keep it secret: it hides who annotated and which article is which.",
        f"key = {_quoted(secrets.token_hex(32))}",
        "",
        '# article_ids = "corpus"   # publish the ids of the corpus, where they give nothing away',
        "# keywords = []",
        '# doi = ""',
        "",
        "[[creators]]",
        f"name = {_quoted(told['creator'])}",
        '# affiliation = ""',
        '# orcid = ""',
        "",
        "# [licences]               # what a licence told in your own words means",
        '# "used by agreement with the Courier" = "permission"',
        "",
        "# [annotators.NAME]        # by their id in the corpus",
        '# training_hours = "5-10"',
        '# native_language = "en"',
        '# region_expertise = "yes"',
        "",
        "[answers]",
        "# Take the # away from those that you can answer; the others are shown as not answered.",
    ]
    for key, question in QUESTIONS.items():
        lines += ["", f"# {question}", f'# {key} = ""']
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
