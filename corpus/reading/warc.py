"""WARC: the pages that a crawler kept, one record after the other, whatever packs them.

Records go by in a stream; of each only its head and, for a page, its body within the limit is held.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from ..errors import RecordError, SourceError
from .html import page_of_html
from .limits import MOST_BYTES, too_large
from .pages import PageText, PassedOver
from .sources import SourceFile, on_one_line
from .text import page_of_text
from .warc_stream import WarcStream

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

__all__ = ["read_warc"]

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = frozenset({"text/plain"})
_DONE = 200


def read_warc(source: SourceFile) -> Iterator[PageText | RecordError | PassedOver]:
    """Yield the pages of a WARC file, and an error where it is damaged: what follows is lost."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    kinds |= WarcRecordType.revisit
    read = 0
    last = ""
    with source.path.open("rb") as file:
        stream = WarcStream(file)
        records = ArchiveIterator(cast("BinaryIO", stream), record_types=kinds, parse_http=False)
        whole = True
        try:
            for record in records:
                last = on_one_line(record.record_id or f"at byte {record.stream_pos}")
                try:
                    yield _page(record, source.where, last, revisit=WarcRecordType.revisit)
                    whole = True
                except RecordError as error:
                    yield error
                    whole = False
                read += 1
        except (OSError, EOFError, ValueError, zlib.error) as error:
            if not read:
                raise SourceError(f"{source.where} is no WARC file: {error}") from None
            reason = f"the file cannot be read beyond here ({error}); fetch or copy it again"
            yield RecordError(source.where, None, None, reason, record=_after(last))
        else:
            if not stream.tail:
                if source.path.stat().st_size:
                    raise SourceError(
                        f"{source.where} ends before its first record; fetch or copy it again"
                    )
                raise SourceError(f"{source.where} is empty; a WARC file has records")
            if whole and not stream.is_complete():
                reason = "the file ends in the middle of a record; fetch or copy it again"
                yield RecordError(source.where, None, None, reason, record=_after(last))


def _after(record: str) -> str:
    return f"after record {record}" if record else "at its beginning"


def _page(record: WarcRecord, where: str, name: str, *, revisit: object) -> PageText | PassedOver:
    """Return the page of a record. Raises RecordError where it holds one that cannot be read."""
    place = f"record {name}"
    if record.record_type == revisit:
        return PassedOver(where, place, "revisit")
    headers: dict[str, str] = {}
    charset = None
    if record.is_http:
        try:
            record.parse_http()
            http = record.http_headers
        except (OSError, ValueError):  # a line of it is longer than fastwarc reads
            http = None
        if http is None or http.status_code is None:
            reason = "is cut short, or its HTTP head is broken; fetch the page again"
            raise RecordError(where, None, None, reason, record=place)
        if http.status_code != _DONE:
            return PassedOver(where, place, f"HTTP {http.status_code}")
        headers = {name.lower(): value for name, value in http.items()}
        kind, charset = record.http_content_type, record.http_charset
    else:
        said = record.headers.get("Content-Type") or ""
        kind, _, more = said.partition(";")
        charset = more.partition("charset=")[2].strip(" \"'") or None
    kind = (kind or "").strip().lower()
    if kind not in _HTML and kind not in _TEXT:
        return PassedOver(where, place, on_one_line(kind) or "no media type")
    body = _body(record, headers, where, place)
    url = record.headers.get("WARC-Target-URI")
    url = url.strip("<> ") if url else None
    if kind in _HTML:
        return page_of_html(body, where, record=place, charset=charset, url=url)
    return page_of_text(body, where, record=place, charset=charset, url=url)


def _body(record: WarcRecord, headers: dict[str, str], where: str, place: str) -> bytes:
    """Return what a record holds, unpacked. Raises RecordError where it is too much or cut short."""
    expected = record.content_length
    if expected > MOST_BYTES:
        raise RecordError(where, None, None, too_large(expected), record=place)
    raw = record.reader.read(expected)
    if len(raw) < expected:
        reason = f"is cut short: {len(raw):,} of {expected:,} bytes are there; fetch the file again"
        raise RecordError(where, None, None, reason, record=place)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw = _unpacked(raw, "chunked", where, place)
    for packing in headers.get("content-encoding", "").lower().split(","):
        if packing.strip():
            raw = _unpacked(raw, packing.strip(), where, place)
    return raw


def _unpacked(raw: bytes, packing: str, where: str, place: str) -> bytes:
    """Return bytes unpacked; as they are where a crawler has unpacked them and kept the header."""
    if packing not in _UNPACKERS:
        return raw
    try:
        unpacked = _UNPACKERS[packing](raw)
    except (OSError, EOFError, ValueError, zlib.error):
        return raw
    if len(unpacked) > MOST_BYTES:
        reason = f"unpacks to more than {MOST_BYTES / 1e6:.0f} MB, the most that a page may have"
        raise RecordError(where, None, None, reason, record=place)
    return unpacked


def _inflated(raw: bytes) -> bytes:
    """Return what gzip or zlib packed, or a bare stream, up to a byte more than the limit."""
    try:
        return zlib.decompressobj(wbits=47).decompress(raw, MOST_BYTES + 1)
    except zlib.error:
        return zlib.decompressobj(wbits=-15).decompress(raw, MOST_BYTES + 1)


def _dechunked(raw: bytes) -> bytes:
    from fastwarc.stream_io import ChunkedReader

    return _read(ChunkedReader(BytesIO(raw)))


def _brotli(raw: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader

    return _read(BrotliReader(BytesIO(raw)))


def _zstd(raw: bytes) -> bytes:
    from fastwarc.stream_io import ZstdReader

    return _read(ZstdReader(BytesIO(raw)))


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def _read(reader: _Reader) -> bytes:
    pieces: list[bytes] = []
    left = MOST_BYTES + 1
    while left > 0 and (piece := reader.read(min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


_UNPACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "chunked": _dechunked,
    "gzip": _inflated,
    "x-gzip": _inflated,
    "deflate": _inflated,
    "br": _brotli,
    "zstd": _zstd,
}
"""Transfer or content encoding -> what undoes it, within the limit of a page."""
