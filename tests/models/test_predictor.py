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


def test_a_model_travels_as_the_name_of_its_folder(model_folder: Path) -> None:
    """A pickled model is a path and a digest: what is loaded there is the same, or refused."""
    model = models.load(model_folder)
    sent = pickle.dumps(model)
    there = pickle.loads(sent)  # noqa: S301

    assert len(sent) < 1000
    assert there.predict(TEXTS) == model.predict(TEXTS)
    assert pickle.loads(sent) is there  # noqa: S301
    shutil.rmtree(model_folder)
    shutil.copytree(models.load().folder, model_folder)
    load, arguments = model.__reduce__()
    with pytest.raises(ModelFolderError, match="holds another model"):
        load.__wrapped__(*arguments)  # as a process that has not loaded it yet
