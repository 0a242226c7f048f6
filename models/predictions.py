"""The prediction contract: a row for each sentence, as a table, as JSONL and as Parquet.

    {"article_id", "start", "end", "text", "labels": [...], "scores": {label: probability}}

In a table and in Parquet `scores` is a struct of one number per label. A new form is one function
and its line in `WRITERS`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from dateline.corpus.errors import OutputError, one_of
from dateline.corpus.files import new_file

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["STDOUT", "WRITERS", "Write", "Writer", "open_output", "predictions_schema"]

Write = Callable[["pa.Table"], None]
"""Appends a table of predictions."""
Writer = Callable[[Path, "pa.Schema"], AbstractContextManager[Write]]
"""Opens an output for tables of one schema; it is there when the context ends without error."""

STDOUT = Path("-")
"""The output that is standard output, as JSONL."""
DIGITS = 6
"""Decimal places of a probability in JSONL; a table holds it whole."""


def predictions_schema(labels: Sequence[str]) -> pa.Schema:
    """Return the columns of a table of predictions, in the order of the contract."""
    import pyarrow as pa

    columns: dict[str, pa.DataType] = {
        "article_id": pa.string(),
        "start": pa.int64(),
        "end": pa.int64(),
        "text": pa.string(),
        "labels": pa.list_(pa.string()),
        "scores": pa.struct([pa.field(label, pa.float64()) for label in labels]),
    }
    return pa.schema(list(columns.items()))


@contextmanager
def open_output(out: Path, labels: Sequence[str]) -> Iterator[Write]:
    """Open `out` for a classifier's predictions, in the form that its suffix names.

    Raises OutputError for a suffix without a form, and where it cannot be written.
    """
    if out == STDOUT:
        yield _write_stdout
        return
    if out.suffix.lower() not in WRITERS:
        raise OutputError(
            f"{out} is a {out.suffix or 'name without a suffix'}; predictions are written as "
            f"{one_of(WRITERS)}, to standard output as -, or by dateline predict into a folder, whose "
            "name has no suffix"
        )
    with WRITERS[out.suffix.lower()](out, predictions_schema(labels)) as write:
        yield write


@contextmanager
def _jsonl(out: Path, _: pa.Schema) -> Iterator[Write]:
    with new_file(out) as file:
        yield lambda table: file.writelines(_lines(table))


@contextmanager
def _parquet(out: Path, schema: pa.Schema) -> Iterator[Write]:
    import pyarrow.parquet as pq

    with (
        new_file(out, "wb") as file,
        pq.ParquetWriter(cast("IO[bytes]", file), schema) as writer,
    ):
        yield writer.write_table


WRITERS: Mapping[str, Writer] = {".jsonl": _jsonl, ".parquet": _parquet}
"""Suffix -> form."""


def _write_stdout(table: pa.Table) -> None:
    sys.stdout.buffer.write("".join(_lines(table)).encode())
    sys.stdout.buffer.flush()


def _lines(table: pa.Table) -> Iterator[str]:
    """Yield each row as a line of JSON: a template filled from the columns, for speed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(table):
        return
    encode = json.JSONEncoder(ensure_ascii=False).encode
    names = [field.name for field in table.schema.field("scores").type]
    scores = ", ".join(f"{encode(name).replace('%', '%%')}: %r" for name in names)
    template = (
        '{"article_id": %s, "start": %d, "end": %d, "text": %s, "labels": [%s], '
        f'"scores": {{{scores}}}}}\n'
    )
    given = cast("pa.ListArray[Any]", pa.concat_arrays(table.column("labels").chunks))
    quoted = pa.array([encode(label) for label in given.values.to_pylist()], pa.string())
    labels = pc.binary_join(pa.ListArray.from_arrays(given.offsets, quoted), ", ")
    columns = (
        map(encode, table.column("article_id").to_pylist()),
        table.column("start").to_pylist(),
        table.column("end").to_pylist(),
        map(encode, table.column("text").to_pylist()),
        cast("pa.StringArray", labels).to_pylist(),
        *(column.to_numpy().round(DIGITS).tolist() for column in table.column("scores").flatten()),
    )
    for row in zip(*columns, strict=True):
        yield template % row
