"""The settings file of a corpus: on what terms sources are used, and patterns of the user's own.

    languages = ["en", "ar"]            # articles that say another language are left out

    [[source]]
    files = "pages/*.html"              # a path as given, from any of its folders on; * is anything
    outlet = "Sarn Courier"
    licence = "CC-BY-4.0"
    rights = "Used by permission of the Sarn Courier"
    language = "en"

    [[source]]                          # without `files`: every article of that outlet
    outlet = "Example Wire"
    rights = "Research use only"

    [[pattern]]
    kind = "drop"
    regex = "^Tap here to"
    reason = "the paper's own app"

A source says what its articles do not say themselves, and never overrules them. Of several sources
that speak of an article each fills what those before it left open.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .errors import SettingsError, one_of, shorten
from .nouns import Article
from .pages import DEFAULT, Pattern, Patterns

__all__ = [
    "NAME",
    "SourceSettings",
    "Terms",
    "complete",
    "find_source_settings",
    "read_source_settings",
]

_LANGUAGES = """
    am amh amharic; ar ara arabic; bn ben bengali; bs bos bosnian; bg bul bulgarian;
    cs ces cze czech; da dan danish; de deu ger german; el ell gre greek; en eng english;
    es spa spanish; et est estonian; fa fas per persian farsi; fi fin finnish; fr fra fre french;
    he iw heb hebrew; hi hin hindi; hr hrv croatian; hu hun hungarian; hy hye arm armenian;
    id ind indonesian; it ita italian; ja jpn japanese; ka kat geo georgian; kk kaz kazakh;
    ko kor korean; ku kur kurdish; lt lit lithuanian; lv lav latvian; ms msa may malay;
    my mya bur burmese; ne nep nepali; nl nld dut dutch; no nb nn nor nob nno norwegian;
    pl pol polish; ps pus pashto; pt por portuguese; ro ron rum romanian; ru rus russian;
    sk slk slo slovak; sl slv slovenian; so som somali; sq sqi alb albanian; sr srp serbian;
    sv swe swedish; sw swa swahili; ta tam tamil; th tha thai; ti tir tigrinya; tr tur turkish;
    uk ukr ukrainian; ur urd urdu; uz uzb uzbek; vi vie vietnamese; zh zho chi chinese
"""
"""ISO 639 codes of two and of three letters, and the names in English."""
_CODES = {name: names.split()[0] for names in _LANGUAGES.split(";") for name in names.split()}
_CODE = re.compile("[a-z]{2,3}")

NAME = "dateline.toml"
"""What the file is called beside a corpus."""

_SAID = ("outlet", "licence", "rights", "language")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the settings say of the articles of one source."""

    name: str
    """its `files`, or else its `outlet`"""
    files: re.Pattern[str] | None = None
    """the paths it speaks of; None: every article of `outlet`"""
    outlet: str | None = None
    licence: str | None = None
    rights: str | None = None
    language: str | None = None

    def speak_of_file(self, path: str) -> bool:
        return self.files is None or self.files.fullmatch(path) is not None

    def speak_of(self, article: Article) -> bool:
        """Whether they hold for an article of a file that they speak of."""
        return self.files is not None or _folded(article.source) == _folded(self.outlet)


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """What the settings file says; without one, nothing."""

    terms: tuple[Terms, ...] = ()
    patterns: Patterns = field(default_factory=lambda: DEFAULT)
    languages: frozenset[str] = frozenset()
    """the languages asked for; empty: any"""

    def of_file(self, path: str) -> list[Terms]:
        """Return the terms that may speak of the articles of a file."""
        spelled = path.replace("\\", "/")
        return [terms for terms in self.terms if terms.speak_of_file(spelled)]

    def wants(self, language: str | None) -> bool:
        """Whether an article in a language ("en", "en-GB"; None: it does not say) is asked for."""
        if not self.languages or language is None:
            return True
        return _main_language(language) in self.languages


def complete(article: Article, terms: Sequence[Terms]) -> tuple[Article, str | None]:
    """Return an article with what it does not say itself, and the rights in it."""
    own = article.extra.get("rights")
    rights: str | None = own if isinstance(own, str) else None
    for said in terms:
        if not said.speak_of(article):
            continue
        rights = rights or said.rights
        article = replace(
            article,
            source=_outlet(article, said),
            licence=article.licence or said.licence,
            language=article.language or said.language,
        )
    return article, rights


