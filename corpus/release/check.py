"""Checking a release: its own promises, and what other people's tools say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from ..outcomes import Outcome, ask, first_line, rule_name
from ..progress import Progress
from .check_rules import AGAINST_ARTICLES, AGAINST_PREVIOUS, RULES, Checked
from .opened import OpenRelease
from .runs import all_runs
from .validators import VALIDATORS, is_installed, run_validator

__all__ = ["check_release"]

_NO_ARTICLES = "give the articles with --articles or --corpus"
_NO_PREVIOUS = "give the version before with --previous"
_NO_VALIDATOR = "not installed: pip install 'dateline[publish]'"


def check_release(
    folder: Path,
    *,
    previous: Path | None = None,
    articles: Sequence[str] | None = None,
    progress: Progress = lambda *_: None,
) -> list[Outcome]:
    """Return what came of every rule. Raises ReleaseError where the folder is no release.

    articles : texts of which no run of words may stand in the release
    """
    before = OpenRelease(previous) if previous else None
    runs = None if articles is None else all_runs(articles)
    checked = Checked(OpenRelease(folder), before, runs)
    outcomes = []
    total = len(RULES) + len(AGAINST_ARTICLES) + len(AGAINST_PREVIOUS) + len(VALIDATORS)
    for outcome in _outcomes(checked):
        outcomes.append(outcome)
        progress(outcome.rule, len(outcomes), total)
    return outcomes


def _outcomes(checked: Checked) -> Iterator[Outcome]:
    for rules, lacking in (
        (RULES, None),
        (AGAINST_ARTICLES, _NO_ARTICLES if checked.runs is None else None),
        (AGAINST_PREVIOUS, _NO_PREVIOUS if checked.previous is None else None),
    ):
        for rule in rules:
            if lacking:
                yield Outcome(rule_name(rule), first_line(rule), "not asked", why=lacking)
            else:
                yield ask(rule_name(rule), first_line(rule), partial(rule, checked))
    for name, validator in VALIDATORS.items():
        if is_installed(validator):
            yield ask(name, validator.means, partial(run_validator, validator, checked.release))
        else:
            yield Outcome(name, validator.means, "not asked", why=_NO_VALIDATOR)
