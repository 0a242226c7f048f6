"""What a licence told in words allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.release.licences import PERMITTING, licence_name, licence_url


@pytest.mark.parametrize(
    ("said", "name", "may_leave"),
    [
        ("all rights reserved", "all-rights-reserved", False),
        ("All rights reserved (newswire; copied by somebody)", "all-rights-reserved", False),
        ("CC-BY-4.0", "cc-by-4.0", True),
        ("CC BY 4.0", "cc-by-4.0", True),
        ("CC-BY-SA-3.0", "cc-by-sa-3.0", True),
        ("CC-BY-3.0-AU", "cc-by-3.0-au", True),
        ("CC0 1.0", "cc0-1.0", True),
        ("CC-BY-NC-3.0", "cc-by-nc-3.0", False),
        ("CC-BY-ND-4.0", "cc-by-nd-4.0", False),
        ("public domain", "public-domain", True),
        ("public domain (Project Gutenberg 11394)", "public-domain", True),
        ("OGL-3.0", "ogl-uk-3.0", True),
        (
            "CC-BY-3.0 for the annotation; article text all rights reserved",
            "all-rights-reserved",
            False,
        ),
        ("CC-BY-2.5 (Wikinews) / CC-BY-4.0 (GUM)", "unknown", False),
        ("public domain, not verified", "unknown", False),
        ("no permission", "unknown", False),
        ("not in the public domain", "unknown", False),
        ("unknown", "unknown", False),
        ("", "unknown", False),
        (None, "unknown", False),
    ],
)
def test_only_a_licence_plainly_told_lets_a_text_leave(
    said: str | None, name: str, may_leave: bool
) -> None:
    """Doubt, a second licence or a denial beside a licence's name makes it unknown."""
    assert licence_name(said, {}) == name
    assert bool(PERMITTING.fullmatch(name)) == may_leave


def test_a_wording_of_one_s_own_means_what_people_say() -> None:
    """[licences] in release.toml goes before everything."""
    assert licence_name(
        "as agreed with the Courier", {"as agreed with the Courier": "permission"}
    ) == ("permission")


@given(st.text())
def test_no_wording_is_too_strange(said: str) -> None:
    """Any words have a name, and a name has an address."""
    assert licence_url(licence_name(said, {})).startswith("https://")
