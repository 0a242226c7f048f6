"""The settings file of a release: what only people can say of a data set.

    name = "river-valley-news"            # letters, digits, hyphens; also the salt of the anchors
    title = "River Valley News"
    description = "Sentences of ..., labelled for ..."
    url = "https://huggingface.co/datasets/you/river-valley-news"
    licence = "CC-BY-4.0"                 # of the labels and of all that is no article's text
    publisher = "University of Sarn"
    contact = "data@example.org"          # where people ask for an article to be taken down
    date = 2026-11-21                     # of this version
    key = "..."                           # keeps the annotators' names and article ids secret
    article_ids = "opaque"                # or "corpus": as they are in the corpus
    keywords = ["conflict", "news"]
    doi = "10.5281/zenodo.1"

    [[creators]]
    name = "Roe, Jane"
    affiliation = "University of Sarn"
    orcid = "0000-0002-1825-0097"

    [licences]                            # what a licence told in your own words means
    "used by agreement with the Courier" = "permission"

    [annotators.A]                        # by their id in the corpus; all of it may stay away
    training_hours = "5-10"

    [answers]                             # see `questions`
    motivation = "..."

A key that is missing, blank or unknown is refused by name; `keywords`, `doi`, `article_ids` and the
tables may be left out.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from ..errors import SettingsError, one_of, shorten
from .questions import QUESTIONS

__all__ = ["NAME", "ArticleIds", "Creator", "ReleaseSettings", "read_release_settings"]

NAME = "release.toml"
"""What the file is called beside a corpus."""

ArticleIds = Literal["opaque", "corpus"]
"""ids that say nothing of the article; or its ids in the corpus, where they say nothing either"""


@dataclass(frozen=True, slots=True)
class Creator:
    """Somebody who made the data set."""

    name: str
    affiliation: str | None = None
    orcid: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSettings:
    """What people say of a data set."""

    name: str
    title: str
    description: str
    url: str
    licence: str
    """SPDX, as people write it"""
    publisher: str
    contact: str
    date: datetime.date
    key: str = field(repr=False)
    creators: tuple[Creator, ...]
    article_ids: ArticleIds = "opaque"
    keywords: tuple[str, ...] = ()
    doi: str | None = None
    licences: Mapping[str, str] = field(default_factory=dict)
    annotators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _like(pattern: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


_Rule = tuple[str, Callable[[object], bool]]
_REQUIRED: Mapping[str, _Rule] = {
    "name": ("lower-case letters, digits and hyphens", _like("[a-z0-9]+(-[a-z0-9]+)*")),
    "title": ("a text", _is_text),
    "description": ("a text", _is_text),
    "url": ("an address that begins with https://", _like(r"https?://\S+")),
    "licence": ("an SPDX licence such as CC-BY-4.0", _like(r"[A-Za-z0-9][A-Za-z0-9.+-]*")),
    "publisher": ("a text", _is_text),
    "contact": ("a text", _is_text),
    "date": ("a date such as 2026-11-21, without quotes", _is_date),
    "key": ("at least 32 characters that nobody can guess", _like(r"\S{32,}")),
}
_OPTIONAL: Mapping[str, _Rule] = {
    "article_ids": (one_of(get_args(ArticleIds)), lambda value: value in get_args(ArticleIds)),
    "keywords": ("a list of texts", _are_texts),
    "doi": ("a DOI such as 10.5281/zenodo.1", _like(r"10\.\d{4,9}/\S+")),
}
_CREATOR: Mapping[str, _Rule] = {
    "name": ("a text", _is_text),
    "affiliation": ("a text", _is_text),
    "orcid": ("an ORCID such as 0000-0002-1825-0097", _like(r"(\d{4}-){3}\d{3}[\dX]")),
}
_ANNOTATOR: Mapping[str, _Rule] = {
    "training_hours": ('a band such as "5-10"', _like(r"\d+(-\d+)?\+?")),
    "native_language": ("a language tag such as en", _like(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")),
    "region_expertise": (
        "yes, no, undisclosed",
        lambda value: value in ("yes", "no", "undisclosed"),
    ),
}
_TABLES = ("creators", "licences", "annotators", "answers")


def read_release_settings(path: Path) -> ReleaseSettings:
    """Return what a settings file says. Raises SettingsError, which names the file and the key."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"{path} does not exist; make it with: dateline release --init"
        ) from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: is no TOML: {error}") from None
    where = str(path)
    known = (*_REQUIRED, *_OPTIONAL, *_TABLES)
    for key in said:
        if key not in known:
            raise SettingsError(f"{where}: found the key {shorten(key)}, known: {one_of(known)}")
    for key in (*_REQUIRED, "creators"):
        if said.get(key) in (None, "", []):
            raise SettingsError(
                f"{where}: the key {key!r} is blank; write {_wanted(key)} there, then run the "
                "command again"
            )
    checked = _checked(said, {**_REQUIRED, **_OPTIONAL}, where, "")
    creators = _tables(said["creators"], where)
    return ReleaseSettings(
        **checked | {"keywords": tuple(checked.get("keywords", ()))},
        creators=tuple(Creator(**_creator(one, where)) for one in creators),
        licences=_checked_all(_table(said, "licences", where), ("a text", _is_text), where),
        annotators={
            name: _checked(_table(said["annotators"], name, where), _ANNOTATOR, where, name)
            for name in _table(said, "annotators", where)
        },
        answers=_answers(_table(said, "answers", where), where),
    )


def _wanted(key: str) -> str:
    return _REQUIRED[key][0] if key in _REQUIRED else "[[creators]] with a name"


def _checked(said: Mapping[str, Any], rules: Mapping[str, _Rule], where: str, of: str) -> Any:
    """Return what is said under the keys of some rules. Raises SettingsError.

    of : the table that the keys stand in; empty: the file itself, whose keys are known
    """
    if of and (unknown := [key for key in said if key not in rules]):
        raise SettingsError(
            f"{where}: found the key {shorten(f'{of}.{unknown[0]}')}, known: {one_of(rules)}"
        )
    for key, (allowed, is_right) in rules.items():
        if key in said and not is_right(said[key]):
            name = f"{of}.{key}" if of else key
            raise SettingsError(
                f"{where}: the key {name!r}: found {shorten(said[key])}, allowed: {allowed}"
            )
    return {key: said[key] for key in rules if key in said}


def _checked_all(said: Mapping[str, Any], rule: _Rule, where: str) -> Any:
    return _checked(said, dict.fromkeys(said, rule), where, "")


def _creator(said: Mapping[str, Any], where: str) -> Any:
    if not _is_text(said.get("name")):
        raise SettingsError(f"{where}: the key 'creators.name' is blank; write a name there")
    return _checked(said, _CREATOR, where, "creators")


def _answers(said: Mapping[str, Any], where: str) -> Any:
    for key in said:
        if key not in QUESTIONS:
            raise SettingsError(
                f"{where}: found the key {shorten(f'answers.{key}')}, known: {one_of(QUESTIONS)}"
            )
        if said[key] == "":
            raise SettingsError(
                f"{where}: the key 'answers.{key}' is blank; answer it, or take the line out and "
                f"the documents show it as not answered ({QUESTIONS[key]})"
            )
    return _checked_all(said, ("a text", _is_text), where)


def _table(said: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = said.get(key, {})
    if not isinstance(value, dict):
        raise SettingsError(f"{where}: the key {key!r}: found {shorten(value)}, allowed: a table")
    return value


def _tables(value: Any, where: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise SettingsError(
            f"{where}: the key 'creators': found {shorten(value)}, allowed: [[creators]] tables"
        )
    return value
