"""What other people's tools say of a release: each a function that returns what is wrong.

None of them needs the network. They come with `pip install 'dateline[publish]'`; one that is not
installed is named and not asked. Those that take a table apart cell by cell are given the first rows of
it: the types are those of a whole Parquet file, and Dateline's own rules read every row.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from itertools import islice
from typing import Any, NamedTuple

from .opened import OpenRelease

__all__ = ["VALIDATORS", "Validator", "is_installed", "run_validator"]


MOST_ROWS = 10_000
"""of a table, that are read cell by cell"""


class Validator(NamedTuple):
    """Somebody else's tool, as a rule."""

    package: str
    """what is imported"""
    means: str
    run: Callable[[OpenRelease], Iterator[str]]


def is_installed(validator: Validator) -> bool:
    return find_spec(validator.package) is not None


def _with_datasets(release: OpenRelease) -> Iterator[str]:
    """Load every configuration as `datasets.load_dataset(DIR, NAME)` does."""
    import datasets

    tables = [table for table in release.tables if release.paths(table)]
    expected = [table.name for table in tables]
    where = str(release.folder.resolve())  # it cannot load "." with more than one configuration
    names = datasets.get_dataset_config_names(where)
    if names != expected:
        yield f"found the configurations {names}, expected {expected}"
    shown = datasets.is_progress_bar_enabled()
    datasets.disable_progress_bars()
    try:
        for table in tables:
            with tempfile.TemporaryDirectory() as cache:
                loaded = datasets.load_dataset(where, table.name, cache_dir=cache)
                rows = sum(part.num_rows for part in loaded.values())
                features = next(iter(loaded.values())).features
            if rows != release.read(table.name).num_rows:
                yield f"{table.name}: {rows:,} rows, {release.read(table.name).num_rows:,} expected"
            if "labels" in features and features["labels"].feature.names != list(release.labels):
                yield f"{table.name}: the labels are {features['labels'].feature.names}"
    finally:
        if shown:
            datasets.enable_progress_bars()


def _with_mlcroissant(release: OpenRelease) -> Iterator[str]:
    """Read records of every set; validating alone overlooks missing files and wrong digests."""
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(release.folder / "croissant.json"))
    for records in dataset.metadata.record_sets:
        count = sum(1 for _ in islice(dataset.records(records.id), MOST_ROWS))
        name = records.id.partition("-")[0]
        if name in {table.name for table in release.tables if table.stem}:
            expected = min(release.read(name).num_rows, MOST_ROWS)
            if count != expected:
                yield f"{records.id}: {count:,} records, {expected:,} expected"


def _with_frictionless(release: OpenRelease) -> Iterator[str]:
    """Validate the data package, rows of its tables too."""
    from frictionless import system, validate

    with system.use_context(trusted=True):
        report = validate(str(release.folder / "datapackage.json"), limit_rows=MOST_ROWS)
    for kind, message in report.flatten(["type", "message"])[:3]:
        yield f"{kind}: {message}"


def _with_cffconvert(release: OpenRelease) -> Iterator[str]:
    """Validate CITATION.cff, and that it speaks of a data set of this version."""
    import yaml
    from cffconvert import Citation

    text = release.text("CITATION.cff")
    Citation(text).validate()
    said = yaml.safe_load(text)
    if (said.get("type"), said.get("version")) != ("dataset", release.facts["version"]):
        yield f"CITATION.cff speaks of a {said.get('type')} of version {said.get('version')}"


def _with_datacite(release: OpenRelease) -> Iterator[str]:
    """Validate datacite.json by the schema of DataCite 4.5."""
    from datacite import schema45

    for error in schema45.validator.iter_errors(json.loads(release.text("datacite.json"))):
        yield f"datacite.json: {error.message}"


def _with_rocrate(release: OpenRelease) -> Iterator[str]:
    """Load the crate again, and find every file in it."""
    from rocrate.rocrate import ROCrate

    crate = ROCrate(str(release.folder))
    known = {str(entity.id) for entity in crate.get_entities()}
    outside = {"SHA256SUMS"}
    if missing := sorted(set(release.files) - known - outside):
        yield f"not in the crate: {missing[:3]}"


VALIDATORS: Mapping[str, Validator] = {
    "datasets": Validator("datasets", "datasets.load_dataset reads every table", _with_datasets),
    "mlcroissant": Validator(
        "mlcroissant", "Croissant: every record set can be read", _with_mlcroissant
    ),
    "frictionless": Validator("frictionless", "the data package is valid", _with_frictionless),
    "cffconvert": Validator("cffconvert", "CITATION.cff is valid", _with_cffconvert),
    "datacite": Validator("datacite", "datacite.json is valid", _with_datacite),
    "rocrate": Validator("rocrate", "RO-Crate: the crate loads again", _with_rocrate),
}


def run_validator(validator: Validator, release: OpenRelease) -> list[str]:
    """Return what a tool finds wrong; what it stumbles over is a finding too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tools about themselves
        try:
            return list(validator.run(release))
        except Exception as error:  # each raises errors of its own
            return [_told(error)]


def _told(error: BaseException) -> str:
    """Return the innermost reason of an error, on one line."""
    while error.__cause__ is not None:
        error = error.__cause__
    told: Any = str(error) or type(error).__name__
    return " ".join(told.split())[:300]
