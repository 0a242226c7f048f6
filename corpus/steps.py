"""The steps of a corpus's life that read it and write it back: one function a command."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from .adjudication import Rule, settle
from .agreement import Agreement, measure_agreement
from .comparison import compare, compare_new
from .errors import NothingJudged, SplitFrozen
from .labelling.review import CarriedOver, carried_over, carried_rulings, chosen_labels
from .leaks import Leak, check_clusters, shared_sentences
from .nouns import Article, Ruling, Sentence, Split
from .progress import Progress
from .split import ArticleLabels, Balance, Extension, deviation, extend_split, make_split
from .store import Corpus
from .store.articles import get_split, iter_articles, set_clusters, set_split
from .store.judgments import add_rulings, current_rulings, iter_judgments
from .store.settings import get_setting, label_scheme, label_schemes

__all__ = [
    "Adjudicated",
    "Agreed",
    "SplitMade",
    "adjudicate",
    "agreement",
    "count_labels",
    "judgments_in_force",
    "split",
]

BY_RULE = ("unanimous", "majority")


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement in a corpus, and whether it is agreement between people."""

    agreement: Agreement
    machine_labels: bool
    """whether a machine, not people, made the judgments"""
    carried: int
    """judgments of earlier guidelines that count, because what they speak of has not changed"""
    waiting: int
    """judgments of earlier guidelines that are left out until their annotator looks again"""

    def to_json(self) -> dict[str, Any]:
        """Return all of it as one JSON object."""
        about = asdict(self)
        return {**about, **about.pop("agreement")}


def agreement(corpus: Corpus, *, resamples: int = 1000, seed: int = 0) -> Agreed:
    """Return how far the annotators of a corpus agree, on the guidelines in force.

    Raises NothingJudged, GuidelinesChanged.
    """
    with corpus.read() as connection:
        labels = label_scheme(connection).ids
        carried = judgments_in_force(connection)
        return Agreed(
            measure_agreement(carried.judgments, labels, resamples=resamples, seed=seed),
            bool(get_setting(connection, "machine_labels")),
            carried.carried,
            len(carried.waiting),
        )


def judgments_in_force(connection: Connection) -> CarriedOver:
    """Return the judgments that count under the guidelines in force, and those that wait for review.

    Raises NothingJudged where all of them wait.
    """
    carried = carried_over(
        iter_judgments(connection), label_schemes(connection), label_scheme(connection).digest
    )
    if carried.waiting and not carried.judgments:
        raise NothingJudged(
            f"all {len(carried.waiting):,} judgments were made under earlier guidelines and wait for "
            "review; let their annotators look at them again on the page"
        )
    return carried


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """What a rule settled, and what it left to people."""

    rule: Rule
    settled: dict[str, int]
    """sentences that have a ruling now, by who decided"""
    new: int
    """rulings made by this run"""
    kept: int
    """sentences that a person, or an import, had ruled on: the rule leaves them alone"""
    open: dict[str, int]
    """sentences without a ruling, by the reason why the rule leaves them open"""
    outdated: int
    """sentences whose ruling stands and has lost its ground, for a person to look at: a rule made it
    and its judgments no longer say so, or the guidelines have changed in what it speaks of"""
    carried: int
    """judgments of earlier guidelines that count, because what they speak of has not changed"""
    waiting: int
    """judgments of earlier guidelines that are left out until their annotator looks again"""


def adjudicate(corpus: Corpus, rule: Rule) -> Adjudicated:
    """Settle the sentences that need no person, by `rule`; doing it twice changes nothing.

    A ruling by a person stands. One of earlier guidelines that asks the same of its sentence is made
    again under those in force, and keeps under `first_guidelines` where it came from. Raises
    NothingJudged, GuidelinesChanged.
    """
    with corpus.write() as connection:
        scheme, schemes = label_scheme(connection), label_schemes(connection)
        carried = judgments_in_force(connection)
        settlement = settle(carried.judgments, rule, labels=scheme.ids)
        before = current_rulings(connection)
        by_people = {held.sentence for held in before if held.decided_by not in BY_RULE}
        made = [ruling for ruling in settlement.rulings if ruling.sentence not in by_people]
        chosen = chosen_labels([*carried.judgments, *(said for said, _ in carried.waiting)])
        hold, _ = carried_rulings(
            [held for held in before if held.sentence in by_people], chosen, schemes, scheme.digest
        )
        new = add_rulings(connection, [*made, *hold])
        now = current_rulings(connection)
        ruled = {ruling.sentence for ruling in now}
        left = [item for item in settlement.open if item.sentence not in by_people]
        _, changed = carried_rulings(now, chosen, schemes, scheme.digest)
        lost = {held.sentence for held in changed}.union(item.sentence for item in left) & ruled
    return Adjudicated(
        rule=rule,
        settled=dict(sorted(Counter(ruling.decided_by for ruling in now).items())),
        new=new,
        kept=len(by_people),
        open=dict(sorted(Counter(i.why for i in left if i.sentence not in ruled).items())),
        outdated=len(lost),
        carried=carried.carried,
        waiting=len(carried.waiting),
    )


