"""The bytes of a WARC file as a stream that knows whether it ended where a record does."""

from __future__ import annotations

import zlib
from typing import BinaryIO

__all__ = ["WarcStream"]

_BLOCK = 1 << 16
_END = b"\r\n\r\n"
"""what a record ends with"""


class WarcStream:
    """A file's bytes, unpacked where gzip packed them, in one member or in many.

    fastwarc ends at a cut in silence; `is_complete` tells it from the end of a whole file.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.tail = b""
        """the last bytes that were read"""
        self._told = 0
        self._file = file
        self._packed = file.read(2) == b"\x1f\x8b"
        self._waiting = b""
        self._inflator: zlib._Decompress | None = None
        file.seek(0)

    def read(self, size: int = _BLOCK) -> bytes:
        """Return at most `size` bytes, none at the end. Raises zlib.error for damaged gzip."""
        size = size if size > 0 else _BLOCK
        data = self._inflated(size) if self._packed else self._file.read(size)
        if data:
            self._told += len(data)
            self.tail = (self.tail + data[-len(_END) :])[-len(_END) :]
        return data

    def tell(self) -> int:
        """Return how many bytes were read, unpacked."""
        return self._told

    def is_complete(self) -> bool:
        """Whether the bytes that were read end where a record, and a member of gzip, does."""
        return self._inflator is None and self.tail == _END

    def _inflated(self, size: int) -> bytes:
        while True:
            if self._inflator is not None:
                data = self._inflator.decompress(self._waiting, size)
                self._waiting = self._inflator.unconsumed_tail
                if self._inflator.eof:
                    self._waiting = self._inflator.unused_data
                    self._inflator = None
                if data:
                    return data
            if not self._waiting:
                self._waiting = self._file.read(_BLOCK)
                if not self._waiting:
                    return b""
            if self._inflator is None:
                self._inflator = zlib.decompressobj(wbits=31)
