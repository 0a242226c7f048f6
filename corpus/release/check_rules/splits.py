"""Nothing that is tested on was trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .checked import Checked, some

__all__ = ["articles_stand_in_one_part", "clusters_stand_in_one_part"]


def articles_stand_in_one_part(checked: Checked) -> Iterator[str]:
    """Every table that names an article's part names the same one."""
    release = checked.release
    placed = [(row["article_id"], row["split"]) for row in release.csv("data/splits.csv")]
    for name in ("articles", "gold"):
        table = release.read(name)
        placed += zip(table["article_id"].to_pylist(), table["split"].to_pylist(), strict=True)
    if crossing := _in_two(placed):
        yield f"articles in more than one part: {some(crossing)}"
    gold = next(table for table in release.tables if table.name == "gold")
    for path in release.paths(gold):
        part = path.rpartition("/")[2].removesuffix(".parquet")
        if set(release.parquet(path)["split"].to_pylist()) - {part}:
            yield f"{path} holds rows of another part"


def clusters_stand_in_one_part(checked: Checked) -> Iterator[str]:
    """Articles that are copies of each other stand in one part."""
    articles = checked.release.read("articles")
    columns = articles["cluster"].to_pylist(), articles["split"].to_pylist()
    if crossing := _in_two(zip(*columns, strict=True)):
        yield f"clusters in more than one part: {some(crossing)}"


def _in_two(placed: Iterable[tuple[str, str]]) -> list[str]:
    found = defaultdict[str, set[str]](set)
    for name, part in placed:
        found[name].add(part)
    return sorted(name for name, parts in found.items() if len(parts) > 1)
