"""Out in a format and in again: what it says that it carries comes back as it went."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from dateline.corpus.formats import FORMATS

from .corpora import Labelling, labellings, round_trip

TOOLS = [name for name, form in FORMATS.items() if form.write and form.read]


@pytest.mark.parametrize("form", TOOLS)
@given(said=labellings())
@settings(max_examples=20)
def test_what_a_format_carries_comes_back(form: str, said: Labelling) -> None:
    """A round trip keeps everything that the format's row in the table promises, and twice is once."""
    before, after = round_trip(said, form)
    assert after == before
