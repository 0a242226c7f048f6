"""What the documents say of the tables is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from ftfy import fix_text

from ...errors import shorten
from ..facts import count_rows
from ..metadata.card import FRONT_MATTER_KEYS
from ..schemas import PARTS
from .checked import Checked, some

__all__ = ["card_matches_the_counts", "counts_match_the_tables", "documents_are_not_garbled"]

_LABEL_ROW = re.compile(r"^\| `([^`]+)` \|((?: [\d,]+ \|)+)$", re.MULTILINE)


def counts_match_the_tables(checked: Checked) -> Iterator[str]:
    """The counts in release.json are those of the tables."""
    release = checked.release
    rows = {table.name: release.rows(table.name) for table in release.tables}
    yield from _differences("counts", release.facts["counts"], count_rows(rows, release.labels))


def _differences(where: str, said: Any, counted: Any) -> Iterator[str]:
    if isinstance(said, dict) and isinstance(counted, dict):
        for key in sorted({*said, *counted}, key=str):
            yield from _differences(f"{where}.{key}", said.get(key), counted.get(key))
    elif said != counted:
        yield f"release.json says {where} {shorten(said)}, and the tables {shorten(counted)}"


def card_matches_the_counts(checked: Checked) -> Iterator[str]:
    """The card's front matter is what the hub reads, and its figures are those of release.json."""
    release = checked.release
    _, _, rest = release.text("README.md").partition("---\n")
    head, _, body = rest.partition("\n---\n")
    try:
        said = yaml.safe_load(head)
    except yaml.YAMLError:
        said = None
    if not isinstance(said, dict):
        yield "README.md has no YAML front matter"
        return
    if strange := sorted(said.keys() - set(FRONT_MATTER_KEYS)):
        yield f"README.md has the unknown keys {some(strange)}"
    if lacking := [key for key in ("license", "language", "configs") if not said.get(key)]:
        yield f"README.md does not say its {some(lacking)}"
    rows = {
        (info["config_name"], split["name"]): split["num_examples"]
        for info in said.get("dataset_info") or ()
        for split in info["splits"]
    }
    for table in release.tables:
        for path in release.paths(table):
            part = path.rpartition("/")[2].removesuffix(".parquet") if not table.stem else PARTS[0]
            if rows.get((table.name, part)) != release.parquet(path).num_rows:
                yield f"README.md gives another number of rows than {path} has"
    shown = {
        label: [int(cell.replace(",", "")) for cell in cells.strip(" |").split(" | ")]
        for label, cells in _LABEL_ROW.findall(body)
    }
    counted = {
        label: [per[part] for part in (*PARTS, "all")]
        for label, per in release.facts["counts"]["per_label"].items()
    }
    if shown != counted:
        yield "README.md counts other labels than release.json"


def documents_are_not_garbled(checked: Checked) -> Iterator[str]:
    """No document was read in the wrong encoding on its way."""
    release = checked.release
    documents = [path for path in release.files if path.endswith((".md", ".cff"))]
    for path in documents:
        text = release.text(path)
        if fix_text(text, uncurl_quotes=False, fix_character_width=False) != text:
            yield f"{path} is garbled"
