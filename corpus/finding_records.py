"""The JSONL contracts of provenance: one row to one noun and back, checked field by field.

    finding    {"article_id", "file", "digest", "page"?, "record"?, "start"?, "end"?, "repairs"?,
                "ingested", "version", "licence"?, "rights"?, "outlet"?}
    leftovers  {"file", "digest", "page"?, "dropped": [[start, end, reason, text], ...]}

Every check raises RecordError with the file, the line and the field.
"""

from __future__ import annotations

import re
from typing import Any

from .errors import shorten
from .nouns import Dropped, Finding, Leftovers, Origin
from .rows import Row, RowReader

__all__ = ["finding_from_row", "finding_to_row", "leftovers_from_row", "leftovers_to_row"]

_TERMS = ("licence", "rights", "outlet", "page")


def finding_from_row(row: Row, where: str, line: int | None) -> Finding:
    """Return the finding of a row."""
    read = RowReader(row, where, line)
    start, end = (None if row.get(key) is None else read.offset(key) for key in ("start", "end"))
    if (start is None) is not (end is None) or (start or 0) > (end or 0):
        found = f"{read.found('start')} and {read.found('end')}"
        raise read.wrong(
            "end", f"expected `start` and an `end` after it, or neither; found {found}"
        )
    return Finding(
        article_id=read.required_text("article_id"),
        file=read.required_text("file"),
        origin=Origin(_digest(read), start, end, read.text("record"), read.texts("repairs")),
        ingested=read.required_text("ingested"),
        version=read.required_text("version"),
        **{field: read.text(field) for field in _TERMS},
    )


def finding_to_row(finding: Finding) -> dict[str, Any]:
    """Return the row of a finding; what is not known is left out."""
    origin = finding.origin
    row: dict[str, Any] = {
        "article_id": finding.article_id,
        "file": finding.file,
        "digest": origin.digest,
        "page": finding.page,
        "record": origin.record,
        "start": origin.start,
        "end": origin.end,
        "repairs": list(origin.repairs) or None,
        "ingested": finding.ingested,
        "version": finding.version,
        "licence": finding.licence,
        "rights": finding.rights,
        "outlet": finding.outlet,
    }
    return {key: value for key, value in row.items() if value is not None}


def leftovers_from_row(row: Row, where: str, line: int | None) -> Leftovers:
    """Return what a page held beside its articles."""
    read = RowReader(row, where, line)
    value = row.get("dropped")
    if not isinstance(value, list):
        expected = "[[start, end, reason, text], ...]"
        raise read.wrong("dropped", f"expected {expected}, found {read.found('dropped')}")
    dropped = []
    for item in value:
        match item:
            case [int(start), int(end), str(reason), str(text)] if 0 <= start < end:
                dropped.append(Dropped(start, end, reason, text))
            case _:
                expected = "[start, end, reason, text]"
                raise read.wrong("dropped", f"expected {expected}, found {shorten(item)}")
    return Leftovers(read.required_text("file"), _digest(read), read.text("page"), tuple(dropped))


def leftovers_to_row(leftovers: Leftovers) -> dict[str, Any]:
    """Return the row of what a page held beside its articles."""
    row: dict[str, Any] = {"file": leftovers.file, "digest": leftovers.digest}
    if leftovers.page is not None:
        row["page"] = leftovers.page
    return row | {"dropped": [list(block) for block in leftovers.dropped]}


def _digest(read: RowReader) -> str:
    digest = read.required_text("digest")
    if re.fullmatch(r"[0-9a-f]{64}", digest) is None:
        raise read.wrong("digest", f"expected 64 hexadecimal digits, found {shorten(digest)}")
    return digest
