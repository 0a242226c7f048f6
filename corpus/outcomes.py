"""What comes of checking something: rules that are kept, broken, or could not be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from .errors import DatelineError

__all__ = ["Outcome", "ask", "first_line", "rule_name"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one rule."""

    rule: str
    means: str
    """what the rule promises"""
    state: Literal["kept", "broken", "not asked"]
    problems: tuple[str, ...] = ()
    """why it is broken"""
    why: str | None = None
    """why it was not asked"""


def ask(name: str, means: str, rule: Callable[[], Iterable[str]]) -> Outcome:
    """Return what comes of a rule, which says how it is broken.

    What it cannot read, and what a damaged file makes it stumble over, is a problem too.
    """
    try:
        problems = tuple(rule())
    except DatelineError as error:
        problems = (str(error),)
    except Exception as error:  # whatever a file that is not what it says makes a reader raise
        problems = (f"cannot be asked of what is there ({type(error).__name__}: {error})",)
    return Outcome(name, means, "broken" if problems else "kept", problems)


def rule_name(rule: Callable[..., object]) -> str:
    """Return the name of a rule, which is its function's."""
    return rule.__name__.replace("_", "-")


def first_line(rule: Callable[..., object]) -> str:
    """Return what a rule promises: the first line of its docstring."""
    return (rule.__doc__ or "").partition("\n")[0]
