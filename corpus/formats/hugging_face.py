"""A folder that `datasets.load_dataset(FOLDER)` reads: the table in four files, one for each kind.

`labels` is a list of ClassLabel, with the names of the guidelines; None where a sentence was skipped
or nobody judged it. `load_dataset(FOLDER, "gold")` reads one kind, without a name all of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SourceError
from ..guidelines import LabelScheme
from .bundle import Bundle
from .form import Format
from .labelled import LabelledArticle
from .parquet import BATCH, told_of_file, type_of
from .table import LABEL, columns_of, rows_of
from .things import ALL_SAID
from .told import Told

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["HUGGING_FACE"]

_FILES = {
    "judgment": "judgments",
    "gold": "gold",
    "prediction": "predictions",
    None: "unjudged",
}
"""what the column `kind` says -> the name of the file and of its configuration"""
_DTYPES = {"int8": "int8", "int32": "int32", "double": "float64", "string": "string"}


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    ids = scheme.ids
    columns = columns_of(ids)
    first = columns.index(LABEL + ids[0])
    last = first + len(ids)
    kind = columns.index("kind")
    schema = _schema([*columns[:first], "labels", *columns[last:]], ids)
    writers: dict[Any, pq.ParquetWriter] = {}
    rows = rows_of(articles, ids)
    try:
        while batch := list(islice(rows, BATCH)):
            for which, name in _FILES.items():
                chosen = [
                    (*row[:first], _numbers(row[first:last]), *row[last:])
                    for row in batch
                    if row[kind] == which
                ]
                if not chosen:
                    continue
                if which not in writers:
                    file = path / f"{name}.parquet"
                    writers[which] = pq.ParquetWriter(file, schema, compression="zstd")
                cells = [
                    pa.array(column, field.type)
                    for column, field in zip(zip(*chosen, strict=True), schema, strict=True)
                ]
                writers[which].write_batch(pa.record_batch(cells, schema=schema))
    finally:
        for writer in writers.values():
            writer.close()
    names = [name for which, name in _FILES.items() if which in writers]
    (path / "README.md").write_text(_card(names, scheme), encoding="utf-8")


def _numbers(flags: Sequence[int | None]) -> list[int] | None:
    return None if flags[0] is None else [number for number, flag in enumerate(flags) if flag]


def _schema(columns: Sequence[str], ids: Sequence[str]) -> pa.Schema:
    """Return the columns with their types, as Arrow and as `datasets` have them."""
    import pyarrow as pa

    types = {name: pa.list_(pa.int64()) if name == "labels" else type_of(name) for name in columns}
    features: dict[str, Any] = {
        name: {"dtype": _DTYPES.get(str(kind)), "_type": "Value"} for name, kind in types.items()
    }
    features["labels"] = {"feature": {"names": list(ids), "_type": "ClassLabel"}, "_type": "List"}
    told = json.dumps({"info": {"features": features}})
    return pa.schema(list(types.items()), metadata={"huggingface": told})


def _card(names: Sequence[str], scheme: LabelScheme) -> str:
    """Return the README.md that tells `datasets` which files there are, and people what they are."""
    configs = [("all", "*.parquet"), *((name, f"{name}.parquet") for name in names)]
    head = "".join(
        f"- config_name: {name}\n  data_files: {json.dumps(files)}\n"
        + ("  default: true\n" if name == "all" else "")
        for name, files in configs
    )
    labels = "".join(f"- `{label.id}`: {label.title}\n" for label in scheme.labels)
    return (
        f"---\nconfigs:\n{head}---\n\n# Labelled sentences\n\nA row for each sentence and each who "
        "said something of it (`kind`, `annotator`); `labels` is a list, empty where none applies, "
        f"None where the sentence was skipped or not judged.\n\n{labels}"
    )


def _told(path: Path, labels: Collection[str]) -> Iterator[Told]:
    files = _tables(path)
    if not files:
        raise SourceError(f"{path} holds no .parquet file; give a folder that `datasets` reads")
    for file in files:
        yield from told_of_file(file, labels)


def _tables(path: Path) -> list[Path]:
    return sorted(path.rglob("*.parquet")) if path.is_dir() else []


HUGGING_FACE = Format(
    "hf",
    "the same table as a folder for the library datasets",
    ALL_SAID,
    lambda path: bool(_tables(path)),
    read=lambda path: Bundle(told_of=partial(_told, path)),
    write=_write,
)
