"""From judgments to rulings: settle what needs no person, say what stays open and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from .agreement.counting import judgments_that_count
from .nouns import Judgment, Ruling, SentenceRef

__all__ = ["OpenSentence", "Rule", "Settlement", "WhyOpen", "settle"]

Rule = Literal["unanimous", "majority"]
WhyOpen = Literal[
    "all skipped", "one judge only", "judges differ", "tie", "majority set chosen by nobody"
]


@dataclass(frozen=True, slots=True)
class OpenSentence:
    """A sentence that the rule does not settle, why, and whose judgments there are."""

    sentence: SentenceRef
    why: WhyOpen
    judges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a rule made of the judgments, both parts in the order of article id and offset."""

    rule: Rule
    rulings: tuple[Ruling, ...]
    open: tuple[OpenSentence, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences were settled in each way and stayed open for each reason."""
        found = Counter[str](ruling.decided_by for ruling in self.rulings)
        found.update(left.why for left in self.open)
        return {way: found[way] for way in (*get_args(Rule), *get_args(WhyOpen))}


def settle(judgments: Iterable[Judgment], rule: Rule, *, labels: Sequence[str]) -> Settlement:
    """Return the rulings that `rule` makes of the judgments, and the sentences it leaves open.

    The latest judgment of each annotator on a sentence counts, unsure or not; a skipped one does
    not. Every ruling rests on two judges or more.

    unanimous: all judges chose the same set of labels.
    majority: a label is in the ruling where strictly more than half of the judges chose it. A label
    chosen by exactly half is a tie and leaves the sentence open. So does a majority set that no
    judge chose as a whole: three judges who say attack, testimony and statistic would otherwise
    add up to "none applies", which all three deny. Where all agree the ruling is unanimous.

    A ruling carries the guidelines digest that all its judgments carry, None where one has none.

    Raises NothingJudged without judgments, GuidelinesChanged where judgments carry two guidelines
    digests or a label that is not in `labels`.
    """
    if rule not in get_args(Rule):
        raise ValueError(f"rule is {rule!r}, allowed: {', '.join(get_args(Rule))}")
    by_sentence: dict[SentenceRef, list[Judgment]] = defaultdict(list)
    for judgment in judgments_that_count(judgments, labels):
        by_sentence[judgment.sentence].append(judgment)
    outcomes = [settle_sentence(ref, by_sentence[ref], rule) for ref in sorted(by_sentence)]
    return Settlement(
        rule,
        tuple(outcome for outcome in outcomes if isinstance(outcome, Ruling)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, OpenSentence)),
    )


def settle_sentence(
    sentence: SentenceRef, judgments: Sequence[Judgment], rule: Rule
) -> Ruling | OpenSentence:
    """Return the ruling on one sentence, or why it has none. `judgments`: one of each annotator."""
    counting = [judgment for judgment in judgments if not judgment.skipped]
    judges = tuple(sorted(judgment.annotator for judgment in counting))
    chosen = [judgment.labels for judgment in counting]

    def open_because(why: WhyOpen) -> OpenSentence:
        return OpenSentence(sentence, why, judges)

    if not counting:
        return open_because("all skipped")
    if len(counting) == 1:
        return open_because("one judge only")
    digests = {judgment.guidelines for judgment in counting}
    guidelines = digests.pop() if len(digests) == 1 else None
    if len(set(chosen)) == 1:
        return Ruling(sentence, chosen[0], "unanimous", judges, guidelines)
    if rule == "unanimous":
        return open_because("judges differ")
    votes = Counter(label for labels in chosen for label in labels)
    if any(2 * count == len(judges) for count in votes.values()):
        return open_because("tie")
    majority = frozenset(label for label, count in votes.items() if 2 * count > len(judges))
    if majority not in chosen:
        return open_because("majority set chosen by nobody")
    return Ruling(sentence, majority, "majority", judges, guidelines)
