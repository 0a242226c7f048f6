"""Evaluation on held-out articles: what the report holds, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score

from dateline.corpus.errors import LeakError, NothingJudged
from dateline.corpus.intervals import Estimate
from dateline.corpus.nouns import Judgment
from dateline.training.evaluate import slices
from dateline.training.evaluate.results import Report


def truth(material: Any) -> np.ndarray:
    refs = [sentence.ref for _, sentences in material.held_out for sentence in sentences]
    return np.array([[label.id in material.gold[ref] for label in material.labels] for ref in refs])


def test_the_model_is_scored_at_its_thresholds(material: Any, report: Report) -> None:
    """A label is given where its probability reaches its threshold; F1 is scikit-learn's."""
    predicted = material.scores >= [label.threshold for label in material.labels]
    gold = truth(material)
    for column, label in enumerate(report.model.labels):
        assert label.f1.value == pytest.approx(f1_score(gold[:, column], predicted[:, column]))
        assert label.predicted == predicted[:, column].sum()
    assert report.counts.articles == 12
    assert report.counts.sentences == 96
    assert report.counts.training_sentences == 240


def test_the_json_is_plain_complete_and_without_text(material: Any, report: Report) -> None:
    """metrics.json has its documented keys, no nan, and not one sentence of the articles."""
    text = json.dumps(report.to_json(), allow_nan=False)
    content = json.loads(text)
    assert list(content) == [
        "dateline",
        "provenance",
        "intervals",
        "counts",
        "labels",
        "systems",
        "human",
        "keywords",
        "slices",
        "cooccurrence",
        "curves",
        "calibration",
        "mistakes",
        "cross_validation",
        "learning_curve",
        "label_errors",
    ]
    documented = str(Report.to_json.__doc__)
    assert all(f"    {key} " in documented for key in content)
    assert set(content["systems"]) == {"model", "majority", "keyword", "human"}
    assert set(content["mistakes"][0]["misses"][0]) == {
        "article_id", "start", "end", "score", "gold", "predicted"
    }  # fmt: skip
    for article, sentences in material.held_out:
        assert article.title not in text
        assert all(article.text[each.start : each.end][:25] not in text for each in sentences)


def test_the_same_inputs_give_the_same_report(material: Any, report: Report) -> None:
    """Nothing but inputs and seed decides a number."""
    again = material.report().to_json()
    assert json.dumps(again) == json.dumps(report.to_json())


def test_slices_share_out_the_sentences(report: Report) -> None:
    """Each way to slice holds every sentence once, in the documented order of names."""
    for by in ("source", "words", "in_quote"):
        parts = [each for each in report.slices if each.by == by]
        assert sum(each.sentences for each in parts) == report.counts.sentences
        for number, label in enumerate(report.model.labels):
            assert sum(each.labels[number].support for each in parts) == label.support
    assert [each.name for each in report.slices if each.by == "words"] == ["1-10", "11-20", "31+"]
    assert {each.name for each in report.slices if each.by == "source"} == {
        "Tamsin Wire", "Velland Daily", "no source given"
    }  # fmt: skip
    quoted = next(each for each in report.slices if each.name == "in quotation")
    assert "fewer than 10 sentences: attack 0" in str(quoted.note)


