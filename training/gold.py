"""Gold out of a corpus: the articles of one part with the rulings on their sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from dateline.corpus.agreement import Agreement
from dateline.corpus.errors import GuidelinesChanged, NothingJudged, SplitError, one_of, shorten
from dateline.corpus.guidelines import LabelScheme
from dateline.corpus.labelling.review import carried_over
from dateline.corpus.nouns import Article, Judgment, Part, Ruling, Sentence, SentenceRef, Split
from dateline.corpus.sentences import Quotations
from dateline.corpus.steps import agreement
from dateline.corpus.store import Corpus
from dateline.corpus.store.articles import get_split, iter_articles
from dateline.corpus.store.judgments import current_rulings, iter_judgments
from dateline.corpus.store.settings import get_setting, label_scheme, label_schemes

__all__ = [
    "CorpusFacts",
    "Gold",
    "read_agreement",
    "read_corpus_facts",
    "read_gold",
    "read_judgments",
]


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """What holds for a corpus as a whole."""

    scheme: LabelScheme
    split_digest: str | None
    """None where it is not split"""
    quotations: Quotations
    machine_labels: bool
    """whether a machine, not people, made the labels"""


@dataclass(frozen=True, slots=True)
class Gold:
    """Articles in reading order with the gold labels of their sentences."""

    articles: tuple[tuple[Article, tuple[Sentence, ...]], ...]
    """only articles with at least one ruled sentence"""
    labels: Mapping[SentenceRef, frozenset[str]]
    methods: Mapping[str, int]
    """how the labels were settled -> sentences"""

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({article.language for article, _ in self.articles if article.language}))


def read_corpus_facts(corpus: Corpus) -> CorpusFacts:
    """Return what holds for a corpus as a whole."""
    with corpus.read() as connection:
        split = get_split(connection)
        return CorpusFacts(
            scheme=label_scheme(connection),
            split_digest=split.digest if split else None,
            quotations=get_setting(connection, "quotations") or "split",
            machine_labels=bool(get_setting(connection, "machine_labels")),
        )


def read_gold(corpus: Corpus, part: Part | None, *, accept_change: bool = False) -> Gold:
    """Return the gold of one part of the split, or of every article (`part` None).

    Raises SplitError where the corpus is not split, NothingJudged where the part has no ruling,
    GuidelinesChanged where rulings were made under another label scheme and that is not accepted.
    """
    with corpus.read() as connection:
        if part is not None:
            _refuse_unsplit(corpus.address, get_split(connection), part)
        rulings = current_rulings(connection)
        scheme = label_scheme(connection)
        _refuse_other_schemes(rulings, scheme, accept_change)
        ruled = {ruling.sentence.article_id for ruling in rulings}
        articles = tuple(
            (stored.article, stored.sentences)
            for stored in iter_articles(connection, part)
            if stored.article.id in ruled
        )
    if not articles:
        what = f"{part} article" if part else "article"
        raise NothingJudged(
            f"no {what} of {corpus.address} has gold labels; run `dateline adjudicate`, or import "
            "gold with `dateline import`"
        )
    names = {article.id for article, _ in articles}
    held = [ruling for ruling in rulings if ruling.sentence.article_id in names]
    return Gold(
        articles=articles,
        labels={ruling.sentence: ruling.labels for ruling in held},
        methods=dict(sorted(Counter(ruling.decided_by for ruling in held).items())),
    )


def _refuse_unsplit(address: str, split: Split | None, part: Part) -> None:
    if split is None:
        raise SplitError(f"{address} is not split into train and test; run `dateline split` first")
    if not split.articles(part):
        held = one_of(name for name in get_args(Part) if split.articles(name))
        raise SplitError(
            f"the split of {address} has no {part} articles, only {held}; name it with --split"
        )


def read_judgments(corpus: Corpus) -> list[Judgment]:
    """Return the judgments of a corpus that count under the guidelines in force."""
    with corpus.read() as connection:
        schemes, now = label_schemes(connection), label_scheme(connection).digest
        return list(carried_over(iter_judgments(connection), schemes, now).judgments)


def read_agreement(corpus: Corpus) -> Agreement | None:
    """Return how far those who judged agree, as `dateline agreement` says; None where it cannot."""
    try:
        return agreement(corpus).agreement
    except (NothingJudged, GuidelinesChanged):
        return None


def _refuse_other_schemes(rulings: list[Ruling], scheme: LabelScheme, accept: bool) -> None:
    unknown: Counter[Any] = Counter(
        label for ruling in rulings for label in ruling.labels if label not in scheme.ids
    )
    if unknown:
        label = min(unknown)
        raise GuidelinesChanged(
            f"{unknown[label]} rulings give the label {shorten(label)}, which the guidelines in "
            f"force do not have (they have {one_of(scheme.ids)}); rule on those sentences again, or "
            "put the guidelines they were made under in force with --guidelines"
        )
    other = sum(ruling.guidelines not in (None, scheme.digest) for ruling in rulings)
    if other and not accept:
        raise GuidelinesChanged(
            f"{other} of {len(rulings)} rulings were made under another label scheme than the one "
            f"in force ({scheme.digest[:12]}); review them, or go on with "
            "--accept-guidelines-change"
        )
