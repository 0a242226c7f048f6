"""A model on disk: a folder of a few files, none of which can run code when it is loaded.

What a model is, its labels and thresholds, stands in `model.json` for people to read; what it has
learned lies in `pipeline.skops`, which names the types it holds instead of pickling them. The same
classifier saved twice gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dateline.corpus.errors import (
    ModelError,
    ModelFolderError,
    ModelTooNew,
    UntrustedModel,
    one_of,
    shorten,
)
from dateline.corpus.files import new_files, new_folder

from .classifier import Classifier
from .encoder import find_same_encoder
from .facts import ModelFacts, running_versions
from .features import TRUSTED_TYPES

__all__ = [
    "ALONE",
    "CURVE",
    "FORMAT",
    "LAYOUT",
    "PLOT",
    "SHIPPED",
    "Loading",
    "add_metrics",
    "load",
    "model_digest",
    "packages_to_trust",
    "read_facts",
    "read_metrics",
    "save",
    "see_current_folder",
]

NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})
FORMAT = 3
"""The version of the layout below, of the keys of `model.json` and of what the tables mean.

2: character n-grams are hashed by running sums, and tables have rows for what is unseen.
3: tables have columns for each member of the first pass, and all labels read the same columns; where
   the training data comes from, and what a model needs besides its folder.
"""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model folder."""

    name: str
    holds: str
    required: bool
    """whether a model cannot be loaded without it"""


MODEL = ModelFile("model.json", "labels, thresholds, digests, seed, versions", required=True)
PIPELINE = ModelFile("pipeline.skops", "the fitted scikit-learn pipeline", required=True)
METRICS = ModelFile("metrics.json", "the evaluation, once there is one", required=False)
CARD = ModelFile("README.md", "the model card", required=False)
PLOT = ModelFile("evaluation.png", "F1 of each label, as the card shows it", required=False)
CURVE = ModelFile("learning_curve.png", "F1 by articles learnt from", required=False)

LAYOUT = (MODEL, PIPELINE, METRICS, CARD, PLOT, CURVE)
"""Every file of a model folder, in the order in which loading meets them."""

SHIPPED = Path(__file__).with_name("baseline")
"""The model that comes with Dateline; `make baseline` trains it anew."""


@dataclass(frozen=True, slots=True)
class Loading:
    """What a model may bring in besides its folder."""

    trust: tuple[str, ...] = ()
    """packages of estimators whose types are loaded, and so may run code"""
    embeddings: str | None = None
    """where the encoder of its embeddings is; None: where it was in training"""
    cache: Path | None = None
    """the folder that keeps embeddings; None: none are kept"""


ALONE = Loading()
"""Nothing but its folder, and the encoder where it was in training."""


def save(classifier: Classifier, folder: Path, *, facts: ModelFacts) -> None:
    """Write a model folder, or replace the model that is there; whole or not at all.

    Raises OutputError where it cannot be written, ValueError where `facts` are those of another
    classifier.
    """
    import skops.io

    from .canonical import canonical_skops
    from .card import model_card

    if replace(classifier, pipeline=None) != _classifier(None, facts):
        raise ValueError("the facts are those of another classifier")
    pipeline = canonical_skops(skops.io.dumps(classifier.pipeline))
    model = {"format": FORMAT, **facts.to_json(), "files": {PIPELINE.name: _sha256(pipeline)}}
    with new_folder(folder, [file.name for file in LAYOUT]) as new:
        (new / PIPELINE.name).write_bytes(pipeline)
        _write(new / MODEL.name, _json(model | {"digest": _digest(model)}))
        _write(new / CARD.name, model_card(facts, None))


