"""What a coordinator sets for a corpus's page, and what an annotator sets for themselves.

Both are read from JSON that a page sends, so everything is checked: `from_json` takes a part, keeps the
rest, and raises SettingsError with one line that names the field, what was found and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Literal, Self, get_args

from .errors import SettingsError, one_of, shorten

__all__ = ["PageSettings", "Preferences", "TextSize", "Theme", "Veil"]

Veil = Literal["off", "hard", "all"]
"""which articles are covered until their reader uncovers them: none, the hard ones, all"""
Theme = Literal["auto", "light", "dark"]
TextSize = Literal["normal", "large", "larger"]


def _check(name: str, allowed: str, value: object, ok: bool) -> None:
    if not ok:
        raise SettingsError(f"field {name!r}: found {shorten(value)}, allowed: {allowed}")


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


class _FromJson:
    """What both kinds of settings share: a change arrives as an object of some of the fields."""

    __slots__ = ()

    def changed(self, given: Mapping[str, Any]) -> Self:
        """Return these settings with the fields of `given` in place. Raises SettingsError."""
        known = [item.name for item in fields(self)]  # type: ignore[arg-type]
        for name in given:
            _check("settings", one_of(known), name, name in known)
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
        }
        return replace(self, **values)  # type: ignore[type-var]

    def to_json(self) -> dict[str, Any]:
        """Return all fields as one JSON object, which `changed` takes again."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, slots=True)
class PageSettings(_FromJson):
    """What the coordinator decides, for everyone who labels this corpus."""

    per_sentence: int = 2
    """judgments wanted of each sentence"""
    lease_minutes: int = 10
    """an article that nobody touches goes back to the pool after this long"""
    gold_every: int = 5
    """after how many articles of the pool one with known answers is mixed in"""
    quiz_required: bool | None = None
    """whether the first article waits for a passed quiz; None: where a team is served, yes"""
    quiz_questions: int = 12
    quiz_threshold: float = 0.75
    """share of right answers that passes"""
    veil: Veil = "hard"
    """the least that is veiled for everyone; an annotator may ask for more"""
    hard_per_day: int = 5
    """hard articles that one annotator is given in a day; 0: no limit"""
    suggestions: bool = False
    """whether a model's labels are shown after the annotator's own answer"""
    withhold: float = 0.2
    """share of sentences for which no suggestion is shown all the same"""
    contact: str = ""
    """whom annotators can turn to, and how"""

    def __post_init__(self) -> None:
        for name, least, most in (
            ("per_sentence", 1, 20),
            ("lease_minutes", 1, 240),
            ("gold_every", 1, 1000),
            ("quiz_questions", 4, 60),
            ("hard_per_day", 0, 1000),
        ):
            value = getattr(self, name)
            _check(name, f"a whole number {least} to {most}", value, _whole(value, least, most))
        for name in ("quiz_threshold", "withhold"):
            value = getattr(self, name)
            _check(name, "a number 0 to 1", value, _share(value))
        required: object = self.quiz_required
        _check("quiz_required", "true, false, null", required, required in (None, True, False))
        _check("veil", one_of(get_args(Veil)), self.veil, self.veil in get_args(Veil))
        _check("suggestions", "true, false", self.suggestions, isinstance(self.suggestions, bool))
        told = isinstance(self.contact, str) and len(self.contact) <= 500
        told = told and not re.search("[\x00\ud800-\udfff]", self.contact)
        _check("contact", "a text of at most 500 characters", self.contact, told)


@dataclass(frozen=True, slots=True)
class Preferences(_FromJson):
    """What belongs to the annotator alone. Nobody else is shown it."""

    veil: Veil = "hard"
    opt_out: tuple[str, ...] = field(default=())
    """ids of content_notes.TOPICS that they are not given"""
    break_minutes: int = 45
    """after how long the page suggests a rest; 0: never"""
    hard_per_day: int | None = None
    """their own limit, where it is lower than the coordinator's"""
    theme: Theme = "auto"
    text_size: TextSize = "normal"

    def __post_init__(self) -> None:
        _check("veil", one_of(get_args(Veil)), self.veil, self.veil in get_args(Veil))
        _check("theme", one_of(get_args(Theme)), self.theme, self.theme in get_args(Theme))
        sizes = get_args(TextSize)
        _check("text_size", one_of(sizes), self.text_size, self.text_size in sizes)
        texts = isinstance(self.opt_out, tuple) and len(self.opt_out) <= 50
        texts = texts and all(isinstance(item, str) and len(item) <= 40 for item in self.opt_out)
        _check("opt_out", "a list of topics", self.opt_out, texts)
        minutes = self.break_minutes
        _check("break_minutes", "a whole number 0 to 240", minutes, _whole(minutes, 0, 240))
        limit = self.hard_per_day
        _check(
            "hard_per_day",
            "null or a whole number 0 to 1000",
            limit,
            limit is None or _whole(limit, 0, 1000),
        )
