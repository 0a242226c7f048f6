"""What is known of a model besides its pipeline: what `model.json` and the model card say."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, Literal, Self, TypeVar, get_args

from dateline.corpus.errors import one_of, shorten
from dateline.corpus.sentences import Quotations

__all__ = [
    "EncoderFacts",
    "LabelAgreement",
    "LabelFacts",
    "LabelTarget",
    "Measure",
    "ModelFacts",
    "running_versions",
]

Measure = Literal["precision", "recall"]
Known = TypeVar("Known")

_PACKAGES = ("dateline", "scikit-learn", "numpy", "skops")
_IN_JSON = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


def running_versions() -> dict[str, str]:
    """Return the versions of what a model depends on, as they run here."""
    versions = {package: version(package) for package in _PACKAGES}
    return versions | {"python": platform.python_version()}


@dataclass(frozen=True, slots=True)
class LabelTarget:
    """The precision or recall that a label's threshold was chosen for, and what it reaches."""

    measure: Measure
    wanted: float
    precision: float
    """cross-validated on the training articles, at the threshold"""
    recall: float

    @property
    def is_reached(self) -> bool:
        return bool(getattr(self, self.measure) >= self.wanted)

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the target that `asdict` gave. Raises ValueError as `ModelFacts.from_json`."""
        return cls(
            measure=_need_one_of(row, "measure", get_args(Measure)),
            wanted=float(_need(row, "wanted", int, float)),
            precision=float(_need(row, "precision", int, float)),
            recall=float(_need(row, "recall", int, float)),
        )


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """How far those who judged agree on a label; None where a number is undefined."""

    alpha: float | None
    """Krippendorff's"""
    low: float | None
    """the 95 % interval of alpha over articles"""
    high: float | None
    raw: float | None
    """share of every two judges who say the same"""

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the agreement that `asdict` gave. Raises ValueError as `ModelFacts.from_json`."""
        found = (_need(row, name, int, float, type(None)) for name in cls.__slots__)
        return cls(*(None if number is None else float(number) for number in found))


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """A label of a model."""

    id: str
    title: str
    threshold: float
    """probability from which the label is given"""
    positives: int
    """sentences of the training data that have it"""
    target: LabelTarget | None = None
    """None where the threshold was chosen for F1"""
    agreement: LabelAgreement | None = None
    """None where no sentence of the corpus was judged twice"""


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """The encoder of a model's sentence embeddings, which is not in the model's folder."""

    name: str
    """as it was given to training: a folder, or a name of the library's"""
    digest: str
    """of its files"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """How a model came to be, without a word of the articles it was trained on."""

    name: str
    recipe: str
    """what the pipeline does, in one sentence"""
    labels: tuple[LabelFacts, ...]
    guidelines_digest: str
    training_digest: str
    split_digest: str | None
    """None for a model trained on every article that has gold"""
    seed: int
    articles: int
    """articles of the training data"""
    sentences: int
    """sentences of the training data"""
    gold: Mapping[str, int]
    """how the training labels were settled -> number of sentences: unanimous, adjudicator ..."""
    judged_twice: int = 0
    """sentences of the corpus that two or more judged: what the labels' agreement rests on"""
    annotators: int = 0
    """how many judged them"""
    machine_labels: bool = False
    """whether a machine, not people, made the labels"""
    quotations: Quotations = "split"
    """how the training articles were split into sentences"""
    origin: str | None = None
    """where the training articles and their labels come from, in words; None: nobody said"""
    estimator: str | None = None
    """package:factory of an estimator of one's own; None: the recipe is Dateline's"""
    encoder: EncoderFacts | None = None
    """None where the model reads no embeddings"""
    languages: tuple[str, ...] = ("en",)
    """ISO 639-1 codes"""
    licence: str = "Apache-2.0"
    """SPDX identifier"""
    warnings: tuple[str, ...] = ()
    """what training warned of, one sentence each"""
    versions: Mapping[str, str] = field(default_factory=running_versions)

    def to_json(self) -> dict[str, Any]:
        """Return the facts as plain JSON values."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        return facts | {
            "labels": [asdict(label) for label in self.labels],
            "encoder": self.encoder and asdict(self.encoder),
            "gold": dict(self.gold),
            "languages": list(self.languages),
            "warnings": list(self.warnings),
            "versions": dict(self.versions),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the facts that `to_json` wrote; other keys are passed over.

        Raises ValueError that names the key which is missing or wrong.
        """
        labels = tuple(
            LabelFacts(
                id=_need(label, "id", str),
                title=_need(label, "title", str),
                threshold=float(_need(label, "threshold", int, float)),
                positives=_need(label, "positives", int),
                target=_maybe(label, "target", LabelTarget.from_json),
                agreement=_maybe(label, "agreement", LabelAgreement.from_json),
            )
            for label in _need_list(row, "labels", dict)
        )
        return cls(
            name=_need(row, "name", str),
            recipe=_need(row, "recipe", str),
            labels=labels,
            guidelines_digest=_need(row, "guidelines_digest", str),
            training_digest=_need(row, "training_digest", str),
            split_digest=_need(row, "split_digest", str, type(None)),
            seed=_need(row, "seed", int),
            articles=_need(row, "articles", int),
            sentences=_need(row, "sentences", int),
            gold=_need_mapping(row, "gold", int),
            judged_twice=_need({"judged_twice": 0, **row}, "judged_twice", int),
            annotators=_need({"annotators": 0, **row}, "annotators", int),
            machine_labels=_need(row, "machine_labels", bool),
            quotations=_need_one_of(row, "quotations", get_args(Quotations)),
            origin=_need(row, "origin", str, type(None)),
            estimator=_need(row, "estimator", str, type(None)),
            encoder=_encoder(row),
            languages=_need_list(row, "languages", str),
            licence=_need(row, "licence", str),
            warnings=_need_list(row, "warnings", str),
            versions=_need_mapping(row, "versions", str),
        )


def _maybe(
    label: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], Known]
) -> Known | None:
    """Return what stands under a key of a label; None where nothing does."""
    return None if label.get(key) is None else read(_need(label, key, dict))


def _encoder(row: Mapping[str, Any]) -> EncoderFacts | None:
    held = _need(row, "encoder", dict, type(None))
    return held and EncoderFacts(_need(held, "name", str), _need(held, "digest", str))


def _need(row: Mapping[str, Any], key: str, *kinds: type) -> Any:
    if key not in row:
        raise ValueError(f"the key {key!r} is missing")
    value = row[key]
    if type(value) not in kinds:
        allowed = " or ".join(_IN_JSON[kind] for kind in kinds)
        raise ValueError(f"{key!r} is {shorten(value)}, expected {allowed}")
    return value


def _need_one_of(row: Mapping[str, Any], key: str, allowed: Sequence[str]) -> Any:
    value = _need(row, key, str)
    if value not in allowed:
        raise ValueError(f"{key!r} is {shorten(value)}, allowed are {one_of(allowed)}")
    return value


def _need_list(row: Mapping[str, Any], key: str, kind: type) -> tuple[Any, ...]:
    items = _need(row, key, list)
    return tuple(_need({key: item}, key, kind) for item in items)


def _need_mapping(row: Mapping[str, Any], key: str, kind: type) -> dict[str, Any]:
    items = _need(row, key, dict)
    return {name: _need({key: item}, key, kind) for name, item in items.items()}
