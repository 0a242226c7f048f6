"""What a release publishes in a text's place: a few weak bits about each run of some four tokens.

None of them can be turned back into words by itself: 9 bits say of a run of four tokens no more than
that it is one of every 512. It is their order, over a whole article, that makes them an anchor (see
`alignment`). A sentence of fewer tokens than a chunk has no bits at all, and is found by its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from ..nouns import Article, Sentence, SentenceRef
from .normalise import AnchorSettings, Tokens, chunk_cuts, chunk_values, tokenise, window_hashes

__all__ = [
    "NOT_SENSITIVE",
    "SENTENCES_SCHEMA",
    "anchor_rows",
    "count_tokens",
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
    rows = []
    places = _places(article, sentences, settings.salt)
    for ordinal, (sentence, name, (first, tokens)) in enumerate(
        zip(sentences, _names(article, places), places, strict=True)
    ):
        reason = withheld.get(sentence.ref, NOT_SENSITIVE)
        hidden = [
            (start - sentence.start, end - sentence.start)
            for start, end in private
            if start < sentence.end and sentence.start < end
        ]
        if hidden and tokens.text != article.text[sentence.start : sentence.end]:
            hidden = [(0, len(tokens.text))]  # mending moved the offsets
        rows.append(
            {
                "sentence_id": name,
                "article_id": article.id,
                "ordinal": ordinal,
                "first": first,
                "n_tok": len(tokens.hashes),
                "chunks": _chunks(tokens, hidden, settings) if reason == NOT_SENSITIVE else [],
                "sensitive": reason,
            }
        )
    return rows


def sentence_ids(article: Article, sentences: Sequence[Sentence]) -> list[str]:
    """Return the id of each sentence in a release: its place in its article, counted in tokens.

    `a000-t00012-00033` begins with token 12 and ends before token 33. Ids are made of the text alone
    and never renumbered. Sentences without a token at one place are told apart by a number.
    """
    return _names(article, _places(article, sentences, ""))


def count_tokens(text: str) -> int:
    """Return how many tokens a text has."""
    return len(tokenise(text, "").hashes)


def title_hash(title: str, settings: AnchorSettings) -> int | None:
    """Return 16 bits about a headline: a hint which copy to try first, no proof; None without one."""
    hashes = tokenise(title, settings.salt).hashes
    if not len(hashes):
        return None
    return int(window_hashes(hashes, len(hashes), _TITLE_BITS)[-1][0])


def _places(article: Article, sentences: Sequence[Sentence], salt: str) -> list[tuple[int, Tokens]]:
    """Return of each sentence how many tokens stand before it, and its own."""
    places, before, done = [], 0, 0
    for sentence in sentences:
        between = article.text[done : sentence.start]
        if not between.isspace():
            before += len(tokenise(between, salt).hashes)
        tokens = tokenise(article.text[sentence.start : sentence.end], salt)
        places.append((before, tokens))
        before += len(tokens.hashes)
        done = sentence.end
    return places


def _names(article: Article, places: Sequence[tuple[int, Tokens]]) -> list[str]:
    seen, names = Counter[str](), []
    for first, tokens in places:
        name = f"{article.id}-t{first:05d}-{first + len(tokens.hashes):05d}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def _chunks(
    tokens: Tokens, hidden: Sequence[tuple[int, int]], settings: AnchorSettings
) -> list[int | None]:
    """Return the chunks of a sentence, None for one that touches what is hidden.

    hidden : (start, end) offsets in the sentence
    """
    values = chunk_values(tokens.hashes, settings)
    if not hidden:
        return [*values]
    chunks: list[int | None] = []
    for cut, value in zip(chunk_cuts(len(tokens.hashes), settings), values, strict=True):
        start, end = tokens.starts[cut.start], tokens.ends[cut.start + cut.size - 1]
        touches = any(begin < end and start < after for begin, after in hidden)
        chunks.append(None if touches else value)
    return chunks
