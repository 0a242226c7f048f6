"""The nouns of a corpus: frozen values with content-derived ids that are never renumbered.

Offsets are code points into `Article.text`, which is never rewritten; `end` is exclusive, so
`article.text[sentence.start:sentence.end]` is the sentence.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from .signs import beyond_ascii

__all__ = [
    "NOTHING",
    "WITHDRAWN",
    "Annotator",
    "Article",
    "Block",
    "BlockKind",
    "Dropped",
    "Finding",
    "Judgment",
    "Leftovers",
    "Origin",
    "Part",
    "Role",
    "Ruling",
    "Sentence",
    "SentenceRef",
    "Split",
    "Suggestion",
    "article_id",
    "folded",
    "latest_judgments",
    "text_digest",
]

Role = Literal["annotator", "adjudicator", "coordinator"]
Part = Literal["train", "validation", "test"]
BlockKind = Literal["byline", "date", "caption", "subheading", "credit", "correction"]
"""What a part of an article is that is no body text: kept, and outside the sentences to label."""

WITHDRAWN = "withdrawn"
"""what `Ruling.decided_by` says where a person took the last ruling back and nothing stands"""

_IN_NFC = re.compile("[\x80-\u02ff\u2010-\u2027\u2030-\u205e]*")
"""Signs that NFC leaves as they are, whatever stands beside them: letters of the West, punctuation."""
_RARE_BLANKS = "\t\r\v\f\x1c\x1d\x1e\x1f"
"""The white space of ASCII that ordinary texts lack."""

NOTHING: Mapping[str, Any] = MappingProxyType({})
"""an empty mapping that nobody can fill"""


class SentenceRef(NamedTuple):
    """The name of a sentence: its article and its code-point offsets there."""

    article_id: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.article_id}:{self.start}-{self.end}"


class Block(NamedTuple):
    """A part of an article that is no body text, by its code-point offsets there."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Article:
    """A news article. `cluster` names its group of near-duplicates (None: not yet looked for).

    `source` is the outlet, or the agency where no outlet is named; `place` is that of the dateline.
    `blocks` stand in the order of the text and do not overlap.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None
    published: str | None = None
    language: str | None = None
    licence: str | None = None
    cluster: str | None = None
    author: str | None = None
    agency: str | None = None
    place: str | None = None
    blocks: tuple[Block, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    """Keys of the incoming row that Dateline has no use for; exported again as they came."""


class Origin(NamedTuple):
    """Where in a file an article was found."""

    digest: str
    """SHA-256 of the bytes of the file (of the payload of a WARC record, of a part of a mail)"""
    start: int | None = None
    end: int | None = None
    """code points in the text of the page, from the article's first kept one to its last; None for
    the rows of a table"""
    record: str | None = None
    """the position in the file as people read it: a WARC record's id, a part of a mail, a line, a
    page and the number of the article there"""
    repairs: tuple[str, ...] = ()
    """what was mended before it was read; the digest is that of the unmended bytes"""


class Finding(NamedTuple):
    """That an article was found in a file: where, when, by which Dateline and on what terms."""

    article_id: str
    file: str
    """as the user named it"""
    origin: Origin
    ingested: str
    """ISO 8601, UTC"""
    version: str
    """of the Dateline that took it in"""
    licence: str | None = None
    rights: str | None = None
    outlet: str | None = None
    page: str | None = None
    """which page of the file, as people read it; None where the file is one page or a table"""


class Dropped(NamedTuple):
    """A block of a page that belongs to no article: where it stood, why it was dropped, its text."""

    start: int
    end: int
    reason: str
    text: str


class Leftovers(NamedTuple):
    """What a page held beside its articles; the blocks in its order, each with the reason why."""

    file: str
    digest: str
    page: str | None
    dropped: tuple[Dropped, ...]


class Sentence(NamedTuple):
    """A sentence of an article.

    `paragraph` counts the article's non-empty lines from 0; `in_quote` is true where at least half
    of the sentence's letters stand between quotation marks.
    """

    article_id: str
    start: int
    end: int
    paragraph: int
    in_quote: bool

    @property
    def ref(self) -> SentenceRef:
        return SentenceRef(self.article_id, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Annotator:
    """A person, or a model in a person's place, under an opaque id."""

    id: str
    role: Role = "annotator"


