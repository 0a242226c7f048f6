"""The one place where persons' names leave an article before anything of it is published.

A mask is a function from an article and its sentences to what may be published of them: in a `full`
release the text and its sentences with names replaced; in both variants the address and the title; in
a stand-off release the spans of the text that no anchor may be about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import ReleaseError
from ..nouns import Article, Sentence
from .privacy import Review, mask
from .schemas import Variant

__all__ = ["Mask", "Masked", "find_mask", "keep_as_is"]


@dataclass(frozen=True, slots=True)
class Masked:
    """What may be published of an article."""

    article: Article
    sentences: tuple[Sentence, ...]
    """as many as there were, in their order, with offsets into the masked text"""
    private: tuple[tuple[int, int], ...] = ()
    """offsets in the text as it was that no anchor may be about"""


Mask = Callable[[Article, Sequence[Sentence]], Masked]


def find_mask(variant: Variant, review: Review | None) -> Mask:
    """Return the mask for a variant. Raises ReleaseError for texts whose names nobody reviewed."""
    if review is not None:
        return lambda article, sentences: _masked(article, sentences, review)
    if variant == "full":
        raise ReleaseError(
            "a full release publishes texts, and nobody has said which names in them stay; give a "
            "folder for the list of names with --review, or publish the labels without the texts: "
            "--variant standoff"
        )
    return keep_as_is


def _masked(article: Article, sentences: Sequence[Sentence], review: Review) -> Masked:
    done = mask(article, sentences, review.names(article.id))
    return Masked(done.article, done.sentences, done.spans)


def keep_as_is(article: Article, sentences: Sequence[Sentence]) -> Masked:
    """Return an article with nothing masked."""
    return Masked(article, tuple(sentences))
