"""Names of people as names of files: what no file system or tool takes is escaped."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["FileNames"]

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f%/\\:*?"<>|]')
_MOST_BYTES = 120


class FileNames:
    """Gives each name a file name of its own, the name itself where it can be one.

    Names that differ only in case or in the form of their accents would be one file on some systems:
    the later ones get a number.
    """

    def __init__(self) -> None:
        self._given: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        """Return the file name of a name, the same each time."""
        if (given := self._given.get(name)) is None:
            given = self._given[name] = self._free(_escaped(name))
        return given

    def _free(self, wanted: str) -> str:
        free, number = wanted, 1
        while (key := unicodedata.normalize("NFC", free).casefold()) in self._taken:
            number += 1
            free = f"{wanted}%{number}"
        self._taken.add(key)
        return free


def _escaped(name: str) -> str:
    safe = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)
    if safe.startswith("."):
        safe = "%2E" + safe[1:]
    if safe.endswith((".", " ")):
        safe = f"{safe[:-1]}%{ord(safe[-1]):02X}"
    if len(raw := safe.encode()) > _MOST_BYTES:
        digest = hashlib.sha256(name.encode()).hexdigest()[:16]
        safe = raw[:_MOST_BYTES].decode(errors="ignore") + "%" + digest
    return safe
