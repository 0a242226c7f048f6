"""Quotations: where they stand, and how much of a sentence they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.sentences.quotations import line_spans, quoted_lengths, quoted_spans

marks = st.text(alphabet="ab s.,\n\n“”„\"\"«»‘’''`(", max_size=80)


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("“We ran,” he said. “We hid.”", ["“We ran,”", "“We hid.”"]),
        ('"We ran," he said. "We hid."', ['"We ran,"', '"We hid."']),
        ('He said:"We ran." She did not.', ['"We ran."']),
        ('" We ran , " he said .', ['" We ran , "']),
        ("``We ran,'' he said.", ["``We ran,''"]),
        ("«We ran», she said.", ["«We ran»"]),
        ("„We ran“, she said.", ["„We ran“"]),
        ("“He said ‘go’ and left,” she said.", ["“He said ‘go’ and left,”"]),
        ("‘We ran,’ he said. ‘It’s the soldiers’ camp,’ she said.",
         ["‘We ran,’", "‘It’s the soldiers’ camp,’"]),
        ("The 'remnants' left the town's gate.", ["'remnants'"]),
        ("“The "
         '"camp" burned,” he said.', ['“The "camp" burned,”']),
        ("The soldiers’ camp and the children’s school in the ’90s.", []),
        ("She is 5'10\" tall; it isn't hers.", []),
    ],
)  # fmt: skip
def test_quotation_marks(text: str, quotations: list[str]) -> None:
    """Every kind of quotation mark is known; apostrophes and inches are none."""
    assert [text[start:end] for start, end in quoted_spans(text)] == quotations


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’")])
def test_quotation_over_paragraphs(opening: str, closing: str) -> None:
    """A quotation that opens anew in each paragraph is one, up to its only closing mark."""
    text = f"{opening}We ran.\n\n{opening}We hid.\n\n{opening}They left,{closing} he said.\nNo."
    assert quoted_spans(text) == [(0, text.index(" he said"))]


def test_forgotten_closing_mark() -> None:
    """A quotation that never closes ends with its paragraph."""
    text = "He said: “We ran.\n\nThe town burned. “Nothing is left,” he said."
    assert [text[start:end] for start, end in quoted_spans(text)] == [
        "“We ran.",
        "“Nothing is left,”",
    ]


@given(marks)
def test_spans_are_ordered_and_disjoint(text: str) -> None:
    """Quotations come in order, hold something and do not overlap."""
    cursor = 0
    for start, end in quoted_spans(text):
        assert cursor <= start < end <= len(text)
        cursor = end


@given(marks)
def test_lines_are_those_of_python(text: str) -> None:
    """The lines are the non-empty ones of `str.splitlines`, trimmed."""
    lines = [text[start:end] for start, end in line_spans(text)]
    assert lines == [line.strip() for line in text.splitlines() if line.strip()]


@given(marks, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6))
def test_quoted_lengths_count_characters(text: str, pairs: list[tuple[int, int]]) -> None:
    """The vectorised count equals counting character by character."""
    spans = [(min(pair), max(pair)) for pair in pairs]
    quotes = quoted_spans(text)
    counted = [
        sum(any(a <= i < b for a, b in quotes) for i in range(start, end)) for start, end in spans
    ]
    assert quoted_lengths(spans, quotes).tolist() == counted
