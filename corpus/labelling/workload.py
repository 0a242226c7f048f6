"""How far the work has come and how long the rest takes: for planning fair workloads.

Nothing here is told by annotator. The guidelines promise that nobody is ranked by speed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..nouns import SentenceRef

__all__ = [
    "LENGTHS",
    "KindProgress",
    "Pace",
    "QueuedArticle",
    "Timing",
    "count_progress",
    "median_times",
]

LENGTHS = ((1, 10), (11, 20), (21, 30), (31, None))
"""Numbers of words that a sentence is told apart by; None: and more."""
TAIL = 0.05
"""Share of the longest times that count as the time at that quantile: somebody went for tea."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds a sentence, of `n` answers that say how long they took. None where n is 0."""

    n: int
    median: float | None
    quarter: float | None
    """a quarter of the answers took less"""
    three_quarters: float | None


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a sentence takes."""

    overall: Pace
    by_length: tuple[tuple[int, int | None, Pace], ...]
    """from and to how many words, and the pace of such sentences"""
    hard: Pace
    """of the sentences of hard articles"""
    expected: float | None
    """mean seconds a sentence, the longest times cut: times the sentences left, the time left"""

    def hours(self, answers: int) -> float | None:
        """Return the person-hours that so many more answers take."""
        return None if self.expected is None else answers * self.expected / 3600


def median_times(seconds: Sequence[float], words: Sequence[int], hard: Sequence[bool]) -> Timing:
    """Return how long a sentence takes.

    seconds, words, hard : (answers,), the time an answer took, the words of its sentence and
    whether its article is a hard one. Medians, for times are skewed and a pause is no work;
    `expected` is the mean with the longest `TAIL` brought down to their quantile (winsorised:
    Tukey 1962, "The future of data analysis"), since totals follow means.
    """
    times = np.asarray(seconds, dtype=np.float64)
    lengths = np.asarray(words, dtype=np.int64)
    return Timing(
        overall=pace(times),
        by_length=tuple(
            (least, most, pace(times[(lengths >= least) & (lengths <= (most or np.inf))]))
            for least, most in LENGTHS
        ),
        hard=pace(times[np.asarray(hard, dtype=np.bool_)]),
        expected=float(np.minimum(times, np.quantile(times, 1 - TAIL)).mean())
        if len(times)
        else None,
    )


def pace(times: NDArray[np.float64]) -> Pace:
    """Return the median and the quartiles. times : (answers,)."""
    if len(times) == 0:
        return Pace(0, None, None, None)
    quarter, median, three_quarters = np.quantile(times, [0.25, 0.5, 0.75])
    return Pace(len(times), float(median), float(quarter), float(three_quarters))


class QueuedArticle(NamedTuple):
    """An article and what is wanted of it."""

    id: str
    sentences: int
    kind: str
    """pool, calibration, gold; empty: nobody assigned it"""
    per_sentence: int | None
    """answers wanted of each sentence; None: everyone's"""


@dataclass(frozen=True, slots=True)
class KindProgress:
    """How far the articles of one kind have come."""

    kind: str
    articles: int
    done: int
    """articles whose every sentence has all the answers wanted; without a number wanted, one"""
    begun: int
    """articles with an answer, done ones among them"""
    sentences: int
    by_answers: tuple[int, ...]
    """sentences with 0, 1, 2 ... answers; the last place counts those with as many or more"""
    given: int
    """answers; beyond the wanted number they do not count"""
    left: int
    """answers still wanted; 0 where no number is"""


def count_progress(
    articles: Iterable[QueuedArticle], answered: Mapping[SentenceRef, int]
) -> tuple[KindProgress, ...]:
    """Return the progress of each kind of article. `answered`: sentence -> number of answers."""
    counts: defaultdict[str, list[int]] = defaultdict(list)
    for ref, count in answered.items():
        counts[ref.article_id].append(count)
    tallies: dict[str, _Tally] = {}
    for article in articles:
        tallies.setdefault(article.kind, _Tally()).add(article, counts.get(article.id, []))
    order = ("pool", "calibration", "gold", "")
    return tuple(tallies[kind].told(kind) for kind in order if kind in tallies)


class _Tally:
    """Sums over the articles of one kind."""

    def __init__(self) -> None:
        self.articles = self.done = self.begun = self.sentences = self.given = self.left = 0
        self.by_answers = Counter[int]()
        self.most = 0

    def add(self, article: QueuedArticle, counts: Sequence[int]) -> None:
        wanted = article.per_sentence
        kept = [count if wanted is None else min(count, wanted) for count in counts]
        self.articles += 1
        self.sentences += article.sentences
        self.begun += bool(kept)
        full = sum(count >= (wanted or 1) for count in kept)
        self.done += full == article.sentences
        self.by_answers.update(kept)
        self.by_answers[0] += article.sentences - len(kept)
        self.given += sum(kept)
        self.left += (wanted or 0) * article.sentences - (sum(kept) if wanted else 0)
        self.most = max(self.most, wanted or 2)

    def told(self, kind: str) -> KindProgress:
        by_answers = [self.by_answers[count] for count in range(self.most)]
        by_answers.append(self.sentences - sum(by_answers))
        return KindProgress(
            kind,
            self.articles,
            self.done,
            self.begun,
            self.sentences,
            tuple(by_answers),
            self.given,
            self.left,
        )
