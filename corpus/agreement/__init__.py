"""How far annotators agree: per label, over whole label sets, and who differs from whom.

A label by itself is a scheme of one label, so everything is computed in one way, on judgments
restricted to the labels in question. Over all labels the kappas, AC1 and raw agreement take the
exact set as a nominal category (two judges agree when they chose the same labels, all of them),
while Krippendorff's alpha weighs differences by MASI; with one label MASI is the nominal distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import NothingJudged
from ..intervals import Estimate, article_resamples, estimate, weighted_sums
from ..nouns import Judgment
from .answers import Answers, code_answers, restrict
from .coefficients import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    masi_cross,
    masi_distance,
    nominal_cross,
    ratio,
)
from .counting import judgments_that_count

__all__ = ["Agreement", "Coefficients", "PairAgreement", "measure_agreement"]

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]
Weights = NDArray[np.int32]

BLOCK = 4_000_000
"""Cells of a temporary array of sums by article and category."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Agreement on one label, or on the sets of all labels."""

    alpha: Estimate
    """Krippendorff's alpha; over all labels with MASI distance"""
    kappa: Estimate
    """Cohen's kappa of two annotators, Fleiss' kappa of more: see `Agreement.kappa_of`"""
    ac1: Estimate
    """Gwet's AC1; over all labels its categories are the distinct sets in use"""
    raw: Estimate
    """share of agreeing pairs of judges; every doubly judged sentence weighs the same"""
    prevalence: Estimate
    """share of judges who chose the label (over all labels: any label); every judged sentence
    weighs the same"""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two annotators on the sentences that both judged, exact sets as categories.

    `kappa` is Cohen's, or None with the `reason` why it is undefined.
    """

    annotators: tuple[str, str]
    sentences: int
    raw: float
    kappa: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement per label and overall, and what it rests on.

    A judgment covers all labels, so the numbers of sentences hold for each label alike.
    """

    articles: int
    sentences: int
    """judged by one annotator or more"""
    doubly_judged: int
    """sentences judged by two annotators or more"""
    judgments: int
    """those that count: the latest of each annotator on each sentence, without skipped ones"""
    annotators: tuple[str, ...]
    kappa_of: Literal["Cohen", "Fleiss"]
    overall: Coefficients
    labels: dict[str, Coefficients]
    pairs: tuple[PairAgreement, ...]
    """every two annotators who judged a sentence in common, in the order of their ids"""
    resamples: int
    seed: int


