"""What a change of the guidelines does to judgments: which still count, which wait for a second look.

A judgment names the label scheme it was made under. When another one is in force, the two are compared
label by label. A judgment counts on where nothing that it speaks of has changed; otherwise it waits for
its annotator to look again, and is left out and counted until then. A judgment without a scheme
(imported from elsewhere) goes with any scheme that has its labels.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..guidelines import Label, LabelScheme
from ..nouns import Judgment, Ruling, SentenceRef, latest_judgments

__all__ = [
    "CarriedOver",
    "Changed",
    "Schemes",
    "carried_over",
    "carried_rulings",
    "changed_labels",
    "chosen_labels",
]


@dataclass(frozen=True, slots=True)
class Changed:
    """How two label schemes differ. A label that only moved, or whose examples did, is the same."""

    changed: tuple[str, ...]
    """labels of both whose title, definition or examples differ; all of them with `everything`"""
    added: tuple[str, ...]
    removed: tuple[str, ...]
    everything: bool = False
    """whether what stands before the first label differs, the version with it: it holds for all"""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every label that differs; empty where the two schemes ask the same."""
        return (*self.changed, *self.added, *self.removed)


def changed_labels(old: LabelScheme | None, new: LabelScheme) -> Changed:
    """Return how two label schemes differ; None is a scheme that nobody has any more."""
    if old is None:
        return Changed(new.ids, (), (), everything=True)
    before = {label.id: _rules(label) for label in old.labels}
    after = {label.id: _rules(label) for label in new.labels}
    everything = _preamble(old) != _preamble(new)
    return Changed(
        tuple(i for i in after if i in before and (everything or before[i] != after[i])),
        tuple(i for i in after if i not in before),
        tuple(i for i in before if i not in after),
        everything,
    )


def _rules(label: Label) -> tuple[object, ...]:
    lists = (frozenset(examples) for examples in (label.yes, label.no, label.hard))
    return (label.title, label.definition, *lists)


def _preamble(scheme: LabelScheme) -> list[str]:
    """Return the words between the heading of the section and its first label."""
    lines = re.split(r"\r\n|\r|\n", scheme.text.removeprefix("\ufeff"))
    above = [line.rstrip() for line in lines[: scheme.labels[0].line - 1]]
    start = len(above) - above[::-1].index("## Labels")
    return " ".join(above[start:]).split()


def chosen_labels(latest: Iterable[Judgment]) -> dict[SentenceRef, frozenset[str]]:
    """Return the labels that any judge chose on each sentence."""
    chosen: defaultdict[SentenceRef, frozenset[str]] = defaultdict(frozenset)
    for judgment in latest:
        chosen[judgment.sentence] |= judgment.labels
    return chosen


class Schemes:
    """The label schemes that a corpus has had, and the one in force."""

    def __init__(self, known: Mapping[str, LabelScheme], now: str) -> None:
        """`known` are schemes by digest, the one in force among them; `now` is its digest."""
        self.now = now
        self._known = known
        self._changes: dict[str, Changed] = {}

    def changed_since(self, digest: str) -> Changed:
        """Return how the scheme in force differs from an earlier one."""
        if digest not in self._changes:
            self._changes[digest] = changed_labels(self._known.get(digest), self._known[self.now])
        return self._changes[digest]

    def in_question(
        self, said: Judgment | Ruling, chosen: frozenset[str] = frozenset()
    ) -> list[str]:
        """Return the labels that ask for a second look at a judgment or ruling; none: it counts on.

        A changed or removed label concerns who gave it, a new one everybody, any change whoever was
        unsure. What others said is nothing to a judgment: to be asked again would tell it. A ruling
        has seen it all: `chosen` are the labels that any judge chose on its sentence.
        """
        if said.guidelines == self.now:
            return []
        if said.guidelines is None:
            return sorted(said.labels.difference(self._known[self.now].ids))
        differ = self.changed_since(said.guidelines)
        doubtful = isinstance(said, Judgment) and said.unsure
        spoken_of = chosen.union(said.labels, differ.added)
        return [
            label for label in differ.ids if differ.everything or doubtful or label in spoken_of
        ]


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The latest judgments, told apart by whether they count under the scheme in force.

    An answer that was taken back is none, and stands in neither part.
    """

    judgments: tuple[Judgment, ...]
    """those that count, skipped ones too; older ones among them bear the digest in force"""
    carried: int
    """how many of them were made under older guidelines that ask the same of their sentence"""
    waiting: tuple[tuple[Judgment, list[str]], ...]
    """those left out until their annotator looks again, as they were made, and the labels in
    question"""


def carried_over(
    judgments: Iterable[Judgment], schemes: Mapping[str, LabelScheme], now: str
) -> CarriedOver:
    """Return which judgments count under the scheme in force, in the order in which they were made.

    `judgments` are all there are, in the order of making: the latest of each annotator is looked at.
    """
    latest = [one for one in latest_judgments(judgments) if not one.extra.get("withdrawn")]
    history = Schemes(schemes, now)
    counting: list[Judgment] = []
    waiting: list[tuple[Judgment, list[str]]] = []
    carried = 0
    for judgment in latest:
        if judgment.skipped or judgment.guidelines == now:
            counting.append(judgment)
        elif labels := history.in_question(judgment):
            waiting.append((judgment, labels))
        elif judgment.guidelines is None:
            counting.append(judgment)
        else:
            counting.append(replace(judgment, guidelines=now))
            carried += 1
    return CarriedOver(tuple(counting), carried, tuple(waiting))


def carried_rulings(
    rulings: Iterable[Ruling],
    chosen: Mapping[SentenceRef, frozenset[str]],
    schemes: Mapping[str, LabelScheme],
    now: str,
) -> tuple[list[Ruling], list[Ruling]]:
    """Return the older rulings that hold under the scheme in force, and those in question.

    `chosen` are the labels that any judge chose on each sentence. The first bear the digest in
    force and, under `first_guidelines`, the one they were made under.
    """
    history = Schemes(schemes, now)
    hold, ask = [], []
    for ruling in rulings:
        if history.in_question(ruling, chosen.get(ruling.sentence, frozenset())):
            ask.append(ruling)
        elif ruling.guidelines not in (None, now):
            extra = {"first_guidelines": ruling.guidelines, **ruling.extra}
            hold.append(replace(ruling, guidelines=now, extra=extra))
    return hold, ask
