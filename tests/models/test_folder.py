"""Saving and loading a model."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skops.io
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.corpus.errors import ModelFolderError, ModelTooNew, OutputError, UntrustedModel
from dateline.corpus.nouns import Article
from dateline.corpus.sentences import split_sentences
from dateline.models.classifier import Classifier
from dateline.models.features import batch_of
from dateline.models.folder import (
    CURVE,
    LAYOUT,
    PLOT,
    add_metrics,
    load,
    model_digest,
    read_facts,
    read_metrics,
    save,
)

from . import make_model

TEXT = "Shells hit the mill. “I ran,” said a driver. The ministry of Velloe counted 9 hurt."


def scores(classifier: Classifier) -> Any:
    return classifier.predict_proba(
        batch_of([(Article("a", "", TEXT), split_sentences("a", TEXT))])
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def reseal(folder: Path, pipeline: bytes | None = None, **changes: Any) -> None:
    """Change a model as someone would who makes its digests fit again."""
    if pipeline is not None:
        (folder / "pipeline.skops").write_bytes(pipeline)
        changes["files"] = {"pipeline.skops": hashlib.sha256(pipeline).hexdigest()}
    model = json.loads((folder / "model.json").read_bytes()) | changes
    model = {key: value for key, value in model.items() if key != "digest" and value is not ...}
    text = json.dumps(model, sort_keys=True, separators=(",", ":"))
    model["digest"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "model.json").write_text(json.dumps(model), encoding="utf-8")


def test_a_folder_holds_the_files_of_the_layout(saved_model: Path) -> None:
    """Every file is in the layout table, and every required one is there."""
    names = {path.name for path in saved_model.iterdir()}
    assert {file.name for file in LAYOUT if file.required} <= names
    assert names <= {file.name for file in LAYOUT}


def test_same_inputs_same_bytes(saved_model: Path, tmp_path: Path) -> None:
    """Another process, with another hash seed, writes the same folder, byte for byte."""
    subprocess.run(
        [sys.executable, make_model.__file__, tmp_path / "again"],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "2"},
    )
    assert contents(tmp_path / "again") == contents(saved_model)


def test_loading_and_saving_changes_nothing(
    saved_model: Path, classifier: Classifier, tmp_path: Path
) -> None:
    """A model that was used and saved again has the same bytes and predicts the same."""
    before = scores(classifier)
    save(classifier, tmp_path / "again", facts=read_facts(saved_model))
    assert contents(tmp_path / "again") == contents(saved_model)
    np.testing.assert_array_equal(scores(load(tmp_path / "again")), before)


def test_a_loaded_classifier_is_what_was_saved(saved_model: Path, classifier: Classifier) -> None:
    """Labels, thresholds, digests and seed come back as they were."""
    facts = read_facts(saved_model)
    assert classifier.labels == ("attack", "testimony", "official_statement", "statistic")
    assert classifier.thresholds == tuple(label.threshold for label in facts.labels)
    assert (classifier.guidelines_digest, classifier.split_digest) == ("1" * 64, "3" * 64)
    assert classifier.training_digest == facts.training_digest
    assert classifier.seed == 7


def test_facts_must_be_the_classifiers_own(
    saved_model: Path, classifier: Classifier, tmp_path: Path
) -> None:
    """Saving with the facts of another classifier is a mistake of the program."""
    with pytest.raises(ValueError, match="another classifier"):
        save(classifier, tmp_path / "m", facts=replace(read_facts(saved_model), seed=8))
    assert not (tmp_path / "m").exists()


def test_saving_replaces_a_model_and_nothing_else(
    model_folder: Path, classifier: Classifier, tmp_path: Path
) -> None:
    """An old model gives way with its evaluation; a folder of other things is left alone."""
    facts = read_facts(model_folder)
    (model_folder / "metrics.json").write_text("{}")
    save(classifier, model_folder, facts=facts)
    assert read_metrics(model_folder) is None
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "diary.txt").write_text("mine")
    with pytest.raises(OutputError, match="not a folder that Dateline made"):
        save(classifier, tmp_path / "notes", facts=facts)
    assert [path.name for path in (tmp_path / "notes").iterdir()] == ["diary.txt"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
@pytest.mark.parametrize("name", ["model.json", "pipeline.skops"])
def test_a_changed_byte_is_found(
    saved_model: Path, model_folder: Path, name: str, at: float, flip: int
) -> None:
    """A changed byte is refused, unless it changed nothing but white space."""
    data = bytearray((saved_model / name).read_bytes())
    data[int(at * len(data))] ^= flip
    (model_folder / name).write_bytes(data)
    try:
        load(model_folder)
    except (ModelFolderError, ModelTooNew):
        pass
    else:
        assert read_facts(model_folder) == read_facts(saved_model)
    finally:
        (model_folder / name).write_bytes((saved_model / name).read_bytes())


@pytest.mark.parametrize("name", [file.name for file in LAYOUT if file.required])
def test_a_missing_file_is_named(model_folder: Path, name: str) -> None:
    """The message names the file that is missing and those that a model needs."""
    (model_folder / name).unlink()
    with pytest.raises(ModelFolderError, match=f"has no {name}.*model.json, pipeline.skops"):
        load(model_folder)


def test_the_optional_files_are_optional(model_folder: Path) -> None:
    """A model without its card and its evaluation can be loaded."""
    (model_folder / "README.md").unlink()
    assert load(model_folder).labels[0] == "attack"


def test_what_is_no_model_folder(tmp_path: Path) -> None:
    """An empty folder, a file and a path that leads nowhere are told apart."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for name, found in (("file", "is a file"), ("none", "not exist"), ("empty", "no model.json")):
        with pytest.raises(ModelFolderError, match=found):
            load(tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"{", b"[]", b"[" * 100_000, b"{}", b'{"format": "1"}', b'{"format": true}'],
)
def test_a_description_that_is_none(model_folder: Path, content: bytes) -> None:
    """A model.json that is no JSON object with a format number is refused by name."""
    (model_folder / "model.json").write_bytes(content)
    with pytest.raises(ModelFolderError, match=r"model\.json (is no JSON|has no format)"):
        load(model_folder)


