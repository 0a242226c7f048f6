"""Vectors on disk, by the digest of what they stand for: float32 in numpy's form, no pickle."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import EncoderError
from dateline.corpus.files import new_file

__all__ = ["VectorCache"]

Singles = NDArray[np.float32]

DIGEST = 32
"""bytes"""


class VectorCache:
    """The vectors that one encoder made, in a folder of its own; none are kept without a folder.

    Every piece is a file that appears when it is complete and is named by what it holds, so several
    programs may add to it at once.
    """

    def __init__(self, folder: Path | None, encoder: str) -> None:
        self._folder = folder and folder / "embeddings" / encoder[:16]

    def read(self, digests: AbstractSet[bytes]) -> dict[bytes, Singles]:
        """Return the kept ones of these. Raises EncoderError where a file is damaged."""
        found: dict[bytes, Singles] = {}
        if not digests or self._folder is None or not self._folder.is_dir():
            return found
        for path in sorted(self._folder.glob("*.npz")):
            try:
                with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                    keys = held["digests"].reshape(-1, DIGEST)
                    rows = {key.tobytes(): row for row, key in enumerate(keys)}
                    if wanted := rows.keys() & digests:
                        vectors = held["vectors"].astype(np.float32, copy=False)
                        found |= {key: vectors[rows[key]] for key in wanted}
            except (ValueError, KeyError, IndexError, EOFError, zipfile.BadZipFile):
                raise EncoderError(
                    f"{path} is damaged; delete it, its embeddings are then made again"
                ) from None
        return found

    def add(self, digests: Sequence[bytes], vectors: Singles) -> None:
        """Keep vectors. vectors : (digests, dimensions). Raises OutputError."""
        if self._folder is None or not digests:
            return
        keys = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, DIGEST)
        name = hashlib.sha256(keys.tobytes()).hexdigest()[:32]
        with new_file(self._folder / f"{name}.npz", "wb") as file:
            np.savez(cast("IO[bytes]", file), digests=keys, vectors=vectors)
