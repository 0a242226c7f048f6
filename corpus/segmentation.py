"""How the articles of a corpus are split into sentences: chosen once, kept to ever after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from sqlalchemy import Connection

from .errors import StoreError
from .records import ArticleRow
from .sentences import RULES_VERSION, Quotations, describe_sentences, split_sentences
from .store.articles import NewArticle
from .store.settings import get_setting, set_setting

__all__ = ["Labelled", "Segmentation", "choose_segmentation", "segment"]

Labelled = Literal["body", "all"]
"""Which parts of an article have sentences to label: the body, or its typed blocks as well."""

Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Segmentation:
    """How articles that bring no sentences are split."""

    quotations: Quotations = "split"
    labelled: Labelled = "body"

    def __str__(self) -> str:
        everything = ", all parts" if self.labelled == "all" else ""
        return f"rules {RULES_VERSION}, quotations {self.quotations}{everything}"


def choose_segmentation(
    connection: Connection, quotations: Quotations | None, labelled: Labelled | None
) -> Segmentation:
    """Return how this corpus splits articles, remembering the first answers (None: as before).

    Raises StoreError where it was made with other answers.
    """
    return Segmentation(
        _kept(connection, "quotations", quotations, "split"),
        _kept(connection, "labelled", labelled, "body"),
    )


def _kept(connection: Connection, key: str, wanted: Choice | None, default: Choice) -> Choice:
    kept: Choice | None = get_setting(connection, key)
    if kept is None:
        set_setting(connection, key, wanted or default)
    elif wanted not in (None, kept):
        raise StoreError(
            f"this corpus was made with --{key} {kept}, so its articles cannot be split with "
            f"--{key} {wanted}; leave the option out or begin another corpus"
        )
    return kept or wanted or default


def segment(row: ArticleRow, how: Segmentation) -> NewArticle:
    """Return an article with the sentences it brought, or split into sentences by the rules."""
    article = row.article
    if row.spans is not None:
        given = describe_sentences(article.id, article.text, row.spans)
        return NewArticle(article, given, row.segmentation)
    leave_out = () if how.labelled == "all" else article.blocks
    found = split_sentences(
        article.id, article.text, quotations=how.quotations, leave_out=leave_out
    )
    return NewArticle(article, found, str(how))
