"""What each format carries, as people read it on a terminal."""

from __future__ import annotations

from typing import Any

from .console import say, show_table
from .formats import FORMATS
from .formats.things import THINGS

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
    """Print the formats, what each cannot carry, and what these things are."""
    show_table(
        ("format", "", "", "what it is", "cannot carry"),
        [
            (
                form.name,
                "in" if form.read else "",
                "out" if form.write or form.write_all else "",
                form.of + (f" ({form.suffix})" if form.suffix else ""),
                ", ".join(thing for thing in THINGS if thing not in form.carries) or "-",
            )
            for form in FORMATS.values()
        ],
    )
    for thing, meaning in THINGS.items():
        say(f"  {thing:<12} {meaning}")
    say("")
    for form in FORMATS.values():
        if form.assumes is not None:
            say(f"{form.name}: {form.assumes}")
    say("An export that would leave labels behind says so, and needs --lossy.")