def test_many_small_sources_become_one_slice(
    material: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the largest, sources are counted together."""
    held_out = [
        (replace(article, source=f"agency {number}"), sentences)
        for number, (article, sentences) in enumerate(material.held_out)
    ]
    report = material.report(held_out=held_out, resamples=0)
    assert sum(each.by == "source" for each in report.slices) == 12
    monkeypatch.setattr(slices, "MOST_SOURCES", 5)
    report = material.report(held_out=held_out, resamples=0)
    *shown, rest = [each for each in report.slices if each.by == "source"]
    assert len(shown) == 5
    assert (rest.name, rest.articles, rest.sentences) == ("7 smaller sources", 7, 56)


def test_mistakes_are_the_surest_first_and_in_their_context(material: Any, report: Report) -> None:
    """Mistakes are wrong, sorted by distance from the threshold, with two sentences on each side."""
    gold = truth(material)
    predicted = material.scores >= [label.threshold for label in material.labels]
    by_id = {article.id: (article, sentences) for article, sentences in material.held_out}
    for column, mistakes in enumerate(report.mistakes):
        threshold = material.labels[column].threshold
        assert mistakes.all_misses == (gold[:, column] & ~predicted[:, column]).sum()
        assert mistakes.all_false_positives == (~gold[:, column] & predicted[:, column]).sum()
        for shown in (mistakes.false_positives, mistakes.misses):
            distances = [abs(one.score - threshold) for one in shown]
            assert distances == sorted(distances, reverse=True)
            assert len(shown) <= 20
        for one in mistakes.misses:
            assert mistakes.label in one.gold
            assert mistakes.label not in one.predicted
            article, sentences = by_id[one.sentence.article_id]
            at = [each.ref for each in sentences].index(one.sentence)
            texts = [article.text[each.start : each.end] for each in sentences]
            assert one.text == texts[at]
            assert one.before == tuple(texts[max(0, at - 2) : at])
            assert one.after == tuple(texts[at + 1 : at + 3])


def test_the_human_ceiling_takes_every_pair_both_ways(report: Report) -> None:
    """Scored both ways round, precision and recall are one number, per label and on average."""
    ceiling = report.human
    assert ceiling.sentences == 60
    assert ceiling.annotators == ("ann", "ben")
    assert ceiling.metrics is not None
    for label in ceiling.metrics.labels:
        assert label.precision.value == pytest.approx(label.recall.value)
        assert label.precision.value == pytest.approx(label.f1.value)
    assert ceiling.metrics.exact_match.value == pytest.approx(1 - 14 / 60, abs=0.08)


def test_the_latest_judgment_counts_and_skipped_ones_do_not(material: Any) -> None:
    """Two annotators who end up agreeing everywhere have a ceiling of one."""
    refs = [sentence.ref for _, sentences in material.held_out for sentence in sentences]
    judgments = [
        Judgment(f"{turn}{annotator}{number}", ref, annotator, labels)
        for turn, labels_of in enumerate((lambda _: frozenset({"attack"}), material.gold.get))
        for annotator in ("ann", "ben")
        for number, ref in enumerate(refs)
        for labels in (labels_of(ref),)
    ]
    judgments += [
        Judgment(f"skip{number}", ref, "cay", frozenset(), skipped=True)
        for number, ref in enumerate(refs)
    ]
    ceiling = material.report(judgments=judgments, resamples=0).human
    assert ceiling.annotators == ("ann", "ben")
    assert ceiling.metrics is not None
    assert ceiling.metrics.macro.f1.value == 1


@pytest.mark.parametrize("annotators", [(), ("ann",)])
def test_without_two_annotators_the_reason_is_said(
    material: Any, annotators: tuple[str, ...]
) -> None:
    """No judgments, or one annotator's, make no ceiling."""
    judgments = [one for one in material.judgments if one.annotator in annotators]
    ceiling = material.report(judgments=judgments, resamples=0).human
    assert ceiling.metrics is None
    assert ceiling.reason == "no held-out sentence was judged by two annotators"


def test_sentences_without_gold_are_context_only(material: Any) -> None:
    """A held-out sentence that nobody ruled on is not scored, and is counted."""
    dropped = material.held_out[0][1][2].ref
    gold = {ref: labels for ref, labels in material.gold.items() if ref != dropped}
    report = material.report(gold=gold, resamples=0)
    assert report.counts.without_gold == 1
    assert report.counts.sentences == 95
    refs = {
        one.sentence for each in report.mistakes for one in (*each.false_positives, *each.misses)
    }
    assert dropped not in refs


def test_an_article_on_both_sides_is_refused(material: Any) -> None:
    """Training on a held-out article, or on its near-duplicate, is a leak."""
    with pytest.raises(LeakError, match="s30 is held out and was trained on"):
        material.report(training=material.training + material.held_out[:1])
    twin = [(replace(article, cluster="c1"), each) for article, each in material.held_out[:1]]
    other = [(replace(article, cluster="c1"), each) for article, each in material.training[:1]]
    with pytest.raises(LeakError, match="cluster of near-duplicates c1"):
        material.report(
            training=material.training[1:] + other, held_out=twin + material.held_out[1:]
        )


def test_without_gold_there_is_nothing_to_evaluate(material: Any) -> None:
    """No gold on one side is said in one line."""
    ids = {article.id for article, _ in material.held_out}
    gold = {ref: labels for ref, labels in material.gold.items() if ref.article_id not in ids}
    with pytest.raises(NothingJudged, match="held-out articles has gold"):
        material.report(gold=gold)
    with pytest.raises(NothingJudged, match="training articles has gold"):
        material.report(training=[])


def test_a_label_that_no_held_out_sentence_has(material: Any) -> None:
    """Its numbers are undefined with a reason; the averages do without it and say so."""
    gold = {ref: labels - {"statistic"} for ref, labels in material.gold.items()}
    report = material.report(gold=gold)
    assert report.model.labels[3].f1.value is None
    assert report.model.macro_over == ("attack", "testimony", "official_statement")
    assert report.model.macro.f1.value is not None
    assert report.curves[3].recall == ()
    json.dumps(report.to_json(), allow_nan=False)


def test_one_held_out_article_has_numbers_and_no_intervals(material: Any) -> None:
    """One article alone cannot be resampled, and every estimate says so."""
    report = material.report(held_out=material.held_out[:1], scores=material.scores[:8])
    estimates = [label.f1 for label in report.model.labels] + [report.model.exact_match]
    assert all(one.low is None and one.reason for one in estimates)


def test_progress_is_told_and_ends(material: Any) -> None:
    """Every part that is begun is reported done."""
    told: list[tuple[str, int, int]] = []
    material.report(resamples=10, progress=lambda *step: told.append(step))
    last = {what: (done, total) for what, done, total in told}
    assert len(last) == 4
    assert all(done == total for done, total in last.values())


def test_estimates_are_never_nan(report: Report) -> None:
    """An interval holds finite numbers in order, whatever system or slice it is of."""

    def walk(value: Any) -> None:
        if isinstance(value, dict) and "left_out" in value:
            estimate = Estimate(**value)
            assert estimate.low is None or estimate.low <= (estimate.high or 0)
        elif isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list | tuple):
            for one in value:
                walk(one)

    walk(report.to_json())


def test_shapes_are_checked(material: Any, invented: Callable[..., Any]) -> None:
    """Scores for other sentences than the held-out ones are a mistake in the caller."""
    extra = invented("extra", ["One more sentence stands here."], None)
    with pytest.raises(ValueError, match="scores is"):
        material.report(held_out=[*material.held_out, extra])
