"""What coordinators and annotators may set."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dateline.corpus.errors import SettingsError
from dateline.corpus.settings import PageSettings, Preferences


@pytest.mark.parametrize("settings", [PageSettings(), Preferences()])
def test_settings_survive_json(settings: PageSettings | Preferences) -> None:
    """What is stored as JSON is read back as it was."""
    assert settings.changed(json.loads(json.dumps(settings.to_json()))) == settings


def test_a_change_keeps_the_rest() -> None:
    """An object of some fields changes those fields and no other."""
    before = Preferences(theme="dark", opt_out=("torture",))

    assert before.changed({"veil": "all"}) == Preferences(
        theme="dark", opt_out=("torture",), veil="all"
    )


@pytest.mark.parametrize(
    ("settings", "given", "said"),
    [
        (PageSettings(), {"per_sentence": 0}, "'per_sentence': found 0, allowed: a whole number 1"),
        (PageSettings(), {"per_sentence": True}, "'per_sentence': found True"),
        (PageSettings(), {"quiz_threshold": 1.5}, "'quiz_threshold': found 1.5, allowed: a number"),
        (PageSettings(), {"quiz_required": "no"}, "'quiz_required': found 'no', allowed: true"),
        (PageSettings(), {"suggestions": 1}, "'suggestions': found 1, allowed: true, false"),
        (PageSettings(), {"contact": "x" * 501}, "'contact'"),
        (PageSettings(), {"colour": "red"}, "'settings': found 'colour', allowed: per_sentence"),
        (Preferences(), {"veil": "some"}, "'veil': found 'some', allowed: off, hard, all"),
        (Preferences(), {"opt_out": [1]}, "'opt_out'"),
        (Preferences(), {"opt_out": "torture"}, "'opt_out'"),
        (Preferences(), {"break_minutes": -1}, "'break_minutes': found -1, allowed: a whole"),
        (Preferences(), {"hard_per_day": 2.5}, "'hard_per_day': found 2.5, allowed: null"),
        (Preferences(), {"theme": []}, "'theme'"),
    ],
)
def test_a_wrong_value_is_named(
    settings: PageSettings | Preferences, given: dict[str, Any], said: str
) -> None:
    """A wrong value raises one line with the field, what was found and what is allowed."""
    with pytest.raises(SettingsError) as caught:
        settings.changed(given)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
