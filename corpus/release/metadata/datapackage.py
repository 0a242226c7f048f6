"""datapackage.json: what Frictionless tools read and check.

A Parquet resource has no `bytes` and no `hash`: Frictionless counts what its reader gives it, not the
file, and calls them wrong. They stand in SHA256SUMS and croissant.json. Nor has it dates, whose
missing values its reader stumbles over: a Parquet file says its types itself.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ..licences import licence_url
from ..schemas import Column
from .about import About, DataFile

__all__ = ["datapackage"]


def datapackage(about: About) -> dict[str, Any]:
    """Return the content of datapackage.json."""
    settings = about.settings
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": settings.name,
        "id": f"https://doi.org/{settings.doi}" if settings.doi else settings.url,
        "title": settings.title,
        "description": settings.description,
        "homepage": settings.url,
        "version": about.version,
        "created": f"{settings.date.isoformat()}T00:00:00Z",
        "keywords": list(settings.keywords),
        "licenses": [
            {"name": settings.licence, "path": licence_url(settings.licence.lower())},
        ],
        "contributors": [
            {"title": creator.name, "roles": ["creator"]} for creator in settings.creators
        ],
        "resources": [_resource(file) for file in about.files],
    }


def _resource(file: DataFile) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": file.name.replace("_", "-"),
        "path": file.path,
        "description": file.table.means,
        "format": "parquet" if file.is_parquet else "csv",
        "mediatype": "application/vnd.apache.parquet" if file.is_parquet else "text/csv",
    }
    if not file.is_parquet:
        described |= {
            "encoding": "utf-8",
            "bytes": file.size,
            "hash": f"sha256:{file.sha256}",
        }
    return described | {
        "schema": {
            "fields": [_field(column, typed=not file.is_parquet) for column in file.table.columns],
            "primaryKey": list(file.table.key),
        }
    }


def _field(column: Column, *, typed: bool) -> dict[str, Any]:
    """Return a field; constraints are checked on CSV, whose cells have no type of their own."""
    kind = _type(column.type)
    field: dict[str, Any] = {
        "name": column.name,
        "type": "any" if kind == "date" and not typed else kind,
        "description": column.means,
    }
    if typed:
        constraints: dict[str, Any] = {} if column.optional else {"required": True}
        if column.names:
            constraints["enum"] = list(column.names)
        field["constraints"] = constraints
    return field


def _type(kind: pa.DataType) -> str:
    for is_kind, name in (
        (pa.types.is_list, "array"),
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_date, "date"),
    ):
        if is_kind(kind):
            return name
    return "string"
