"""How a release is cited and deposited: CITATION.cff, DataCite, Zenodo and CodeMeta."""

from __future__ import annotations

import json
from html import escape
from importlib.metadata import version as package_version
from typing import Any

from ..licences import licence_url
from ..settings import Creator
from .about import About

__all__ = ["citation_cff", "codemeta", "datacite", "zenodo"]


def citation_cff(about: About) -> str:
    """Return CITATION.cff (1.2.0); its values are JSON, which YAML reads."""
    settings = about.settings
    said: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": settings.title,
        "abstract": settings.description,
        "authors": [_author(creator) for creator in settings.creators],
        "version": about.version,
        "date-released": settings.date.isoformat(),
        "license": settings.licence,
        "url": settings.url,
    }
    if settings.doi:
        said["doi"] = settings.doi
    if settings.keywords:
        said["keywords"] = list(settings.keywords)
    return "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items()
    )


def _author(creator: Creator) -> dict[str, str]:
    """Return an author: a person where the name is told as "Family, Given", else an entity."""
    family, comma, given = creator.name.partition(", ")
    author = {"family-names": family, "given-names": given} if comma else {"name": creator.name}
    if creator.affiliation and comma:
        author["affiliation"] = creator.affiliation
    if creator.orcid:
        author["orcid"] = f"https://orcid.org/{creator.orcid}"
    return author


def datacite(about: About) -> dict[str, Any]:
    """Return the content of datacite.json (kernel 4), which a repository registers a DOI with."""
    settings = about.settings
    said: dict[str, Any] = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Annotated corpus"},
        "creators": [_datacite_creator(creator) for creator in settings.creators],
        "titles": [{"title": settings.title}],
        "publisher": {"name": settings.publisher},
        "publicationYear": str(settings.date.year),
        "version": about.version,
        "dates": [{"date": settings.date.isoformat(), "dateType": "Issued"}],
        "descriptions": [{"description": settings.description, "descriptionType": "Abstract"}],
        "subjects": [{"subject": keyword} for keyword in settings.keywords],
        "rightsList": [
            {"rights": settings.licence, "rightsUri": licence_url(settings.licence.lower())},
        ],
    }
    if about.facts["languages"] != ["und"]:
        said["language"] = next(one for one in about.facts["languages"] if one != "und")
    if settings.doi:
        said["doi"] = settings.doi
    return said


def _datacite_creator(creator: Creator) -> dict[str, Any]:
    said: dict[str, Any] = {"name": creator.name}
    if creator.affiliation:
        said["affiliation"] = [{"name": creator.affiliation}]
    if creator.orcid:
        said["nameIdentifiers"] = [
            {
                "nameIdentifier": f"https://orcid.org/{creator.orcid}",
                "nameIdentifierScheme": "ORCID",
                "schemeUri": "https://orcid.org",
            }
        ]
    return said


def zenodo(about: About) -> dict[str, Any]:
    """Return the content of .zenodo.json: the metadata of a deposition."""
    settings = about.settings
    return {
        "upload_type": "dataset",
        "title": settings.title,
        "description": f"<p>{escape(settings.description)}</p>",
        "creators": [
            {
                key: value
                for key in ("name", "affiliation", "orcid")
                if (value := getattr(creator, key))
            }
            for creator in settings.creators
        ],
        "access_right": "open",
        "license": settings.licence.lower(),
        "version": about.version,
        "publication_date": settings.date.isoformat(),
        "keywords": list(settings.keywords),
        "related_identifiers": [
            {"identifier": settings.url, "relation": "isIdenticalTo", "resource_type": "dataset"},
        ],
    }


def codemeta(about: About) -> dict[str, Any]:
    """Return the content of codemeta.json: the software that made the release and restores it."""
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": "dateline",
        "version": package_version("dateline"),
        "description": "Makes, checks and restores the data set " + about.folder_name,
        "programmingLanguage": "Python",
        "license": "https://spdx.org/licenses/Apache-2.0",
        "author": [{"@type": "Organization", "name": "The Dateline contributors"}],
    }
