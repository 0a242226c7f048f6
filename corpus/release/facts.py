"""release.json: what a release says of itself in numbers, which its documents repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version as package_version
from typing import Any

from ..agreement import measure_agreement
from ..errors import NothingJudged
from .material import Material
from .schemas import PARTS
from .settings import ReleaseSettings

__all__ = ["FORMAT", "count_rows", "release_facts", "round_figures"]

FORMAT = 1
"""Of release.json and of the tree around it."""
_DIGITS = 6
Row = Mapping[str, Any]


def release_facts(
    material: Material,
    rows: Mapping[str, Sequence[Row]],
    settings: ReleaseSettings,
    normaliser: Mapping[str, Any],
    version: str,
) -> dict[str, Any]:
    """Return what stands in release.json."""
    return {
        "format": FORMAT,
        "name": settings.name,
        "version": version,
        "date": settings.date.isoformat(),
        "variant": material.variant,
        "includes_text": material.variant == "full",
        "licence": settings.licence,
        "labels": list(material.scheme.ids),
        "guidelines": {"version": material.scheme.version, "digest": material.scheme.digest},
        "machine_labels": material.machine_labels,
        "counts": count_rows(rows, material.scheme.ids),
        "left_out": dict(material.left_out),
        "agreement": _agreement(material),
        "anchors": {key: normaliser[key] for key in ("id", "version", "bits", "chunk_tokens")},
        "languages": sorted({row["language"] for row in rows["articles"]}),
        "text_licences": _counted(row["text_licence"] for row in rows["articles"]),
        "made_with": {name: package_version(name) for name in ("dateline", "pyarrow")},
    }


def count_rows(rows: Mapping[str, Sequence[Row]], labels: Sequence[str]) -> dict[str, Any]:
    """Return the counts of a release; the checks count the files in the same way."""
    gold, articles = rows["gold"], rows["articles"]
    given = Counter((label, row["split"]) for row in gold for label in row["labels"] or ("none",))
    per_label = {label: {part: given[label, part] for part in PARTS} for label in (*labels, "none")}
    articles_of, gold_of = (Counter(row["split"] for row in table) for table in (articles, gold))
    return {
        "articles": len(articles),
        "sentences": sum(row["n_sentences"] for row in articles),
        "settled_sentences": len(gold),
        "annotations": sum(row["round"] == "independent" for row in rows["annotations"]),
        "adjudications": sum(row["round"] == "adjudication" for row in rows["annotations"]),
        "annotators": len({row["annotator_id"] for row in rows["annotations"]}),
        "decided_by": _counted(row["decided_by"] for row in gold),
        "per_split": {
            part: {"articles": articles_of[part], "settled_sentences": gold_of[part]}
            for part in PARTS
        },
        "per_label": {name: {"all": sum(per.values()), **per} for name, per in per_label.items()},
        "withheld_sentences": sum(row["sensitive"] != "none" for row in rows["standoff"]),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _agreement(material: Material) -> dict[str, Any] | None:
    """Return how far the annotators agree on the sentences of the release."""
    try:
        measured = measure_agreement(material.judgments, material.scheme.ids)
    except NothingJudged:
        return None
    return {
        "between": "machines" if material.machine_labels else "people",
        "sentences": measured.sentences,
        "doubly_judged": measured.doubly_judged,
        "annotators": len(measured.annotators),
        "kappa_of": measured.kappa_of,
        "resamples": measured.resamples,
        "overall": _coefficients(measured.overall),
        "labels": {label: _coefficients(held) for label, held in measured.labels.items()},
    }


def _coefficients(held: Any) -> Any:
    return round_figures(asdict(held))


def round_figures(value: Any) -> Any:
    """Return a value with its numbers rounded, so that another machine gives the same bytes."""
    match value:
        case float():
            return round(value, _DIGITS)
        case dict():
            return {key: round_figures(inner) for key, inner in value.items()}
        case list() | tuple():
            return [round_figures(inner) for inner in value]
        case _:
            return value
