"""Which sentences need a person, and the answers on them with names hidden.

What the unanimous rule leaves open needs a person, and so does a ruling whose ground has gone: made by
a rule that its judgments no longer bear out, or under guidelines that have changed since. A sentence
waits while answers that could settle it may still come. A ruling that a model doubts goes on standing,
and waits for a person all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Literal, get_args

from ..adjudication import OpenSentence, Rule, WhyOpen, settle_sentence
from ..guidelines import LabelScheme
from ..nouns import Judgment, Ruling, SentenceRef, text_digest
from .doubts import Doubts, doubts_from, doubts_that_stand, is_reviewed
from .review import Schemes, carried_over, chosen_labels

__all__ = [
    "Answer",
    "Dispute",
    "Why",
    "disagreement",
    "find_disputes",
    "hide_names",
    "is_ready",
]

Why = Literal[WhyOpen, "ruling by rule", "guidelines changed"]
BY_RULE = get_args(Rule)
NO_DOUBTS: Mapping[SentenceRef, Doubts] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """What one annotator said of a sentence.

    `earlier`: under guidelines that have changed since in what it speaks of, so it settles nothing.
    """

    annotator: str
    labels: frozenset[str]
    unsure: bool
    comment: str | None
    earlier: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """A sentence with the answers on it, the ruling that stands, and why it needs a person.

    `why` is None where a person ruled on it and nothing has changed since, and where its ruling is
    only doubted.
    """

    sentence: SentenceRef
    why: Why | None
    answers: tuple[Answer, ...]
    """in the order of the annotators' ids, skipped ones left out"""
    ruling: Ruling | None
    doubts: Doubts = ()
    """what a model doubts of the ruling, or doubted before somebody looked into it"""

    @property
    def doubted(self) -> bool:
        """Whether nobody has looked into its doubts."""
        return bool(self.doubts) and self.ruling is not None and not is_reviewed(self.ruling)

    @property
    def counting(self) -> int:
        """How many of the answers count under the guidelines in force."""
        return sum(not answer.earlier for answer in self.answers)


def find_disputes(
    judgments: Iterable[Judgment],
    rulings: Iterable[Ruling],
    schemes: Mapping[str, LabelScheme],
    now: str,
    doubts: Mapping[SentenceRef, Doubts] = NO_DOUBTS,
) -> list[Dispute]:
    """Return the sentences that need a person or that one ruled on, in the order of the text.

    `rulings` are those that stand; `schemes` the known label schemes by digest, `now` the digest in
    force; `doubts` what a model doubts, whatever has become of it.
    """
    carried = carried_over(judgments, schemes, now)
    history = Schemes(schemes, now)
    standing = {ruling.sentence: ruling for ruling in rulings}
    counting = defaultdict[SentenceRef, list[Judgment]](list)
    given = defaultdict[SentenceRef, list[Answer]](list)
    for judgment in carried.judgments:
        counting[judgment.sentence].append(judgment)
        if not judgment.skipped:
            given[judgment.sentence].append(_answer(judgment))
    for judgment, _ in carried.waiting:
        given[judgment.sentence].append(_answer(judgment, earlier=True))
    chosen = chosen_labels([*carried.judgments, *(judgment for judgment, _ in carried.waiting)])
    found = []
    for sentence in sorted(counting.keys() | given.keys() | standing.keys()):
        ruling = standing.get(sentence)
        changed = ruling and history.in_question(ruling, chosen.get(sentence, frozenset()))
        why = "guidelines changed" if changed else _why(sentence, counting[sentence], ruling)
        held = _doubts(ruling, doubts.get(sentence, ())) if ruling else ()
        if why or held or (ruling and ruling.decided_by == "adjudicator"):
            answers = sorted(given[sentence], key=lambda answer: answer.annotator)
            found.append(Dispute(sentence, why, tuple(answers), ruling, held))
    return found


def _doubts(ruling: Ruling, doubts: Doubts) -> Doubts:
    if is_reviewed(ruling):
        return doubts_from(ruling.extra["doubts"])
    return doubts_that_stand(doubts, ruling)


def _answer(judgment: Judgment, *, earlier: bool = False) -> Answer:
    return Answer(judgment.annotator, judgment.labels, judgment.unsure, judgment.comment, earlier)


def _why(sentence: SentenceRef, judgments: Sequence[Judgment], ruling: Ruling | None) -> Why | None:
    """Return why a sentence needs a person, as far as its guidelines have not changed."""
    if (ruling and ruling.decided_by not in BY_RULE) or not judgments:
        return None
    if ruling is None:
        outcome = settle_sentence(sentence, judgments, "unanimous")
        return outcome.why if isinstance(outcome, OpenSentence) else None
    rule: Rule = "unanimous" if ruling.decided_by == "unanimous" else "majority"
    again = settle_sentence(sentence, judgments, rule)
    held = isinstance(again, Ruling) and again.labels == ruling.labels
    return None if held else "ruling by rule"


def is_ready(why: Why, counting: int, *, wanted: int | None, held: bool, coming: bool) -> bool:
    """Whether no answer has to be waited for on a sentence with so many that count.

    `wanted` answers are all that will come (None: nobody knows); while somebody holds the article
    others wait for them. Judges who differ need a person then; a sentence that only lacks a second
    answer waits as long as somebody may still be given the article.
    """
    if wanted is not None and counting >= wanted:
        return True
    return not held and (why == "judges differ" or not coming)


def disagreement(answers: Sequence[Answer]) -> float:
    """Return how far answers lie apart, 0 to 1: the share of labels not shared, over all pairs."""
    pairs = list(combinations([answer.labels for answer in answers], 2))
    apart = (len(one ^ other) / len(one | other) for one, other in pairs if one | other)
    return sum(apart) / len(pairs) if pairs else 0.0


def hide_names(annotators: Iterable[str], article: str, seed: str) -> dict[str, str]:
    """Return a letter for each annotator of an article: A, B, C … in an order that says nothing.

    The same article always has the same letters; on another one the same letter is somebody else.
    """
    people = sorted(set(annotators), key=lambda name: text_digest(f"{seed}\n{article}\n{name}"))
    return {person: _letter(place) for place, person in enumerate(people)}


def _letter(place: int) -> str:
    rest, last = divmod(place, 26)
    return (_letter(rest - 1) if rest else "") + chr(ord("A") + last)
