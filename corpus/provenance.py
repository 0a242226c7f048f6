"""Where an article came from, told in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import UnknownArticle, shorten
from .finding_records import finding_to_row
from .nouns import Article, Finding
from .store import Corpus
from .store.articles import get_article
from .store.provenance import findings_of

__all__ = ["Provenance", "provenance"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """An article and the places where it was found, in the order in which it was."""

    article: Article
    findings: tuple[Finding, ...]
    """empty for an article that came in before Dateline kept them, or from another program"""

    def to_json(self) -> dict[str, Any]:
        """Return all of it, but not the text, as one JSON object."""
        named = ("id", "title", "url", "source", "agency", "author", "place", "published")
        about = {name: getattr(self.article, name) for name in (*named, "language", "licence")}
        return about | {"found": [finding_to_row(finding) for finding in self.findings]}


def provenance(corpus: Corpus, article: str) -> Provenance:
    """Return where an article of the corpus came from. Raises UnknownArticle."""
    with corpus.read() as connection:
        held = get_article(connection, article)
        if held is None:
            raise UnknownArticle(
                f"{corpus.address} holds no article {shorten(article)}; `dateline export` writes "
                "the ids of those that it holds"
            )
        return Provenance(held.article, tuple(findings_of(connection, article)))
