"""Sentences whose label may be known and whose anchors may not: guesses, for a person to change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

from ...labelling.content_notes import note_for
from ...nouns import Article, Sentence, SentenceRef

__all__ = ["SENSITIVE", "Sensitive", "sensitive_guesses"]

Sensitive = Literal[
    "none", "names_private_person", "minor", "sexual_violence", "location_of_witness", "other"
]
SENSITIVE: tuple[Sensitive, ...] = get_args(Sensitive)
"""Why a sentence is published without anchors; `none` where it is published like any other."""

_YOUNG = re.compile(
    r"\b(?:[1-9]|1[0-7])[ -]?(?:years?[ -]old|yr[ -]old)\b|\baged? (?:[1-9]|1[0-7])\b"
    r"|, (?:[1-9]|1[0-7])(?:,|\.)(?!\d)"
    r"|\b(?:boy|girl|schoolboy|schoolgirl|toddler|baby|infant|son|daughter),? (?:named |called )?[A-Z]"
    r"|(?:الطفل|الطفلة|الرضيع|الرضيعة)\s"
)
"""A child who is told apart from others: by age, or by name."""
_HARMED = re.compile(
    r"\b(?:kill|die|dead|death|wound|injur|hurt|burn|flee|fled|escap|abduct|kidnap|tortur|arrest|detain|shot|rape|tell|told|said"
    r"|says|saw|recall|survive|recruit|conscript)|قتل|أصيب|اصيب|استشهد|خطف|اعتقل",
    re.IGNORECASE,
)
_WHEREABOUTS = re.compile(
    r"\b(?:(?:who|he|she|they|i|we)(?: (?:now|still|currently))? (?:lives?|living|stay(?:s|ing)?"
    r"|shelters?|sheltering|hides?|hiding)|now (?:lives?|living|stays?) (?:in|at|near)"
    r"|(?:in|into) hiding|safe house|whose (?:house|home|shop) (?:is|stands)"
    r"|at (?:his|her|their) home (?:in|on|near)"
    r"|sought refuge (?:in|at|with)|house (?:number|no\.?) \d|\d+ [A-Z]\w+ (?:street|road|avenue))\b",
    re.IGNORECASE,
)
_WITNESS = re.compile(r"\b(?:witness|survivor|defector|escapee|informant|whistle-?blower)", re.I)


def sensitive_guesses(
    article: Article, sentences: Sequence[Sentence]
) -> dict[SentenceRef, Sensitive]:
    """Return the sentences that may be sensitive, and why: a rough list of words, never a promise."""
    found: dict[SentenceRef, Sensitive] = {}
    for sentence in sentences:
        reason = _reason(article.text[sentence.start : sentence.end])
        if reason != "none":
            found[sentence.ref] = reason
    return found


def _reason(text: str) -> Sensitive:
    if any(topic.id == "sexual_violence" for topic in note_for("", text).topics):
        return "sexual_violence"
    if _YOUNG.search(text) and _HARMED.search(text):
        return "minor"
    if _WHEREABOUTS.search(text) and (_WITNESS.search(text) or "“" in text or '"' in text):
        return "location_of_witness"
    return "none"
