"""The split that comes with an import: the part and cluster of each article, a row each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from ..comparison import compare
from ..errors import RecordError, SplitError, SplitFrozen, one_of, shorten
from ..leaks import check_clusters
from ..nouns import Part, Split
from ..rows import Row, RowReader
from ..store.articles import get_split, set_clusters, set_split

__all__ = ["SplitRows"]

_PARTS: dict[str, Part] = {"train": "train", "validation": "validation", "test": "test"}


class SplitRows:
    """What rows tell of a split, gathered until it can be frozen.

    `settings` are the seed and the shares that it was made with, where they are known.
    """

    def __init__(self, settings: Mapping[str, Any] | None) -> None:
        self._settings = settings
        self._parts: dict[str, Part] = {}
        self._clusters: dict[str, str] = {}
        self._file = ""

    def read(self, row: Row, where: str, line: int | None) -> str:
        """Note the part and the cluster of an article, and return its id. Raises RecordError."""
        self._file = where
        part = row["split"]
        if not isinstance(part, str) or part not in (*_PARTS, ""):
            reason = f"found {shorten(part)}, allowed are {one_of(_PARTS)} and nothing"
            raise RecordError(where, line, "split", reason)
        read = RowReader(row, where, line)
        name, cluster = read.text("article_id") or "", read.text("cluster")
        if part and self._parts.setdefault(name, _PARTS[part]) != part:
            reason = (
                f"found {part} for the article {shorten(name)}, which stands in "
                f"{self._parts[name]} further up; an article has one part"
            )
            raise RecordError(where, line, "split", reason)
        if cluster:
            self._clusters[name] = cluster
        return name

    def freeze(self, connection: Connection) -> bool:
        """Freeze the split, if the rows told a fair one, and return whether it is new to the corpus.

        Its clusters are those of the file, or, where an article of it has none, looked for anew.
        Raises SplitFrozen where the corpus has another split, SplitError, LeakError.
        """
        held = get_split(connection)
        if not self._parts:
            return False
        if held is not None:
            if dict(held.parts) != self._parts:
                raise SplitFrozen(
                    f"{self._file} is another split than the one this corpus is frozen to; delete "
                    "the file to keep the corpus's, or import into another corpus"
                )
            return False
        counts = Counter(self._parts.values())
        if not counts["train"] or not counts["test"]:
            raise SplitError(
                f"{self._file} has {counts['train']} train and {counts['test']} test articles; "
                "a split needs both: mend the file, or delete it and run `dateline split`"
            )
        clusters: Mapping[str, str] = self._clusters
        if self._parts.keys() - clusters.keys():
            clusters = compare(connection).clusters
        total = len(self._parts)
        shares = {part: counts[part] / total for part in ("test", "validation")}
        made = Split(parts=self._parts, **(self._settings or {"seed": 0, **shares}))
        check_clusters(made, clusters)
        set_clusters(connection, clusters)
        set_split(connection, made)
        return True
