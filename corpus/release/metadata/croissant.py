"""croissant.json: what machine-learning tools read (Croissant 1.1, with its responsible-AI terms).

A hub makes a Croissant file of its own without those terms; this one is for who wants them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ..licences import licence_url
from ..schemas import Column
from .about import About, DataFile

__all__ = ["croissant"]

_ANSWERED = {
    "rai:dataCollection": "collection",
    "rai:dataCollectionMissingData": "missing_data",
    "rai:annotatorDemographics": "annotators",
    "rai:dataBiases": "biases",
    "rai:dataUseCases": "uses",
    "rai:dataLimitations": "limitations",
    "rai:dataSocialImpact": "social_impact",
    "rai:dataReleaseMaintenancePlan": "maintenance",
}
"""Term -> the question that answers it."""


def croissant(about: About) -> dict[str, Any]:
    """Return the content of croissant.json."""
    settings = about.settings
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": settings.name,
        "description": settings.description,
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "citeAs": about.citation,
        "creator": [{"@type": "sc:Person", "name": one.name} for one in settings.creators],
        "publisher": {"@type": "sc:Organization", "name": settings.publisher},
        "datePublished": settings.date.isoformat(),
        "inLanguage": about.facts["languages"],
        "keywords": list(settings.keywords),
        "license": licence_url(settings.licence.lower()),
        "url": settings.url,
        "version": about.version,
        **_responsible(about),
        "distribution": [_file(file) for file in about.files],
        "recordSet": [_records(file) for file in about.files],
    }


def _responsible(about: About) -> dict[str, str]:
    facts = about.facts
    counts, machine = facts["counts"], facts["machine_labels"]
    by = "A machine" if machine else f"{counts['annotators']} annotators"
    terms = {
        "rai:dataAnnotationProtocol": (
            f"{by} labelled sentences under docs/GUIDELINES.md, each on their own; differences were "
            f"settled afterwards ({_listed(counts['decided_by'])}). Every annotator's labels are in "
            "data/annotations."
        ),
        "rai:dataAnnotationPlatform": "Dateline",
        "rai:annotationsPerItem": f"{counts['annotations'] / max(counts['sentences'], 1):.2f}",
        "rai:dataAnnotationAnalysis": "Agreement per label with intervals: docs/AGREEMENT.md.",
        "rai:personalSensitiveInformation": (
            "News of violence names victims, witnesses and suspects. "
            + (
                "Names of people are replaced in the published texts."
                if facts["includes_text"]
                else "No text is published; anchors are truncated hashes of runs of tokens."
            )
        ),
    }
    if machine:
        terms["rai:machineAnnotationTools"] = about.answer("annotators") or "A language model."
    answered = {term: about.answer(key) for term, key in _ANSWERED.items()}
    return terms | {term: answer for term, answer in answered.items() if answer}


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {count:,}" for name, count in counts.items())


def _file(file: DataFile) -> dict[str, Any]:
    kind = "application/x-parquet" if file.is_parquet else "text/csv"
    return {
        "@type": "cr:FileObject",
        "@id": f"{file.name}-file",
        "name": f"{file.name}-file",
        "description": file.table.means,
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": kind,
        "sha256": file.sha256,
    }


def _records(file: DataFile) -> dict[str, Any]:
    key = [{"@id": f"{file.name}/{column}"} for column in file.table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": file.name,
        "name": file.name,
        "description": file.table.means,
        "key": key[0] if len(key) == 1 else key,
        "field": [_field(file.name, column) for column in file.table.columns],
    }


def _field(records: str, column: Column) -> dict[str, Any]:
    is_list = pa.types.is_list(column.type)
    array = {"cr:isArray": True, "cr:arrayShape": "-1"} if is_list else {}
    return {
        "@type": "cr:Field",
        "@id": f"{records}/{column.name}",
        "name": column.name,
        "description": column.means,
        **array,
        "dataType": _data_type(column.type.value_type if is_list else column.type),
        "source": {
            "fileObject": {"@id": f"{records}-file"},
            "extract": {"column": column.name},
        },
    }


def _data_type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "sc:Boolean"
    if pa.types.is_integer(kind):
        return "sc:Integer"
    if pa.types.is_floating(kind):
        return "sc:Float"
    return "sc:Date" if pa.types.is_date(kind) else "sc:Text"


_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            *("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty"),
            *("fileObject", "fileSet", "format", "includes", "jsonPath", "key", "md5"),
            *("parentField", "path", "recordSet", "references", "regex", "repeated", "replace"),
            *("samplingRate", "separator", "source", "subField", "transform"),
        )
    },
    "isLiveDataset": "cr:isLiveDataset",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "sc": "https://schema.org/",
}