@pytest.mark.parametrize("wrong", [..., [], 1.5])
def test_every_fact_is_needed(saved_model: Path, model_folder: Path, wrong: object) -> None:
    """A fact that is missing or of another kind is named, even where the digest fits.

    Models made before agreement was kept do without it.
    """
    for key in read_facts(saved_model).to_json():
        if wrong is ... and key in ("judged_twice", "annotators"):
            continue
        if type(json.loads((saved_model / "model.json").read_bytes())[key]) is type(wrong):
            continue
        reseal(model_folder, **{key: wrong})
        with pytest.raises(ModelFolderError, match=f"'{key}'"):
            load(model_folder)
        (model_folder / "model.json").write_bytes((saved_model / "model.json").read_bytes())


def test_an_older_format_is_refused(model_folder: Path) -> None:
    """A model whose tables meant something else is to be trained again."""
    (model_folder / "model.json").write_text('{"format": 2}')
    with pytest.raises(ModelFolderError, match=r"format 2.*reads format 3.*train the model again"):
        load(model_folder)


def test_a_newer_format_is_refused(model_folder: Path) -> None:
    """A model of a later Dateline says so, whatever else changed in it."""
    (model_folder / "model.json").write_text('{"format": 4, "all": "new"}')
    with pytest.raises(ModelTooNew, match=r"format 4.*reads format 3"):
        load(model_folder)


def test_another_major_version_of_scikit_learn(model_folder: Path) -> None:
    """A model of another major version is refused, one of another minor version loaded."""
    versions = dict(read_facts(model_folder).versions)
    reseal(model_folder, versions=versions | {"scikit-learn": "1.0.2"})
    load(model_folder)
    for saved in ("0.24.2", "2.0.0", ""):
        reseal(model_folder, versions=versions | {"scikit-learn": saved})
        with pytest.raises(ModelFolderError, match="saved with scikit-learn"):
            load(model_folder)


