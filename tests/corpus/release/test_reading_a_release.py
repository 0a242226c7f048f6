"""Everyone's tools read a release with no code of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.corpus.release.opened import OpenRelease

LABELS = ["attack", "testimony", "official_statement", "statistic"]


def test_datasets_loads_every_table(made_release: Path, tmp_path: Path) -> None:
    """`load_dataset(DIR, "gold")` gives the parts of the split, labels as class labels."""
    import datasets

    gold = datasets.load_dataset(str(made_release), "gold", cache_dir=str(tmp_path))
    default = datasets.load_dataset(str(made_release), cache_dir=str(tmp_path))

    assert set(gold) == set(default) == {"train", "validation", "test"}
    assert gold["train"].features["labels"].feature.names == LABELS
    assert sum(part.num_rows for part in gold.values()) == 24
    row = gold["train"][0]
    names = gold["train"].features["labels"].feature.int2str(row["labels"])
    first = OpenRelease(made_release).rows("gold")[0]
    assert (row["sentence_id"], names) == (first["sentence_id"], first["labels"])


def test_pandas_polars_and_duckdb_read_names(made_release: Path) -> None:
    """Table readers see the names of labels and of ways to settle, and the same rows."""
    import duckdb
    import pandas
    import polars

    path = str(made_release / "data" / "gold" / "train.parquet")
    expected = [row["labels"] for row in OpenRelease(made_release).rows("gold")]
    frames = [
        [list(labels) for labels in pandas.read_parquet(path)["labels"]],
        polars.read_parquet(path)["labels"].to_list(),
        [labels for (labels,) in duckdb.read_parquet(path).select("labels").fetchall()],
    ]

    for found in frames:
        assert found == expected[: len(found)]
        assert found
    gold = duckdb.read_parquet(f"{made_release}/data/gold/*.parquet")
    ways = gold.aggregate("decided_by, count(*)").fetchall()
    assert dict(ways) == {"unanimous": 23, "adjudicator": 1}


@pytest.mark.parametrize("name", ["annotations", "articles", "standoff"])
def test_every_configuration_is_one_table(made_release: Path, tmp_path: Path, name: str) -> None:
    """The other configurations are tables without parts, under `train` as `datasets` wants it."""
    import datasets

    loaded = datasets.load_dataset(str(made_release), name, cache_dir=str(tmp_path))

    assert list(loaded) == ["train"]
    assert loaded["train"].num_rows == OpenRelease(made_release).read(name).num_rows
