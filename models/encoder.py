"""Sentence embeddings by a sentence-transformers model that is on this machine.

Needs the extra `[embeddings]`. Nothing is fetched: a model is a folder, or a name whose files are in
the library's own cache already. Vectors are kept by the digest of their sentence.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.corpus.errors import EncoderError

from .facts import EncoderFacts
from .features import SentenceBatch
from .vector_cache import VectorCache

__all__ = ["Encoder", "cache_folder", "find_encoder", "find_same_encoder"]

Singles = NDArray[np.float32]
Progress = Callable[[int, int], None]

PIECE = 256
"""Sentences that are encoded, and kept, at a time."""
_PARTS = (".json", ".txt", ".model", ".safetensors", ".bin")
"""Suffixes of the files that make a model what it is; its other files describe or repeat it."""
_FAMILY = "sentence-transformers/"
"""What the names of the library's own models begin with; people leave it out."""


def cache_folder() -> Path:
    """Return where embeddings are kept if nobody says: in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dateline"


class Encoder:
    """A sentence-transformers model, read when the first vector is asked for that is not kept."""

    def __init__(self, facts: EncoderFacts, folder: Path, cache: Path | None = None) -> None:
        self.facts = facts
        self.folder = folder
        self._kept = VectorCache(cache, facts.digest)
        self._model: Any = None

    def embed(self, batch: SentenceBatch, progress: Progress = lambda *_: None) -> SentenceBatch:
        """Return the batch with the embeddings of its sentences."""
        return replace(batch, embeddings=self.encode(batch.texts, progress))

    def encode(self, texts: Sequence[str], progress: Progress = lambda *_: None) -> Singles:
        """Return a vector of length 1 for each text. Result : (texts, dimensions).

        `progress` is told how many of the texts that are not kept are encoded. Raises EncoderError
        where the model cannot be read or gives what is no number, OutputError where the vectors
        cannot be kept.
        """
        of_text = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._kept.read(set(of_text))
        new = {
            digest: text for digest, text in zip(of_text, texts, strict=True) if digest not in known
        }
        digests = list(new)
        for start in range(0, len(digests), PIECE):
            progress(start, len(digests))
            piece = digests[start : start + PIECE]
            vectors = self._encode([new[digest] for digest in piece])
            self._kept.add(piece, vectors)
            known |= dict(zip(piece, vectors, strict=True))
        return np.array([known[digest] for digest in of_text], dtype=np.float32)

    def _encode(self, texts: list[str]) -> Singles:
        if self._model is None:
            self._model = _read_model(self.folder)
        vectors = np.asarray(
            self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )
        if not np.isfinite(vectors).all():
            raise EncoderError(
                f"{self.facts.name} gives embeddings that are no numbers; take another model"
            )
        return vectors


def find_encoder(name: str, cache: Path | None = None) -> Encoder:
    """Return the model in a folder, or that of a name whose files are in the library's cache.

    Raises EncoderError where the extra is not installed, or where the model is not there.
    """
    if find_spec("sentence_transformers") is None:
        raise EncoderError(
            "embeddings need sentence-transformers, which is not installed: "
            "pip install 'dateline[embeddings]'"
        )
    os.environ["HF_HUB_OFFLINE"] = "1"  # whatever the libraries would like to look up
    folder = _find_folder(name)
    if not (folder / "modules.json").is_file():
        raise EncoderError(
            f"{folder} is no sentence-transformers model (it has no modules.json): check the path"
        )
    return Encoder(EncoderFacts(name, _digest(folder)), folder, cache)


def find_same_encoder(facts: EncoderFacts, name: str | None, cache: Path | None = None) -> Encoder:
    """Return the encoder that a model was trained with, under its own name or where `name` says.

    Raises EncoderError as `find_encoder` does, and where it is another one.
    """
    try:
        found = find_encoder(name or facts.name, cache)
    except EncoderError as error:
        raise EncoderError(
            f"the model needs the embeddings of {facts.name} ({facts.digest[:12]}): {error}; where it "
            "lies elsewhere, name it with --embeddings"
        ) from None
    if found.facts.digest != facts.digest:
        raise EncoderError(
            f"the model was trained with the embeddings of {facts.name} ({facts.digest[:12]}), and "
            f"{found.folder} holds another encoder ({found.facts.digest[:12]}): name the first with "
            "--embeddings, or train the model again"
        )
    return found


def _find_folder(name: str) -> Path:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for full in (name, f"{_FAMILY}{name}"):
        try:
            return Path(snapshot_download(full, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    raise EncoderError(
        f"{name} is no folder, and no model of that name is on this machine (Dateline fetches none): "
        "give the folder of a sentence-transformers model"
    )


def _digest(folder: Path) -> str:
    """Return the SHA-256 of the files that make a model what it is."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.suffix in _PARTS and path.is_file() and inner.parts[0] not in ("onnx", "openvino"):
            with path.open("rb") as file:
                held = hashlib.file_digest(file, "sha256").hexdigest()
            digest.update(f"{inner.as_posix()} {held}\n".encode())
    return digest.hexdigest()


def _read_model(folder: Path) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(str(folder), local_files_only=True, trust_remote_code=False)
    except Exception as error:  # whatever a damaged file makes the libraries stumble over
        reason = str(error).partition("\n")[0]
        raise EncoderError(
            f"{folder} cannot be read as a sentence-transformers model ({type(error).__name__}: "
            f"{reason}); copy it again"
        ) from error
