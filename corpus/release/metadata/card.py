"""The front matter of the card: what the Hugging Face hub and `datasets` read of a release.

Class labels are declared here, over columns that hold names: `datasets` gives numbers, everyone else
reads the names. Lists are written as `sequence`, which old and new versions of `datasets` read.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa
import yaml

from ..schemas import Column, Table
from .about import About, DataFile

__all__ = ["FRONT_MATTER_KEYS", "front_matter"]

FRONT_MATTER_KEYS = (
    *("pretty_name", "license", "language", "annotations_creators", "language_creators"),
    *("multilinguality", "size_categories", "source_datasets", "task_categories", "task_ids"),
    *("tags", "configs", "dataset_info"),
)
"""The keys that the hub knows."""

_SIZES = ((1000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def front_matter(about: About) -> str:
    """Return the YAML at the head of README.md, without its fences."""
    facts, settings = about.facts, about.settings
    n = facts["counts"]["settled_sentences"]
    languages = [language for language in facts["languages"] if language != "und"]
    said: dict[str, Any] = {
        "pretty_name": settings.title,
        "license": settings.licence.lower(),
        "language": languages or ["und"],
        "annotations_creators": [
            "machine-generated" if facts["machine_labels"] else "expert-generated"
        ],
        "language_creators": ["found"],
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        "size_categories": [next((name for most, name in _SIZES if n < most), "1M<n<10M")],
        "source_datasets": ["original"],
        "task_categories": ["text-classification"],
        "task_ids": ["multi-label-classification"],
        "tags": [
            "dateline",
            *([] if facts["includes_text"] else ["stand-off"]),
            *settings.keywords,
        ],
        "configs": [],
        "dataset_info": [],
    }
    for name, files in _by_table(about).items():
        paths = [{"split": file.part, "path": file.path} for file in files]
        config: dict[str, Any] = {"config_name": name}
        if not said["configs"]:
            config["default"] = True
        said["configs"].append(config | {"data_files": paths})
        said["dataset_info"].append(
            {
                "config_name": name,
                "features": [_feature(column) for column in files[0].table.columns],
                "splits": [
                    {"name": file.part, "num_bytes": file.arrow_size, "num_examples": file.rows}
                    for file in files
                ],
            }
        )
    return str(yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100))


def _by_table(about: About) -> dict[str, list[DataFile]]:
    found = defaultdict[str, list[DataFile]](list)
    for file in about.files:
        if isinstance(file.table, Table):
            found[file.table.name].append(file)
    return found


def _feature(column: Column) -> dict[str, Any]:
    is_list = pa.types.is_list(column.type)
    kind = column.type.value_type if is_list else column.type
    if column.names:
        names = {str(number): name for number, name in enumerate(column.names)}
        held: Any = {"class_label": {"names": names}}
    else:
        held = _DTYPES.get(kind, str(kind))
    return {"name": column.name, "sequence" if is_list else "dtype": held}


_DTYPES = {pa.float32(): "float32", pa.date32(): "date32"}
"""Types whose name in `datasets` is another than in Arrow."""