def test_an_older_minor_version_inside_the_pipeline(model_folder: Path) -> None:
    """scikit-learn's own note of another minor version gives no warning."""
    with zipfile.ZipFile(model_folder / "pipeline.skops") as old:
        members = {name: old.read(name) for name in old.namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        for name, content in members.items():
            versions = json.dumps(json.dumps(read_facts(model_folder).versions["scikit-learn"]))
            new.writestr(name, content.replace(versions.encode(), b'"\\"1.5.0\\""'))
    assert b"1.5.0" in packed.getvalue()
    reseal(model_folder, packed.getvalue())
    load(model_folder)


class Stranger:
    """A type that no model of ours holds."""

    made = 0

    def __init__(self) -> None:
        Stranger.made += 1


@pytest.mark.parametrize(
    "stranger",
    [Stranger(), os.system, np.load, Stranger],
    ids=["object", "os.system", "np.load", "class"],
)
def test_a_strange_type_is_not_loaded(model_folder: Path, stranger: object) -> None:
    """A type beyond scikit-learn's, numpy's and ours is named, and none of it runs."""
    reseal(model_folder, skops.io.dumps({"steps": [stranger]}))
    before = Stranger.made
    with pytest.raises(UntrustedModel, match=r"(Stranger|system|load).*does not load"):
        load(model_folder)
    assert Stranger.made == before


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "pipeline",
    [
        b"",
        b"PK\3\4 and no more",
        _zip(other=b""),
        _zip(schema_json=b"{"),
        _zip(schema_json=b'{"protocol": 99}'),
        _zip(schema_json=b'{"protocol": 0, "__loader__": "Unheard"}'),
        _zip(
            schema_json=json.dumps(
                {
                    "protocol": 2,
                    "__loader__": "NdArrayNode",
                    "__class__": "ndarray",
                    "__module__": "numpy",
                    "type": "numpy",
                    "file": "gone.npy",
                }
            ).encode()
        ),
    ],
)
def test_a_pipeline_that_is_none(model_folder: Path, pipeline: bytes) -> None:
    """A file that skops cannot read is damaged, whatever skops stumbles over."""
    reseal(model_folder, pipeline)
    with pytest.raises(ModelFolderError, match=r"pipeline\.skops cannot be (read|loaded) by skops"):
        load(model_folder)


def test_the_digest_names_the_model(model_folder: Path) -> None:
    """The digest of a model stays when it is evaluated, and changes with a threshold."""
    before = model_digest(model_folder)
    (model_folder / "metrics.json").write_text("{}")
    assert model_digest(model_folder) == before
    labels = read_facts(model_folder).to_json()["labels"]
    labels[0]["threshold"] = 0.9
    reseal(model_folder, labels=labels)
    assert model_digest(model_folder) != before
    assert load(model_folder).thresholds[0] == 0.9


def test_an_evaluation_goes_into_folder_and_card(
    model_folder: Path, metrics: dict[str, Any]
) -> None:
    """An added evaluation is read back as it was, and the card shows it."""
    assert read_metrics(model_folder) is None
    add_metrics(model_folder, metrics)
    assert read_metrics(model_folder) == metrics
    assert "macro average" in (model_folder / "README.md").read_text("utf-8")
    load(model_folder)


def test_pictures_come_and_go_with_an_evaluation(
    model_folder: Path, metrics: dict[str, Any]
) -> None:
    """Those given are there to the byte and linked; those of an earlier evaluation are gone."""
    add_metrics(model_folder, metrics, {PLOT.name: b"one", CURVE.name: b"two"})
    assert (model_folder / CURVE.name).read_bytes() == b"two"
    assert PLOT.name in (model_folder / "README.md").read_text("utf-8")
    add_metrics(model_folder, metrics, {PLOT.name: b"three"})
    assert (model_folder / PLOT.name).read_bytes() == b"three"
    assert not (model_folder / CURVE.name).exists()
    with pytest.raises(ValueError, match="cat.png"):
        add_metrics(model_folder, metrics, {"cat.png": b""})
