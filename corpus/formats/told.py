"""What comes in from other tools: what a row says of one sentence, before it is known which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..nouns import NOTHING, SentenceRef

__all__ = ["Told", "parse_ref"]


class Told(NamedTuple):
    """What a file says of one sentence.

    The sentence is `ref` where the file has it from Dateline. Otherwise it is found by its text and
    its place in the order of the rows of one `sequence` on one article.
    """

    where: str
    line: int | None
    says: tuple[dict[str, Any], ...]
    """rows under the contracts of `records` without article_id, start and end: judgments (with
    annotator), gold (without), predictions (with scores); none of them for a sentence unjudged"""
    ref: SentenceRef | None = None
    text: str | None = None
    """the sentence as the file quotes it"""
    article: str | None = None
    """the id of its article, where the file names one"""
    sequence: str = ""
    """whose rows stand in the order of the article: an annotator's, where each has rows of their own"""
    about: Mapping[str, Any] = NOTHING
    """fields of the article (title, source, url ...), for one that the corpus does not hold"""
    item: object = None
    """the tool's own number of the task, where it has one: told again, it is no further sentence"""


def parse_ref(name: object) -> SentenceRef | None:
    """Return the sentence that "ARTICLE:START-END" names; None where it is no such name."""
    found = _REF.fullmatch(name) if isinstance(name, str) else None
    return SentenceRef(found[1], int(found[2]), int(found[3])) if found else None


_REF = re.compile(r"(.+):([0-9]{1,11})-([0-9]{1,11})", re.DOTALL)
