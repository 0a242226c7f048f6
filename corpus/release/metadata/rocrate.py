"""ro-crate-metadata.json: what research archives read (RO-Crate 1.1)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from ..licences import licence_url
from .about import About

__all__ = ["rocrate"]


def rocrate(about: About, paths: Sequence[str]) -> dict[str, Any]:
    """Return the content of ro-crate-metadata.json; `paths` are the other files of the release."""
    settings = about.settings
    means = {file.path: file.table.means for file in about.files}
    creators = [
        {
            "@id": f"https://orcid.org/{one.orcid}" if one.orcid else f"#creator-{number}",
            "@type": "Person",
            "name": one.name,
            **({"affiliation": one.affiliation} if one.affiliation else {}),
        }
        for number, one in enumerate(settings.creators, 1)
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": settings.title,
        "description": settings.description,
        "datePublished": settings.date.isoformat(),
        "license": {"@id": licence_url(settings.licence.lower())},
        "version": about.version,
        "url": settings.url,
        "keywords": ", ".join(settings.keywords),
        "creator": [{"@id": creator["@id"]} for creator in creators],
        "publisher": {"@id": "#publisher"},
        "hasPart": [{"@id": path} for path in paths],
    }
    descriptor = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    licence = {
        "@id": licence_url(settings.licence.lower()),
        "@type": "CreativeWork",
        "name": settings.licence,
    }
    publisher = {"@id": "#publisher", "@type": "Organization", "name": settings.publisher}
    files = [
        {
            "@id": path,
            "@type": "File",
            "name": means.get(path, path),
            "encodingFormat": _media_type(path),
        }
        for path in paths
    ]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [descriptor, root, licence, publisher, *creators, *files],
    }


def _media_type(path: str) -> str:
    return _MEDIA_TYPES.get(PurePosixPath(path).suffix, "text/plain")


_MEDIA_TYPES = {
    ".cff": "text/yaml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".skops": "application/zip",
}