@dataclass(frozen=True, slots=True)
class Judgment:
    """What one annotator said of one sentence, once. Append-only: the latest counts.

    An empty `labels` means that none applies; no judgment means not judged; `skipped` is neither.
    `id` is a UUID made by whoever makes the judgment, so that sending it twice is harmless.
    `seconds` is the time it took, `guidelines` the digest of the label scheme it was made under,
    `created` an ISO 8601 time.
    """

    id: str
    sentence: SentenceRef
    annotator: str
    labels: frozenset[str]
    unsure: bool = False
    skipped: bool = False
    comment: str | None = None
    seconds: float | None = None
    suggestion_shown: bool = False
    guidelines: str | None = None
    created: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The gold label of a sentence, who decided it and whose judgments it rests on.

    `decided_by` is unanimous, majority or adjudicator; gold that came from elsewhere keeps the
    method it names, and is `imported` where it names none. A ruling that is `withdrawn` is no gold: it
    takes the one before it back, and only a sentence's history shows it.
    """

    sentence: SentenceRef
    labels: frozenset[str]
    decided_by: str
    judges: tuple[str, ...] = ()
    guidelines: str | None = None
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a model says of a sentence: its labels, and the probability of each label."""

    sentence: SentenceRef
    labels: frozenset[str]
    scores: Mapping[str, float]
    text: str | None = None
    """the sentence itself, where the prediction quotes it"""
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Split:
    """Which part each article belongs to; a cluster of near-duplicates never crosses it."""

    parts: Mapping[str, Part]
    """article id -> train, validation or test"""
    seed: int
    test: float
    """share of sentences asked for in test"""
    validation: float = 0.0

    def articles(self, part: Part) -> list[str]:
        """Return the ids of the articles of one part, in the split's order."""
        return [article for article, held in self.parts.items() if held == part]

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted assignment: two equal splits have one digest."""
        lines = "".join(f"{article}\t{part}\n" for article, part in sorted(self.parts.items()))
        return hashlib.sha256(lines.encode()).hexdigest()


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_id(text: str, url: str | None = None) -> str:
    """Return the id of an article that brings none, derived from its content and address.

    The text is NFC-normalised and its white space folded first, so that the same article saved with
    other line ends keeps its id.
    """
    signs = beyond_ascii(text)
    if not _IN_NFC.fullmatch(signs):
        text = unicodedata.normalize("NFC", text)
        signs = beyond_ascii(text)
    return text_digest(f"{url or ''}\n{_folded(text, signs)}")[:16]


def folded(text: str) -> str:
    """Return a text with its white space folded: tools trim and re-wrap it.

    It is `" ".join(text.split())`, without making the words of an ordinary text.
    """
    return _folded(text, beyond_ascii(text))


def _folded(text: str, signs: str) -> str:
    if "".join(signs.split()) != signs or any(map(text.__contains__, _RARE_BLANKS)):
        return " ".join(text.split())
    plain = " ".join([line for line in text.strip().split("\n") if line])
    while "  " in plain:
        plain = plain.replace("  ", " ")
    return plain


def latest_judgments(judgments: Iterable[Judgment]) -> list[Judgment]:
    """Return the judgments that count: the last of each annotator on each sentence.

    `judgments` come in the order in which they were made; the result keeps the order in which each
    annotator first judged each sentence.
    """
    latest: dict[tuple[SentenceRef, str], Judgment] = {}
    for judgment in judgments:
        latest[judgment.sentence, judgment.annotator] = judgment
    return list(latest.values())