def load(folder: Path, loading: Loading = ALONE) -> Classifier:
    """Return the classifier of a model folder. Nothing in the folder is executed.

    Needs `model.json` and `pipeline.skops`. Raises ModelFolderError where the folder or one of
    these is missing, was changed since it was saved, cannot be read or needs another scikit-learn
    or an older Dateline;
    ModelTooNew where a newer Dateline wrote it; UntrustedModel where the pipeline holds types
    besides scikit-learn's, numpy's, Dateline's own and those that `loading` trusts; EncoderError where
    the encoder of its embeddings is not the one of its training.
    """
    model = _read_model(folder)
    facts = _facts(folder, model)
    _check_versions(folder, facts)
    pipeline = _read_bytes(folder, PIPELINE)
    match model.get("files"):
        case {PIPELINE.name: str(digest)} if digest == _sha256(pipeline):
            pass
        case _:
            raise _damaged(folder / PIPELINE.name, "is not the file that was saved with model.json")
    loaded = _load_pipeline(folder / PIPELINE.name, pipeline, facts, loading.trust)
    classifier = _classifier(loaded, facts)
    if facts.encoder is None:
        return classifier
    encoder = find_same_encoder(facts.encoder, loading.embeddings, loading.cache)
    return replace(classifier, encoder=encoder)


