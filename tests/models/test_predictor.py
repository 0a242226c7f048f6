"""A model as Python users call it."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from dateline import models
from dateline.corpus.errors import ModelFolderError, RecordError, SourceError
from dateline.models.predictions import predictions_schema
from dateline.models.predictor import _load_once

TEXTS = ["Shells hit the mill. “I ran,” said a driver.", "The ministry of Velloe denied it."]


def test_texts_and_tables_are_predicted(saved_model: Path) -> None:
    """Plain texts and a table of articles give a row for each sentence, under the contract."""
    model = models.load(saved_model)
    plain = model.predict(TEXTS)
    table = model.predict(pa.table({"text": TEXTS, "id": ["a", "b"], "title": ["", None]}))

    assert plain.schema.equals(predictions_schema(model.labels))
    assert table["article_id"].to_pylist() == ["a", "a", "b"]
    assert table.drop(["article_id"]) == plain.drop(["article_id"])
    assert model.predict([]).num_rows == 0


def test_sentences_that_a_table_brings_are_kept(saved_model: Path) -> None:
    """An article with its own sentences keeps them, and a table in pieces counts its rows on."""
    model = models.load(str(saved_model))
    row = {"id": "a", "text": TEXTS[0], "sentences": [[0, 20]]}
    table = pa.concat_tables([pa.Table.from_pylist([row]), pa.Table.from_pylist([row, {}])])
    left_out: list[RecordError] = []

    assert model.predict(table, left_out.append)["end"].to_pylist() == [20, 20]
    assert [error.line for error in left_out] == [3]
    with pytest.raises(RecordError, match="the table, line 3: field 'text'"):
        model.predict(table)


def test_a_table_without_texts(saved_model: Path) -> None:
    """A table with no column of texts is answered with its columns and those that are read."""
    with pytest.raises(SourceError, match=r"the table has the columns 'body'; .* called 'text'"):
        models.load(saved_model).predict(pa.table({"body": TEXTS}))


def test_one_text_is_no_list_of_texts(saved_model: Path) -> None:
    """A string is not taken apart letter by letter."""
    with pytest.raises(SourceError, match="expected a list of texts, found one text"):
        models.load(saved_model).predict(TEXTS[0])


def test_a_model_travels_as_the_name_of_its_folder(model_folder: Path) -> None:
    """A pickled model is a path and a digest: each process loads it once, and no other in its place."""
    model = models.load(model_folder)
    there = pickle.loads(sent := pickle.dumps(model))  # noqa: S301

    assert len(sent) < 1000
    assert there == model
    assert there.classifier is model.classifier
    shutil.rmtree(model_folder)
    shutil.copytree(models.load().folder, model_folder)
    _load_once.cache_clear()  # as a process that has not loaded it yet
    with pytest.raises(ModelFolderError, match="holds another model"):
        there.predict(TEXTS)
