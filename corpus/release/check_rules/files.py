"""Every file is listed, and every file listed is there, as it was published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...reading.sources import file_digest
from ..opened import SUMS
from .checked import Checked, some

__all__ = ["files_are_listed_in_the_card", "files_are_those_of_sha256sums"]

_LISTED = re.compile(r"^- `([^`]+)`$", re.MULTILINE)


def files_are_those_of_sha256sums(checked: Checked) -> Iterator[str]:
    """SHA256SUMS lists every file but itself, with its digest, and no other."""
    release = checked.release
    sums = release.sums()
    there = set(release.files) - {SUMS}
    if missing := sorted(sums.keys() - there):
        yield f"listed in {SUMS} and missing: {some(missing)}"
    if strange := sorted(there - sums.keys()):
        yield f"not listed in {SUMS}: {some(strange)}"
    changed = [
        path
        for path in sorted(there & sums.keys())
        if file_digest(release.folder / path) != sums[path]
    ]
    if changed:
        yield f"changed since they were published: {some(changed)}"
    if links := [path for path in release.files if (release.folder / path).is_symlink()]:
        yield f"links, not files: {some(links)}"


def files_are_listed_in_the_card(checked: Checked) -> Iterator[str]:
    """The card's list of files names every file of the release, and no other."""
    release = checked.release
    _, _, rest = release.text("README.md").partition("\n### Files\n")
    listed = set(_LISTED.findall(rest.partition("\n## ")[0]))
    if missing := sorted(listed - set(release.files)):
        yield f"listed in README.md and missing: {some(missing)}"
    if strange := sorted(set(release.files) - listed):
        yield f"not listed in README.md: {some(strange)}"
