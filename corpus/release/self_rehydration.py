"""What comes back of a release from the publisher's own articles: the most that anybody can restore."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..records import ArticleRow
from .copies import Copy
from .material import ReleasedArticle
from .normalise import AnchorSettings
from .rehydrate import restore_article
from .release_folder import PublishedArticle, published_articles

__all__ = ["MOST", "self_rehydration"]

MOST = 100
"""articles that are tried, evenly spread: enough to see a fault, and quick"""
_WORDS = re.compile(r"\w+")


def self_rehydration(
    articles: Sequence[ReleasedArticle],
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
    anchors: AnchorSettings,
) -> dict[str, int] | None:
    """Return how many sentences of how many articles come back, and how; None without any anchors.

    A sentence is exact where it has its own words again, and no others. rows : of the tables `articles`
    and `standoff`.
    """
    names = {row["article_id"] for row in rows["standoff"]}
    tried = [article for article in articles if article.id in names]
    if not tried:
        return None
    tried = tried[:: -(-len(tried) // MOST)]
    names = {article.id for article in tried}
    published = published_articles(
        (row for row in rows["articles"] if row["article_id"] in names),
        (row for row in rows["standoff"] if row["article_id"] in names),
        anchors,
    )
    found = Counter(
        status
        for known, original in zip(published, tried, strict=True)
        for status in _statuses(known, original, anchors)
    )
    return {
        "articles": len(tried),
        "sentences": found.total(),
        **{status: found[status] for status in ("exact", "partial", "missing", "withheld")},
    }


def _statuses(
    known: PublishedArticle, original: ReleasedArticle, anchors: AnchorSettings
) -> Iterator[str]:
    row = ArticleRow(original.original, None, "", original.id, None)
    restored = restore_article(known, Copy(row, anchors), anchors)
    if restored is None:
        yield from ("withheld" if one.withheld else "missing" for one in known.sentences)
        return
    text = original.original.text
    mended = restored[0].text != text  # its offsets count in another text then
    for one, sentence in zip(restored[0].sentences, original.sentences, strict=True):
        if one.span is None or one.status in ("missing", "withheld"):
            yield one.status
        elif one.status == "exact" and (
            mended
            or _WORDS.findall(text, *one.span) == _WORDS.findall(text, sentence.start, sentence.end)
        ):
            yield "exact"
        else:
            yield "partial"
