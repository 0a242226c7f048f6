"""Building a release: gathered, written beside its place, checked, and put there whole or not at all.

The order matters: the tables first, then what describes them (Croissant needs their digests), then the
list of all files, and SHA256SUMS last. Nothing tells the time of the run, so that the same corpus,
settings and version give the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ..errors import OutputError, ReleaseChanged, ReleaseError, shorten
from ..files import check_new_folder, new_folder
from ..progress import Progress
from ..reading.sources import file_digest
from ..store import Corpus
from ..store.articles import iter_articles
from .changelog import Changes, changelog, changes_since
from .check_rules import Checked, broken_rules
from .check_rules.files import files_are_those_of_sha256sums
from .documents import DOCUMENTS, render_documents
from .facts import release_facts
from .id_lists import read_sensitive, read_takedowns
from .masking import Mask, find_mask
from .material import Material, gather
from .metadata.about import About, describe_file, to_json_text
from .metadata.citation import citation_cff, codemeta, datacite, zenodo
from .metadata.croissant import croissant
from .metadata.datapackage import datapackage
from .metadata.rocrate import rocrate
from .normalise import AnchorSettings, normaliser_to_json
from .opened import SUMS, OpenRelease, is_release
from .privacy import FindMore, Review, renew_review
from .schemas import Variant, csv_tables, parquet_tables
from .self_rehydration import self_rehydration
from .settings import ReleaseSettings
from .tables import release_rows, write_tables

__all__ = ["TOP", "Released", "release"]

TOP = (
    *("release.json", "README.md", "LICENSE", "CITATION.cff", "CHANGELOG.md", "data", "standoff"),
    *("text", "docs", "model", "takedown.jsonl", "croissant.json", "datapackage.json"),
    *("ro-crate-metadata.json", "datacite.json", ".zenodo.json", "codemeta.json", SUMS),
)
"""What a release may hold; the first is what it is known by."""

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_NOT_IN_CRATE = {"ro-crate-metadata.json", SUMS}


@dataclass(frozen=True, slots=True)
class Released:
    """What a release holds."""

    folder: Path
    facts: Mapping[str, Any]
    """what stands in release.json"""
    files: tuple[str, ...]
    changes: Changes | None
    """None: it is the first version"""


def release(
    corpus: Corpus,
    output: Path,
    settings: ReleaseSettings,
    *,
    version: str,
    variant: Variant = "standoff",
    previous: Path | None = None,
    model: Path | None = None,
    lists: Path = Path(),
    review: Path | None = None,
    more_names: FindMore | None = None,
    mask: Mask | None = None,
    progress: Progress = lambda *_: None,
) -> Released:
    """Write a release of a corpus to a folder that is not there yet, or holds a release.

    lists : the folder of takedown.jsonl and sensitive.jsonl, where there are any. review : that of the
    lists of names and sentences, which are written anew. Raises ReleaseError where the corpus cannot
    be released or the result breaks one of its own rules, ReviewUnsettled while names are open,
    RecordError for a list, OutputError where it cannot be written.
    """
    check_new_folder(output, TOP)
    _keep_version(output, version)
    if review is not None:
        _check_apart(review, output)
    before = _open_previous(previous) if previous else None
    _check_version(version, before)
    anchors = AnchorSettings(settings.name)
    takedown, sensitive = lists / "takedown.jsonl", lists / "sensitive.jsonl"
    down = [takedown] if takedown.is_file() else []
    takedowns = read_takedowns(
        [*([before.folder / "takedown.jsonl"] if before else []), *down], version
    )
    with corpus.read() as connection:
        reviewed = _review(connection, review, more_names, progress) if review else None
        material = gather(
            connection,
            settings,
            variant,
            mask or find_mask(variant, reviewed),
            anchors,
            takedowns=takedowns,
            sensitive=read_sensitive(sensitive) if sensitive.is_file() else {},
            review=reviewed,
            progress=progress,
        )
    progress("tables", 0, 0)
    rows = release_rows(material, settings, anchors, version)
    normaliser = normaliser_to_json(anchors)
    facts = release_facts(material, rows, settings, normaliser, version)
    if reviewed:
        facts["review"] = reviewed.counts_to_json()
    facts["self_rehydration"] = self_rehydration(material.articles, rows, anchors)
    facts["previous"] = before.facts["version"] if before else None
    changes = changes_since(before, rows, (one.id for one in takedowns)) if before else None
    with new_folder(output, TOP) as new:
        progress("files", 0, 0)
        tables = parquet_tables(material.scheme.ids, variant)
        write_tables(new, rows, tables)
        _write_json(new / "standoff" / "normaliser.json", normaliser)
        _write_json(new / "release.json", facts)
        _write(new / "docs" / "GUIDELINES.md", material.scheme.text)
        _write(
            new / "takedown.jsonl",
            "".join(f"{json.dumps(one.to_json(), ensure_ascii=False)}\n" for one in takedowns),
        )
        _write(new / "CHANGELOG.md", changelog(version, settings.date.isoformat(), changes, before))
        files = _copy_model(model, new / "model") if model else ()
        about = _about(new, material, settings, version, facts, files)
        _describe(new, about)
        progress("checks", 0, 0)
        found = broken_rules(Checked(OpenRelease(new), before, material.runs))
        if found:
            rule, problem = found[0]
            raise ReleaseError(
                f"nothing was released: it would break the rule {rule!r}: {problem}"
                + (f" (and {len(found) - 1} more)" if len(found) > 1 else "")
            )
        written = OpenRelease(new).files
    return Released(output, facts, written, changes)


def _review(
    connection: Connection, folder: Path, more: FindMore | None, progress: Progress
) -> Review:
    """Return what people decided of the names. Raises ReviewUnsettled while one is open."""
    articles = (
        (stored.article, stored.sentences)
        for stored in iter_articles(connection)
        if stored.part and stored.sentences
    )
    review = renew_review(folder, articles, more=more, progress=progress)
    review.require_settled()
    return review


def _check_apart(review: Path, output: Path) -> None:
    if review.resolve().is_relative_to(output.resolve()):
        raise ReleaseError(
            f"the lists of names would lie in the release ({review}); give --review a folder "
            "outside it"
        )


def _open_previous(folder: Path) -> OpenRelease:
    """Return the version before, as it was published. Raises ReleaseError."""
    before = OpenRelease(folder)
    for problem in files_are_those_of_sha256sums(Checked(before)):
        raise ReleaseChanged(
            f"{folder} is not as it was published: {problem}; get it again from there"
        )
    return before


def _keep_version(output: Path, version: str) -> None:
    """Refuse to put one version in the place of another, which may be published."""
    if is_release(output) and (there := OpenRelease(output).facts["version"]) != version:
        raise OutputError(
            f"{output} holds version {there}; give another folder with -o, or move it away"
        )


def _check_version(version: str, before: OpenRelease | None) -> None:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ReleaseError(
            f"found the version {shorten(version)}; write three numbers, such as 0.1.0"
        )
    if before is None:
        return
    last = _VERSION.fullmatch(before.facts["version"])
    if last is None or [*map(int, found.groups())] <= [*map(int, last.groups())]:
        raise ReleaseError(
            f"found the version {version}, and {before.folder} is {before.facts['version']}; give "
            "a higher one"
        )


def _copy_model(model: Path, folder: Path) -> tuple[str, ...]:
    """Copy the files of a model, and return their names."""
    if not (model / "model.json").is_file():
        raise ReleaseError(
            f"{model} is no model: it has no model.json; give a folder that `dateline train` wrote"
        )
    folder.mkdir()
    names = sorted(path.name for path in model.iterdir())
    for name in names:
        if not (model / name).is_file() or (model / name).is_symlink():
            raise ReleaseError(f"{model / name} is no plain file of a model; move it elsewhere")
        shutil.copyfile(model / name, folder / name)
    return tuple(names)


def _about(
    folder: Path,
    material: Material,
    settings: ReleaseSettings,
    version: str,
    facts: Mapping[str, Any],
    model: tuple[str, ...],
) -> About:
    there = OpenRelease(folder)
    files = (
        *(
            describe_file(folder, path, table)
            for table in there.tables
            for path in there.paths(table)
        ),
        *(describe_file(folder, table.path, table) for table in csv_tables()),
    )
    return About(settings, version, facts, material.scheme, files, model)


def _describe(folder: Path, about: About) -> None:
    """Write all that describes the tables, and SHA256SUMS last."""
    said = {
        "CITATION.cff": citation_cff(about),
        "croissant.json": to_json_text(croissant(about)),
        "datapackage.json": to_json_text(datapackage(about)),
        "datacite.json": to_json_text(datacite(about)),
        ".zenodo.json": to_json_text(zenodo(about)),
        "codemeta.json": to_json_text(codemeta(about)),
    }
    paths = sorted({*OpenRelease(folder).files, *said, *DOCUMENTS, *_NOT_IN_CRATE})
    crate = [path for path in paths if path not in _NOT_IN_CRATE]
    said |= render_documents(about, paths)
    said["ro-crate-metadata.json"] = to_json_text(rocrate(about, crate))
    for path, text in said.items():
        _write(folder / path, text)
    sums = (f"{file_digest(folder / path)}  {path}\n" for path in paths if path != SUMS)
    _write(folder / SUMS, "".join(sums))


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    _write(path, to_json_text(content))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
