"""A version keeps what the one before it promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .checked import Checked, some

__all__ = ["ids_are_not_renumbered", "takedowns_are_kept"]

Anchor = tuple[str, int, tuple[int | None, ...]]
TELLING = 3
"""chunks of an anchor that tell a sentence from the others of its article"""


def ids_are_not_renumbered(checked: Checked) -> Iterator[str]:
    """An id means the sentence that it meant before, and a sentence keeps its id."""
    if checked.previous is None:
        return
    before, now = _anchors(checked.previous), _anchors(checked.release)
    changed = [name for name in before.keys() & now.keys() if not _alike(before[name], now[name])]
    if changed:
        yield f"ids that mean another sentence than before: {some(sorted(changed))}"
    names = _only(now)
    moved = [
        name
        for anchor, name in _only(before).items()
        if name not in now and names.get(anchor, name) != name
    ]
    if moved:
        yield f"sentences that have another id than before: {some(sorted(moved))}"


def _anchors(release: Any) -> dict[str, Anchor]:
    return {
        row["sentence_id"]: (row["article_id"], row["n_tok"], tuple(row["chunks"]))
        for row in release.rows("standoff")
    }


def _alike(before: Anchor, now: Anchor) -> bool:
    """Whether two anchors may be of one sentence: bits may have been withdrawn since."""
    if before[:2] != now[:2]:
        return False
    pairs = zip(before[2], now[2], strict=False)
    return all(a == b or a is None or b is None for a, b in pairs)


def _only(anchors: dict[str, Anchor]) -> dict[Anchor, str]:
    """Return anchor -> the one sentence that has it, where it says enough to tell sentences apart."""
    found: dict[Anchor, list[str]] = {}
    for name, anchor in anchors.items():
        if len(anchor[2]) - anchor[2].count(None) >= TELLING:
            found.setdefault(anchor, []).append(name)
    return {anchor: names[0] for anchor, names in found.items() if len(names) == 1}


def takedowns_are_kept(checked: Checked) -> Iterator[str]:
    """What was taken down stays down."""
    if checked.previous is None:
        return
    before = {row["id"] for row in checked.previous.jsonl("takedown.jsonl")}
    now = {row["id"] for row in checked.release.jsonl("takedown.jsonl")}
    if back := sorted(before - now):
        yield f"taken down before, and no more: {some(back)}"
