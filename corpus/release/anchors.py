"""What a release publishes in a text's place: a few weak bits about each run of some four tokens.

None of them can be turned back into words by itself: 9 bits say of a run of four tokens no more than
that it is one of every 512. It is their order, over a whole article, that makes them an anchor (see
`alignment`). A sentence of fewer tokens than a chunk has no bits at all, and is found by its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ..nouns import Article, Sentence, SentenceRef
from .normalise import (
    AnchorSettings,
    chunk_cuts,
    chunk_values,
    tokenise,
    tokenise_parts,
    window_hashes,
)

__all__ = [
    "NOT_SENSITIVE",
    "SENTENCES_SCHEMA",
    "anchor_rows",
    "sentence_ids",
    "title_hash",
]

SENTENCES_SCHEMA = pa.schema(
    [
        pa.field("sentence_id", pa.string(), nullable=False),
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("ordinal", pa.int32(), nullable=False),
        pa.field("first", pa.int32(), nullable=False),
        pa.field("n_tok", pa.int32(), nullable=False),
        pa.field("chunks", pa.list_(pa.uint16()), nullable=False),
        pa.field("sensitive", pa.string(), nullable=False),
    ]
)
"""`standoff/sentences.parquet`. `first` is the place of the sentence's first token in its article;
`chunks` is empty where a sentence is withheld or too short, and holds a null in the place of a chunk
that touches a private name."""

NOT_SENSITIVE = "none"
_TITLE_BITS = 16


def anchor_rows(
    article: Article,
    sentences: Sequence[Sentence],
    withheld: Mapping[SentenceRef, str],
    settings: AnchorSettings,
    private: Sequence[tuple[int, int]] = (),
) -> list[dict[str, Any]]:
    """Return the row of each sentence in `standoff/sentences.parquet`.

    sentences : in reading order, none overlapping
    withheld : sentence -> why it is sensitive: its label is published, and nothing of its text
    private : (start, end) offsets of names in the article's text that no bit may be about
    """
    hashes, places = _places(article, sentences, settings.salt)
    values = chunk_values(hashes, places, settings)
    rows = []
    for ordinal, (sentence, name, (first, n_tok), chunks) in enumerate(
        zip(sentences, _names(article, places), places, values, strict=True)
    ):
        reason = withheld.get(sentence.ref, NOT_SENSITIVE)
        hidden = [
            (start - sentence.start, end - sentence.start)
            for start, end in private
            if start < sentence.end and sentence.start < end
        ]
        own = article.text[sentence.start : sentence.end]
        kept = _without(hidden, chunks, own, settings) if hidden else [*chunks]
        rows.append(
            {
                "sentence_id": name,
                "article_id": article.id,
                "ordinal": ordinal,
                "first": first,
                "n_tok": n_tok,
                "chunks": kept if reason == NOT_SENSITIVE else [],
                "sensitive": reason,
            }
        )
    return rows


def sentence_ids(article: Article, sentences: Sequence[Sentence]) -> list[str]:
    """Return the id of each sentence in a release: its place in its article, counted in tokens.

    `a000-t00012-00033` begins with token 12 and ends before token 33. Ids are made of the text alone
    and never renumbered. Sentences without a token at one place are told apart by a number.
    """
    return _names(article, _places(article, sentences, "")[1])


def title_hash(title: str, settings: AnchorSettings) -> int | None:
    """Return 16 bits about a headline: a hint which copy to try first, no proof; None without one."""
    hashes = tokenise(title, settings.salt).hashes
    if not len(hashes):
        return None
    return int(window_hashes(hashes, len(hashes), _TITLE_BITS)[-1][0])


def _places(
    article: Article, sentences: Sequence[Sentence], salt: str
) -> tuple[npt.NDArray[np.uint64], list[tuple[int, int]]]:
    """Return an article's tokens, and of each sentence how many stand before it and are its own."""
    parts: list[str] = []
    done = 0
    for sentence in sentences:
        parts += (article.text[done : sentence.start], article.text[sentence.start : sentence.end])
        done = sentence.end
    hashes, borders = tokenise_parts(parts, salt)
    own = zip(borders[1::2], borders[2::2], strict=True)
    return hashes, [(first, after - first) for first, after in own]


def _names(article: Article, places: Sequence[tuple[int, int]]) -> list[str]:
    seen, names = Counter[str](), []
    for first, n_tok in places:
        name = f"{article.id}-t{first:05d}-{first + n_tok:05d}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def _without(
    hidden: Sequence[tuple[int, int]],
    chunks: Sequence[int],
    text: str,
    settings: AnchorSettings,
) -> list[int | None]:
    """Return the chunks of a sentence, None for one that touches what is hidden.

    hidden : (start, end) offsets in the sentence's text
    """
    tokens = tokenise(text, settings.salt)
    if tokens.text != text:
        hidden = [(0, len(tokens.text))]  # mending moved the offsets
    kept: list[int | None] = []
    for cut, value in zip(chunk_cuts(len(tokens.hashes), settings), chunks, strict=True):
        start, end = tokens.starts[cut.start], tokens.ends[cut.start + cut.size - 1]
        touches = any(begin < end and start < after for begin, after in hidden)
        kept.append(None if touches else value)
    return kept