@dataclass(frozen=True, slots=True)
class SplitMade:
    """A corpus's frozen split, how even it is and what still leaks through it."""

    split: Split
    balance: Balance
    leaks: tuple[Leak, ...]
    """sentences of eight words or more that stand in two parts"""
    fresh: bool
    """whether this run made it; otherwise the frozen one is shown"""
    added: int
    """articles that came after it was frozen and have a part now"""
    refused: Mapping[str, str]
    """article id -> why it stands in no part"""
    clusters: int
    duplicates: int
    """articles that are a copy, exact or near, of another"""


def split(
    corpus: Corpus,
    *,
    test: float | None = None,
    validation: float | None = None,
    seed: int | None = None,
    progress: Progress = lambda *_: None,
) -> SplitMade:
    """Split the corpus by article, near-duplicates together, and freeze it.

    A corpus has one split. Asked again, articles that came since get a part and all others keep
    theirs; other shares or another seed raise SplitFrozen. Raises SplitError, LeakError.
    """
    compare_new(corpus, progress)
    with corpus.write() as connection:
        articles = [(item.article, item.sentences) for item in iter_articles(connection)]
        found = compare(connection)
        counted = count_labels(articles, found.clusters, current_rulings(connection))
        frozen = get_split(connection)
        if frozen is None:
            asked = (0.3 if test is None else test, validation or 0.0, seed or 0)
            made = make_split(counted, test=asked[0], validation=asked[1], seed=asked[2])
            extension = Extension(made, made.parts, {})
        else:
            _refuse_other(frozen, test, validation, seed)
            extension = extend_split(frozen, counted)
        clusters = _kept_apart(found.clusters, articles, extension)
        check_clusters(extension.split, clusters)
        set_clusters(connection, clusters)
        if extension.added:
            set_split(connection, extension.split)
    parts = extension.split.parts
    return SplitMade(
        split=extension.split,
        balance=deviation(extension.split, counted),
        leaks=shared_sentences(
            (parts[article.id], sentence.ref, article.text[sentence.start : sentence.end])
            for article, sentences in articles
            if article.id in parts
            for sentence in sentences
        ),
        fresh=frozen is None,
        added=0 if frozen is None else len(extension.added),
        refused=extension.refused,
        clusters=len(set(found.clusters.values())),
        duplicates=len(found.clusters) - len(set(found.clusters.values())),
    )


def _kept_apart(
    found: Mapping[str, str],
    articles: Sequence[tuple[Article, tuple[Sentence, ...]]],
    extension: Extension,
) -> dict[str, str]:
    """Return the clusters, without those that only a refused article joins across parts.

    The articles of the frozen split that such an article bridges keep the clusters they had.
    """
    bridged = {found[name] for name in extension.refused}
    return dict(found) | {
        article.id: article.cluster
        for article, _ in articles
        if article.cluster and article.id in extension.split.parts and found[article.id] in bridged
    }


def _refuse_other(
    frozen: Split, test: float | None, validation: float | None, seed: int | None
) -> None:
    asked = {"test": test, "validation": validation, "seed": seed}
    for name, value in asked.items():
        if value is not None and value != getattr(frozen, name):
            raise SplitFrozen(
                f"this corpus is frozen to a split with --{name} {getattr(frozen, name)}, found "
                f"--{name} {value}; a test set that changes measures nothing: leave the option out, "
                "or export the corpus without splits.csv and import it into a new one"
            )


def count_labels(
    articles: Sequence[tuple[Article, tuple[Sentence, ...]]],
    clusters: Mapping[str, str],
    rulings: Iterable[Ruling],
) -> list[ArticleLabels]:
    """Return what a split must know of each article: its cluster, sentences and positives."""
    positives: dict[str, Counter[str]] = defaultdict(Counter)
    for ruling in rulings:
        positives[ruling.sentence.article_id].update(ruling.labels)
    return [
        ArticleLabels(article.id, clusters[article.id], len(sentences), positives[article.id])
        for article, sentences in articles
    ]
