"""Lists in JSON are read object by object, wherever the reading stops for breath."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import RecordError
from dateline.corpus.reading import json_items
from dateline.corpus.reading.sources import SourceFile

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab\\"é'), inner, max_size=3)
    ),
    max_leaves=6,
)


def read(text: str, chunk: int) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_items, "_CHUNK", chunk)
        path = Path(folder) / "list.json"
        path.write_bytes(text.encode())
        items = list(json_items.read_items(SourceFile(path, "list.json", ".json")))
    assert [number for number, _ in items] == list(range(1, len(items) + 1))
    return [item for _, item in items]


@given(
    st.lists(st.dictionaries(st.text("xy", max_size=3), VALUES, max_size=3), max_size=4),
    st.integers(1, 40),
    st.sampled_from([None, 1]),
    st.booleans(),
)
def test_a_list_is_read_whole(
    items: list[dict[str, Any]], chunk: int, indent: int | None, ascii_only: bool
) -> None:
    """However few characters are read at once, every object comes out as it went in."""
    text = json.dumps(items, indent=indent, ensure_ascii=ascii_only)
    assert read(text, chunk) == items


@given(st.integers(1, 60), st.integers(1, 40))
def test_a_list_that_is_cut_short_is_refused(end: int, chunk: int) -> None:
    """A file that ends before its list does is an error, wherever it was cut."""
    text = json.dumps([{"text": 'Rain é \\ "fell"', "n": [1, 2.5, True]}, {"b": None}])
    with pytest.raises(RecordError, match="ends before its list|expected a JSON list"):
        read(text[: min(end, len(text) - 1)], chunk)


def test_an_error_in_the_middle_is_said_before_the_rest_is_read(tmp_path: Path) -> None:
    """What is no JSON is refused with the number of its object."""
    with pytest.raises(RecordError, match="item 2: is no JSON"):
        read('[{"a": 1}, {"b": nothing, "c": "' + "x" * 99 + '"}, {}]', 8)