def measure_agreement(
    judgments: Iterable[Judgment],
    labels: Sequence[str],
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> Agreement:
    """Return how far the annotators agree, with 95 % bootstrap intervals over articles.

    The latest judgment of each annotator on each sentence counts; skipped ones do not. Alpha, raw
    agreement and Cohen's kappa rest on the sentences with two judges or more. Fleiss' kappa and AC1
    meet differing numbers of judges as in Gwet 2014: observed agreement from the sentences with two
    or more, chance agreement from all judged ones. Where the doubly judged sentences show one value
    only, every coefficient is undefined, AC1 included, whose formula would give 1.

    Raises NothingJudged where no judgment counts, GuidelinesChanged where judgments carry two
    guidelines digests or a label that is not in `labels`.
    """
    if not labels or len(set(labels)) < len(labels):
        raise ValueError(f"labels must be distinct and one at least, got {list(labels)}")
    latest = judgments_that_count(judgments, labels)
    counting = [judgment for judgment in latest if not judgment.skipped]
    if not counting:
        raise NothingJudged(f"all {len(latest)} judgments are skipped; judge some sentences first")
    answers = code_answers(counting, labels)
    weights = article_resamples(answers.n_articles, resamples, seed)
    return Agreement(
        articles=answers.n_articles,
        sentences=len(answers.article),
        doubly_judged=int((answers.judges >= 2).sum()),
        judgments=len(answers.sentence),
        annotators=answers.annotators,
        kappa_of="Cohen" if len(answers.annotators) == 2 else "Fleiss",
        overall=coefficients_of(answers, weights),
        labels={
            label: coefficients_of(restrict(answers, [column]), weights)
            for column, label in enumerate(labels)
        },
        pairs=pair_table(answers),
        resamples=resamples,
        seed=seed,
    )


def coefficients_of(answers: Answers, weights: Weights) -> Coefficients:
    """Return the coefficients of the answers as given. weights : (resamples, articles)."""
    once = statistics(answers, np.ones((1, answers.n_articles), dtype=np.int32))
    resampled = statistics(answers, weights)
    reason = why_undefined(answers)

    def told(values: Floats, again: Floats) -> Estimate:
        value = float(values[0])
        return Estimate(None, None, None, reason) if np.isnan(value) else estimate(value, again)

    return Coefficients(
        alpha=told(once.alpha, resampled.alpha),
        kappa=told(once.kappa, resampled.kappa),
        ac1=told(once.ac1, resampled.ac1),
        raw=told(once.raw, resampled.raw),
        prevalence=told(once.prevalence, resampled.prevalence),
    )


def why_undefined(answers: Answers) -> str:
    """Return the reason why coefficients are undefined, if they are."""
    if len(answers.annotators) == 1:
        return "only one annotator"
    if len(answers.first) == 0:
        return "no sentence was judged twice"
    if not answers.sets.any():
        return "nobody used the label" if answers.sets.shape[1] == 1 else "nobody used any label"
    twice = answers.judges[answers.sentence] >= 2
    value = answers.sets[answers.chosen[np.flatnonzero(twice)[0]]]
    if len(value) > 1:
        found = "all judgments are the same set of labels"
    elif value[0]:
        found = "every judgment has the label"
    else:
        return "nobody used the label in a sentence judged twice"
    return f"expected disagreement is zero: {found}"


@dataclass(frozen=True, slots=True)
class Statistics:
    """Each coefficient on each resample : (resamples,), nan where it is undefined."""

    alpha: Floats
    kappa: Floats
    ac1: Floats
    raw: Floats
    prevalence: Floats


def statistics(answers: Answers, weights: Weights) -> Statistics:
    """Return the coefficients on each resample, all from sums by article.

    weights : (resamples, articles), how often each article counts.
    """
    n, n_twice, agreed, observed, positive = weighted_sums(weights, sums_by_article(answers)).T

    def by_category(judgments: Integers, values: Floats) -> Floats:
        article = answers.article[answers.sentence[judgments]]
        category = answers.chosen[judgments]
        return category_sums(weights, article, category, values, len(answers.sets))

    judges = answers.judges[answers.sentence]
    pairable = np.flatnonzero(judges >= 2)
    n_c = by_category(pairable, np.ones(len(pairable)))
    pi = by_category(np.arange(len(judges)), 1 / judges) / n[:, None]
    p_a = ratio(agreed, n_twice)
    if len(answers.annotators) == 2:
        one = np.ones(len(answers.first))
        first, second = by_category(answers.first, one), by_category(answers.second, one)
        kappa = cohen_kappa(agreed, first, second)
    else:
        kappa = fleiss_kappa(p_a, pi)
    varied = nominal_cross(n_c) > 0
    return Statistics(
        alpha=krippendorff_alpha(observed, masi_cross(n_c, answers.sets), n_c.sum(axis=1)),
        kappa=np.where(varied, kappa, np.nan),
        ac1=np.where(varied, gwet_ac1(p_a, pi), np.nan),
        raw=p_a,
        prevalence=positive / n,
    )


def sums_by_article(answers: Answers) -> Floats:
    """Return what each article's sentences sum up to : (articles, 5).

    Over all its sentences: 1 (column 0) and the share of judges who chose a label (column 4). Over
    its doubly judged ones: 1, the share of agreeing pairs, and the distances of all ordered pairs
    divided by the number of judges less one (columns 1, 2 and 3).
    """
    judges, n_sentences = answers.judges, len(answers.judges)
    ours, theirs = answers.chosen[answers.first], answers.chosen[answers.second]
    sentence = answers.sentence[answers.first]
    distance = 2 * masi_distance(answers.sets[ours], answers.sets[theirs])
    labelled = np.asarray(answers.sets.any(axis=1))[answers.chosen]
    by_sentence = (
        np.ones(n_sentences),
        judges >= 2,
        totals(sentence, ours == theirs, n_sentences) / np.maximum(judges * (judges - 1) / 2, 1),
        totals(sentence, distance, n_sentences) / np.maximum(judges - 1, 1),
        totals(answers.sentence, labelled, n_sentences) / judges,
    )
    return np.column_stack(
        [totals(answers.article, column, answers.n_articles) for column in by_sentence]
    )


def totals(index: Integers, values: Floats | Booleans, length: int) -> Floats:
    """Return the sum of the values at each index : (length,)."""
    return np.bincount(index, values, minlength=length).astype(np.float64, copy=False)


def category_sums(
    weights: Weights, article: Integers, category: Integers, values: Floats, n_categories: int
) -> Floats:
    """Return what each resample's judgments sum up to in each category.

    weights : (resamples, articles); article, category, values : (judgments,); result : (resamples,
    categories). The table of articles and categories is made a block of categories at a time.
    """
    n_articles = weights.shape[1]
    sums = np.empty((len(weights), n_categories))
    step = min(n_categories, max(1, BLOCK // n_articles))
    for start in range(0, n_categories, step):
        width = min(step, n_categories - start)
        inside = (category >= start) & (category < start + width)
        cell = article[inside] * width + category[inside] - start
        table = totals(cell, values[inside], n_articles * width)
        sums[:, start : start + width] = weighted_sums(weights, table.reshape(n_articles, width))
    return sums


def pair_table(answers: Answers) -> tuple[PairAgreement, ...]:
    """Return every two annotators who judged a sentence in common."""
    n_annotators, n_sets = len(answers.annotators), len(answers.sets)
    code = answers.annotator[answers.first] * n_annotators + answers.annotator[answers.second]
    order = np.argsort(code, kind="stable")
    codes, starts = np.unique(code[order], return_index=True)
    table = []
    for pair, members in zip(codes.tolist(), np.split(order, starts)[1:], strict=True):
        ours = answers.chosen[answers.first[members]]
        theirs = answers.chosen[answers.second[members]]
        agreed = np.asarray(float((ours == theirs).sum()))
        counts = (np.bincount(side, minlength=n_sets).astype(float) for side in (ours, theirs))
        kappa = float(cohen_kappa(agreed, *counts))
        undefined = np.isnan(kappa)
        table.append(
            PairAgreement(
                annotators=(
                    answers.annotators[pair // n_annotators],
                    answers.annotators[pair % n_annotators],
                ),
                sentences=len(members),
                raw=float(agreed) / len(members),
                kappa=None if undefined else kappa,
                reason="both always chose the same set of labels" if undefined else None,
            )
        )
    return tuple(table)
