"""What each format carries, as people read it on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..formats import FORMATS
from ..formats.form import Format
from ..formats.things import THINGS, Thing
from .console import say, show_table

__all__ = ["formats_to_json", "show_formats"]


def formats_to_json() -> dict[str, Any]:
    """Return the formats with what they carry, one object each."""
    return {
        "formats": [
            {
                "name": form.name,
                "of": form.of,
                "import": form.read is not None,
                "export": (form.write or form.write_all) is not None,
                "file": form.suffix,
                "carries": [thing for thing in THINGS if thing in form.carries],
                "assumes": form.assumes,
            }
            for form in FORMATS.values()
        ],
        "things": dict(THINGS),
    }


def show_formats() -> None:
    """Print the formats, what each leaves behind, and what these things are."""
    others = [form for form in FORMATS.values() if form.name != "dateline"]
    nowhere = [thing for thing in THINGS if not any(thing in form.carries for form in others)]
    show_table(
        ("format", "", "what it is", f"leaves behind, beside {', '.join(nowhere)}"),
        [
            (
                form.name,
                " and ".join(
                    side
                    for side, is_there in (
                        ("in", form.read),
                        ("out", form.write or form.write_all),
                    )
                    if is_there
                ),
                form.of + (f" ({form.suffix})" if form.suffix else ""),
                "" if form.name == "dateline" else ", ".join(_left_behind(form, nowhere)),
            )
            for form in FORMATS.values()
        ],
        words=True,
    )
    for thing, meaning in THINGS.items():
        say(f"  {thing:<12} {meaning}")
    say("")
    say("dateline carries all of it. An export that would leave labels behind needs --lossy.")
    for form in FORMATS.values():
        if form.assumes is not None:
            say(f"{form.name}: {form.assumes}")


def _left_behind(form: Format, nowhere: Sequence[Thing]) -> list[str]:
    return [thing for thing in THINGS if thing not in form.carries and thing not in nowhere]
