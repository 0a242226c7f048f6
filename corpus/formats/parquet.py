"""The table as one Parquet file: flags as 1 and 0, so that their means are shares."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RecordError, SourceError
from ..guidelines import LabelScheme
from ..reading.tables import cells_of
from .bundle import Bundle
from .foreign_table import TEXT
from .form import Format
from .labelled import LabelledArticle
from .table import LABEL, SCORE, columns_of, reader_of, rows_of
from .things import ALL_SAID
from .told import Told

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BATCH", "PARQUET", "told_of_file", "type_of"]

BATCH = 10_000
"""Rows that are in memory at once."""


def _write(articles: Iterator[LabelledArticle], scheme: LabelScheme, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = columns_of(scheme.ids)
    schema = pa.schema([(name, type_of(name)) for name in columns])
    rows = rows_of(articles, scheme.ids)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, BATCH)):
            cells = [
                pa.array(column, field.type)
                for column, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(cells, schema=schema))


def type_of(column: str) -> pa.DataType:
    """Return the type of a column of the table."""
    import pyarrow as pa

    if column.startswith(LABEL) or column in ("skipped", "unsure"):
        return pa.int8()
    if column.startswith(SCORE) or column == "seconds":
        return pa.float64()
    return pa.int32() if column == "number" else pa.string()


def told_of_file(path: Path, labels: Collection[str]) -> Iterator[Told]:
    """Yield what the rows of a Parquet file say."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    where = str(path)
    try:
        # Unbuffered: a file may be one row group, and memory is to stay flat.
        file = pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise SourceError(f"{where} is no Parquet file, or is cut off; copy it again") from None
    with file:
        told = reader_of(where, schema.names, labels)
        names = _class_names(schema.metadata)
        line = 0
        try:
            for batch in file.iter_batches(batch_size=BATCH):
                columns = [
                    _named(names.get(name), cells_of(column))
                    for name, column in zip(schema.names, batch.columns, strict=True)
                ]
                for cells in zip(*columns, strict=True):
                    line += 1
                    _check(where, line, schema.names, cells)
                    yield told(line, cells)
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            raise SourceError(
                f"{where} cannot be read beyond row {line:,}; copy it again"
            ) from None


def _check(where: str, line: int, names: Sequence[str], cells: Sequence[Any]) -> None:
    """Raise RecordError for a cell that cannot be read."""
    for name, cell in zip(names, cells, strict=True):
        if isinstance(cell, Exception):
            reason = "found bytes that are no UTF-8, or a time that cannot be read; mend it"
            raise RecordError(where, line, name, reason)


def _class_names(metadata: Mapping[bytes, bytes] | None) -> dict[str, Sequence[str]]:
    """Return the names behind the numbers of a column, where the library `datasets` wrote them."""
    try:
        features = json.loads((metadata or {})[b"huggingface"])["info"]["features"]
        found = {name: _names_of(feature) for name, feature in features.items()}
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}
    return {name: names for name, names in found.items() if names}


def _names_of(feature: Any) -> Sequence[str]:
    """Return the names of a feature, or of the items of a list."""
    if isinstance(feature, list):
        return _names_of(feature[0])
    if feature.get("_type") == "ClassLabel":
        return tuple(feature["names"])
    return _names_of(feature["feature"]) if "feature" in feature else ()


def _named(names: Sequence[str] | None, cells: list[Any]) -> list[Any]:
    """Return the cells of a column with names in the place of numbers; -1 is no label."""
    if names is None:
        return cells

    def name(number: Any) -> Any:
        return names[number] if isinstance(number, int) and 0 <= number < len(names) else None

    return [[name(one) for one in cell] if isinstance(cell, list) else name(cell) for cell in cells]


def _recognises(path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return path.is_file() and any(
            name.strip().lower() in TEXT for name in pq.read_schema(path).names
        )
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return False


PARQUET = Format(
    "parquet",
    "the same table as a Parquet file, for data frames",
    ALL_SAID,
    _recognises,
    read=lambda path: Bundle(told_of=partial(told_of_file, path)),
    write=_write,
    suffix=".parquet",
)