def see_current_folder() -> None:
    """Let modules of the current folder be found, after all others: for code that the user named."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)


def packages_to_trust(pipeline: Any) -> list[str]:
    """Return the packages whose types a pipeline holds besides those that every model may hold.

    Raises ModelError where it cannot be written without pickle.
    """
    import skops.io

    try:
        data = skops.io.dumps(pipeline)
        held = skops.io.get_untrusted_types(data=data)
        skops.io.loads(
            data, trusted=held
        )  # a function without a name is written, and not found again
    except Exception as error:  # skops raises whatever an object makes it stumble over
        reason = str(error).partition("\n")[0]
        raise ModelError(
            f"the estimator cannot be saved without pickle ({type(error).__name__}: {reason}); give "
            "it classes and functions of a module for what skops cannot write"
        ) from None
    return sorted({name.partition(".")[0] for name in set(held) - set(TRUSTED_TYPES)})


def read_facts(folder: Path) -> ModelFacts:
    """Return what `model.json` says of a model.

    Raises ModelFolderError and ModelTooNew as `load` does.
    """
    return _facts(folder, _read_model(folder))


def read_metrics(folder: Path) -> Mapping[str, Any] | None:
    """Return the evaluation in a model folder, None where there is none.

    Raises ModelFolderError where `metrics.json` cannot be read.
    """
    if not (folder / METRICS.name).is_file():
        return None
    return _parse(folder, METRICS)


def model_digest(folder: Path) -> str:
    """Return the digest by which results name a model; it covers the pipeline.

    Raises ModelFolderError and ModelTooNew as `load` does.
    """
    return str(_read_model(folder)["digest"])


def add_metrics(
    folder: Path, metrics: Mapping[str, Any], pictures: Mapping[str, bytes] = NO_PICTURES
) -> None:
    """Put an evaluation into a model folder and write the model card anew with its figures.

    `pictures` are PNG files by the names that `LAYOUT` has for them; one that is not given is taken
    away. Raises ModelFolderError and ModelTooNew as `load` does, OutputError where it cannot be
    written, ValueError for a picture of another name.
    """
    from .card import model_card

    if strangers := pictures.keys() - {PLOT.name, CURVE.name}:
        raise ValueError(f"found the pictures {sorted(strangers)}; a model has none of them")
    card = model_card(read_facts(folder), metrics, tuple(pictures))
    with new_files(folder) as new:
        for name, picture in pictures.items():
            (new / name).write_bytes(picture)
        for name, text in ((METRICS.name, _json(metrics)), (CARD.name, card)):
            (new / name).write_text(text, encoding="utf-8", newline="\n")
    for file in (PLOT, CURVE):
        if file.name not in pictures:
            (folder / file.name).unlink(missing_ok=True)


def _classifier(pipeline: Any, facts: ModelFacts) -> Classifier:
    return Classifier(
        pipeline=pipeline,
        labels=tuple(label.id for label in facts.labels),
        thresholds=tuple(label.threshold for label in facts.labels),
        guidelines_digest=facts.guidelines_digest,
        training_digest=facts.training_digest,
        split_digest=facts.split_digest,
        seed=facts.seed,
    )


def _read_model(folder: Path) -> dict[str, Any]:
    """Return `model.json`, known to be of this format and unchanged since it was saved."""
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise ModelFolderError(
            f"{folder} {found}; a model is a folder that dateline train wrote: check the path"
        )
    model = _parse(folder, MODEL)
    written = model.get("format")
    if type(written) is not int:
        raise _damaged(folder / MODEL.name, f"has no format number, found {shorten(written)}")
    if written > FORMAT:
        raise ModelTooNew(
            f"{folder} is a model of format {written}, and this Dateline reads format {FORMAT}: "
            "install the Dateline that wrote it, or a newer one"
        )
    if written < FORMAT:
        raise ModelFolderError(
            f"{folder} is a model of format {written}, and this Dateline reads format {FORMAT}: "
            "train the model again, or install the Dateline that wrote it"
        )
    rest = {key: value for key, value in model.items() if key != "digest"}
    if model.get("digest") != _digest(rest):
        raise _damaged(folder / MODEL.name, "was changed after it was saved")
    return model


def _facts(folder: Path, model: Mapping[str, Any]) -> ModelFacts:
    try:
        return ModelFacts.from_json(model)
    except ValueError as error:
        raise _damaged(folder / MODEL.name, f"is no model description: {error}") from None


def _check_versions(folder: Path, facts: ModelFacts) -> None:
    """Refuse a model of another major version of scikit-learn, whose objects may differ."""
    saved, here = facts.versions.get("scikit-learn", ""), running_versions()["scikit-learn"]
    major = saved.partition(".")[0]
    if major != here.partition(".")[0]:
        raise ModelFolderError(
            f"{folder} was saved with scikit-learn {saved or 'of no version'}, and {here} is "
            "installed; install the major version it was saved with, or train the model again"
        )


def _load_pipeline(path: Path, data: bytes, facts: ModelFacts, trust: tuple[str, ...]) -> Any:
    """Return the pipeline, after a look at the types that the file names."""
    import skops.io
    from sklearn.exceptions import InconsistentVersionWarning

    reader = f"skops {running_versions()['skops']} (saved with {facts.versions.get('skops')})"
    try:
        asked = skops.io.get_untrusted_types(data=data)
    except Exception as error:  # skops raises whatever a malformed file makes it stumble over
        raise _damaged(path, f"cannot be read by {reader}: {shorten(str(error))}") from None
    own = tuple(f"{package}." for package in trust)
    known = {name for name in asked if name in TRUSTED_TYPES or f"{name}.".startswith(own)}
    if strangers := sorted(set(asked) - known):
        raise UntrustedModel(
            f"{path} holds {one_of(map(shorten, strangers))}, which Dateline does not load, since "
            "a type can run code; allowed are those of scikit-learn, numpy and Dateline: where you "
            "trust the maker of the model, name the package with --trust"
        )
    if trust:
        see_current_folder()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InconsistentVersionWarning)  # `_check_versions` decides
            return skops.io.loads(data, trusted=asked)
    except ModuleNotFoundError as error:
        raise ModelFolderError(
            f"{path} needs the package {error.name!r}, which Python does not find: install it, or run "
            "where it lies"
        ) from None
    except Exception as error:  # the same
        raise _damaged(path, f"cannot be loaded by {reader}: {shorten(str(error))}") from None


def _read_bytes(folder: Path, file: ModelFile) -> bytes:
    try:
        return (folder / file.name).read_bytes()
    except FileNotFoundError:
        needed = one_of(known.name for known in LAYOUT if known.required)
        raise ModelFolderError(
            f"{folder} has no {file.name} ({file.holds}); a model needs {needed}: check the path, "
            "or train or copy the model again"
        ) from None
    except OSError as error:
        raise ModelFolderError(
            f"{folder / file.name} cannot be read: {error.strerror}; check its permissions"
        ) from None


def _parse(folder: Path, file: ModelFile) -> dict[str, Any]:
    try:
        content = json.loads(_read_bytes(folder, file))
    except (ValueError, RecursionError):
        raise _damaged(folder / file.name, "is no JSON") from None
    if not isinstance(content, dict):
        raise _damaged(folder / file.name, f"is no JSON object, found {shorten(content)}")
    return content


def _damaged(path: Path, what: str) -> ModelFolderError:
    return ModelFolderError(f"{path} {what}; train or copy the model again")


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _digest(model: Mapping[str, Any]) -> str:
    """Return the digest of what `model.json` says, whatever its white space and order of keys."""
    text = json.dumps(model, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return _sha256(text.encode())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
