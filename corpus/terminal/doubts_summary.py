"""How far the review of doubted labels has come, as people read it on a terminal."""

from __future__ import annotations

from ..labelling.doubts import Reviewed
from ..plurals import counted
from .console import say, show_table

__all__ = ["show_reviewed"]


def show_reviewed(done: Reviewed) -> None:
    """Print what a model doubts of gold, what became of it, and the share that was really wrong."""
    if not done.suspects:
        say("Gold that is probably wrong: no sentence was found.")
        return
    say(
        f"Gold that is probably wrong: {counted(done.suspects, 'sentence')}, "
        f"{done.confirmed.n:,} looked at. Keep or change them on the page: Adjudicate, Doubted."
    )
    show_table(
        ("label", "gold says", "waiting", "kept", "changed"),
        [
            (
                one.label,
                "yes" if one.given else "no",
                *(f"{n:,}" for n in (one.waiting, one.kept, one.changed)),
            )
            for one in done.labels
        ],
    )
    if found := done.confirmed.n:
        ends = done.confirmed
        interval = "" if ends.low is None else f" ({ends.low:.2f} to {ends.high:.2f})"
        say(
            f"Changed as doubted: {ends.hits:,} of {counted(found, 'sentence')} looked at, "
            f"{ends.value:.2f}{interval}; {done.reason_shown:,} decided with the model's reason known."
        )
