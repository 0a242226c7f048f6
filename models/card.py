"""The model card: what a model is, what it may be used for and how good it is, for people and hubs.

The front matter is read by the Hugging Face hub; the words lie in `model_card.md.j2`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from textwrap import indent
from typing import Any

from dateline.corpus.markdown import markdown_templates, number

from .facts import ModelFacts

__all__ = ["model_card"]

_SCORES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "average_precision": "average precision",
}
"""Key in an evaluation -> name in the card."""
_AVERAGES = {"macro": "macro average", "micro": "micro average"}
_BESIDE = {"human": "F1 of {people}", "keyword": "F1 of keywords"}
"""Systems that stand beside the model -> name of their column."""
_SLICED_BY = {"source": "source:", "words": "words:", "in_quote": ""}
"""Key of what parts the articles -> what stands before a part's name."""
_ON_THE_HUB = ("precision", "recall", "f1")
"""Keys that are also names of metrics on the hub."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The evaluation as the card shows it."""

    sentences: int
    articles: int
    folds: int
    """of a cross-validation of the recipe; 0: articles held out from this very model"""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """a name, then one cell for each column"""
    slices: tuple[tuple[str, ...], ...]
    """part of the articles, sentences, articles, macro-F1"""
    doubted: Mapping[str, Any] | None
    """what review made of gold that was doubted; None where nobody has looked"""
    learning: str | None
    """what more labelling would bring, in a sentence"""


def model_card(
    facts: ModelFacts, metrics: Mapping[str, Any] | None, pictures: Sequence[str] = ()
) -> str:
    """Return a model's README.md: Markdown under YAML front matter.

    metrics : the content of `metrics.json` as `dateline.training.results.Report.to_json` describes
    it; None for a model that was not evaluated. `pictures` are the names of those in its folder.
    """
    environment = markdown_templates()
    environment.filters["yaml"] = _yaml
    words = resources.files("dateline.models").joinpath("model_card.md.j2").read_text("utf-8")
    return environment.from_string(words).render(
        facts=facts,
        metadata=_metadata(facts, metrics),
        agreement=_agreement(facts),
        evaluation=_evaluation(metrics) if metrics else None,
        pictures=pictures,
    )


def _metadata(facts: ModelFacts, metrics: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the front matter: keys of the Hugging Face model card."""
    metadata: dict[str, Any] = {
        "language": list(facts.languages),
        "license": facts.licence.lower(),
        "library_name": "sklearn",
        "pipeline_tag": "text-classification",
        "tags": ["dateline", "sklearn", "skops", "multi-label", "news"],
    }
    if metrics:
        metadata["metrics"] = list(_ON_THE_HUB)
        result = {
            "task": {"type": "text-classification", "name": "multi-label sentence classification"},
            "dataset": {
                "type": "dateline",
                "name": "held-out articles",
                "split": metrics["provenance"]["part"] or "folds",
                "args": {
                    "articles": metrics["counts"]["articles"],
                    "sentences": metrics["counts"]["sentences"],
                },
            },
            "metrics": _hub_metrics(metrics["systems"]["model"]),
        }
        metadata["model-index"] = [{"name": facts.name, "results": [result]}]
    return metadata


def _hub_metrics(system: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"type": key, "name": f"{name} {_SCORES[key]}", "value": value}
        for average, name in _AVERAGES.items()
        for key in _ON_THE_HUB
        if (value := system[average][key]["value"]) is not None
    ]


def _agreement(facts: ModelFacts) -> tuple[tuple[str, str, str], ...]:
    """Return the rows of the table of agreement: label, alpha with its interval, raw."""
    return tuple(
        (f"`{label.id}`", _estimate({"value": held.alpha, **asdict(held)}), _share(held.raw))
        for label in facts.labels
        if (held := label.agreement)
    )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _evaluation(metrics: Mapping[str, Any]) -> Evaluation:
    scores = {name: _by_row(system) for name, system in metrics["systems"].items() if system}
    beside = [name for name in _BESIDE if name in scores]
    people = "machine passes" if metrics["provenance"]["machine_labels"] else "people"
    return Evaluation(
        sentences=metrics["counts"]["sentences"],
        articles=metrics["counts"]["articles"],
        folds=0 if metrics["provenance"]["part"] else len(metrics["cross_validation"]["folds"]),
        columns=(
            *_SCORES.values(),
            "sentences with it",
            *(_BESIDE[name].format(people=people) for name in beside),
        ),
        rows=tuple(
            (
                name,
                *(_estimate(row.get(key)) for key in _SCORES),
                number(row.get("support")),
                *(_estimate(scores[system][name]["f1"]) for system in beside),
            )
            for name, row in scores["model"].items()
        ),
        slices=tuple(
            (
                f"{_SLICED_BY[each['by']]} {each['name']}".strip(),
                number(each["sentences"]),
                number(each["articles"]),
                _estimate(each["macro_f1"]),
            )
            for each in metrics["slices"]
        ),
        doubted=held if (held := metrics.get("label_errors")) and held["looked_at"] else None,
        learning=curve["sentence"] if (curve := metrics.get("learning_curve")) else None,
    )


def _by_row(system: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the scores of each label and average by the name of their row."""
    labels = {f"`{scores['label']}`": scores for scores in system["labels"]}
    return labels | {name: system[average] for average, name in _AVERAGES.items()}


def _estimate(estimate: Mapping[str, Any] | None) -> str:
    if estimate is None or estimate.get("value") is None:
        return "–"
    if estimate.get("low") is None:
        return f"{estimate['value']:.3f}"
    return f"{estimate['value']:.3f} [{estimate['low']:.3f}, {estimate['high']:.3f}]"


def _yaml(value: Any) -> str:
    """Return what follows `key:`: JSON is YAML's flow style, long values on lines of their own."""
    is_long = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    text = json.dumps(value, ensure_ascii=False, indent=2 if is_long else None)
    text = "".join(
        sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text
    )
    return "\n" + indent(text, "  ") if is_long else f" {text}"