def _outlet(article: Article, said: Terms) -> str | None:
    """Return the outlet of an article; the agency stands in its place only where none is known."""
    if said.files is not None and article.source in (None, article.agency):
        return said.outlet or article.source
    return article.source


def find_source_settings(folder: Path, named: Path | None) -> SourceSettings:
    """Return what the named settings file says, else the one in `folder`, if there is one.

    Raises SettingsError.
    """
    beside = folder / NAME
    if named is None and not beside.is_file():
        return SourceSettings()
    return read_source_settings(named or beside)


def read_source_settings(path: Path) -> SourceSettings:
    """Return what a settings file says. Raises SettingsError, which names the file and the key."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is no TOML: {error}") from None
    except RecursionError:
        raise SettingsError(
            f"{path} nests its values too deep; a value is a text or a list"
        ) from None
    return _Settings(path).read(said)


@dataclass(frozen=True, slots=True)
class _Settings:
    """A settings file, for checks that name the key."""

    path: Path

    def wrong(self, key: str, reason: str) -> SettingsError:
        return SettingsError(f"{self.path}, {key}: {reason}")

    def read(self, said: Mapping[str, Any]) -> SourceSettings:
        self.only(said, "the top of the file", ("languages", "source", "pattern"))
        return SourceSettings(
            tuple(self.terms(table, place) for table, place in self.tables(said, "source")),
            Patterns(tuple(self.pattern(*each) for each in self.tables(said, "pattern"))),
            self.languages(said.get("languages", [])),
        )

    def only(self, said: Mapping[str, Any], place: str, allowed: Sequence[str]) -> None:
        for key in said:
            if key not in allowed:
                raise self.wrong(place, f"found the key {key!r}, allowed are {one_of(allowed)}")

    def tables(self, said: Mapping[str, Any], key: str) -> list[tuple[Mapping[str, Any], str]]:
        tables = said.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self.wrong(key, f"expected tables headed [[{key}]], found {shorten(tables)}")
        return [(table, f"{key} {number}") for number, table in enumerate(tables, start=1)]

    def text(self, table: Mapping[str, Any], place: str, key: str) -> str | None:
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            reason = f"expected a text that is not empty, found {shorten(value)}"
            raise self.wrong(f"{place}, key {key!r}", reason)
        return value

    def terms(self, table: Mapping[str, Any], place: str) -> Terms:
        self.only(table, place, ("files", *_SAID))
        files = self.text(table, place, "files")
        said = {key: self.text(table, place, key) for key in _SAID}
        if files is None and said["outlet"] is None:
            reason = "expected `files`, `outlet` or both, to say which articles it speaks of"
            raise self.wrong(place, reason)
        if not any(said[key] for key in (_SAID if files else _SAID[1:])):
            raise self.wrong(place, f"says nothing of them; give one of {one_of(_SAID[1:])}")
        name = files or said["outlet"] or ""
        return Terms(name, None if files is None else _glob(files), **said)

    def pattern(self, table: Mapping[str, Any], place: str) -> Pattern:
        self.only(table, place, ("kind", "regex", "reason"))
        kind, regex = self.text(table, place, "kind"), self.text(table, place, "regex")
        for key, value in (("kind", kind), ("regex", regex)):
            if value is None:
                raise self.wrong(f"{place}, key {key!r}", "expected a text, found nothing")
        try:
            return Pattern.of(str(kind), str(regex), self.text(table, place, "reason"))
        except ValueError as error:
            raise self.wrong(place, str(error)) from None

    def languages(self, value: object) -> frozenset[str]:
        if not isinstance(value, list) or not all(
            isinstance(code, str) and _CODE.fullmatch(_main_language(code)) for code in value
        ):
            reason = f'expected codes such as ["en", "ar"], found {shorten(value)}'
            raise self.wrong("languages", reason)
        return frozenset(map(_main_language, value))


def _glob(files: str) -> re.Pattern[str]:
    """Return what a path matches whose end, from a folder on, is as `files` says."""
    return re.compile(rf"(?:.*/)?{fnmatch.translate(files.removeprefix('./'))}", re.DOTALL)


def _main_language(code: str) -> str:
    """Return "en" of "en-GB", "en_US", "EN", "eng" and "English"."""
    main = re.split("[-_]", code.strip(), maxsplit=1)[0].casefold()
    return _CODES.get(main, main)


def _folded(name: str | None) -> str | None:
    return None if name is None else " ".join(name.split()).casefold()
