"""Patterns that a user adds to the rules, from the settings file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from ..errors import shorten

__all__ = ["DEFAULT", "Pattern", "PatternKind", "Patterns"]

PatternKind = Literal[
    "headline", "byline", "date", "body", "caption", "subheading", "credit", "correction", "drop"
]


class Pattern(NamedTuple):
    """A regular expression searched in every line; a line that it is found in is of its kind."""

    kind: PatternKind
    regex: re.Pattern[str]
    reason: str

    @classmethod
    def of(cls, kind: str, regex: str, reason: str | None = None) -> Pattern:
        """Return a pattern from the words of a settings file. Raises ValueError, one line."""
        for known in get_args(PatternKind):
            if kind == known:
                break
        else:
            kinds = ", ".join(get_args(PatternKind))
            raise ValueError(f"the kind of a pattern is {kind!r}, not one of {kinds}")
        try:
            compiled = re.compile(regex)
        except (re.error, OverflowError) as error:
            told = f"the pattern {shorten(regex)} is no regular expression: {error}"
            raise ValueError(told) from None
        except RecursionError:
            raise ValueError(f"the pattern {shorten(regex)}: it nests too deep") from None
        return cls(
            known, compiled, reason or f"matches the pattern {shorten(regex)} of the settings"
        )


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns added to the rules, asked in order before them."""

    added: tuple[Pattern, ...] = ()


DEFAULT = Patterns()
