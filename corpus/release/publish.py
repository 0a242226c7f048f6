"""Publishing a release: what becomes public is told first, and nothing leaves unless asked for.

On the Hugging Face hub a version is one commit with a tag; what an earlier version had and this one
has not is taken away. On Zenodo it becomes a draft with its metadata filled in: a person looks at it
there and publishes it, since a DOI is for good. Zenodo knows no folders, so a release goes there as one
archive, with the card and the digests beside it.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ..errors import ReleaseError
from .opened import SUMS, OpenRelease

__all__ = ["SERVERS", "Place", "Plan", "check_sender", "plan", "upload"]

Place = Literal["hub", "zenodo"]
SERVERS: Mapping[Place, str] = {
    "hub": "https://huggingface.co",
    "zenodo": "https://zenodo.org",
}
_DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip archive can tell: the same archive whenever it is made."""
_BESIDE = ("README.md", SUMS)
_PATIENCE = 300.0
"""Seconds that a server may take over one file."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become public, and where."""

    to: Place
    where: str
    name: str
    version: str
    files: tuple[tuple[str, int], ...]
    """path and bytes"""
    with_texts: bool
    articles: int
    sentences: int

    @property
    def size(self) -> int:
        return sum(size for _, size in self.files)


def plan(folder: Path, to: Place, repository: str | None, server: str) -> Plan:
    """Return what publishing a release would make public. Raises ReleaseError."""
    release = OpenRelease(folder)
    if to == "hub" and (repository is None or repository.count("/") != 1):
        raise ReleaseError("name the data set on the hub with --repo YOU/NAME")
    where = f"{server}/datasets/{repository}" if to == "hub" else f"{server} (a new draft)"
    counts = release.facts["counts"]
    return Plan(
        to=to,
        where=where,
        name=str(release.facts.get("name")),
        version=release.facts["version"],
        files=tuple((path, (folder / path).stat().st_size) for path in release.files),
        with_texts=release.has_texts,
        articles=counts.get("articles", 0),
        sentences=counts.get("settled_sentences", 0),
    )


def check_sender(to: Place) -> None:
    """Raise ReleaseError where it is not told who publishes, before any work is done."""
    if to == "zenodo":
        _zenodo_token()


def upload(folder: Path, planned: Plan, repository: str | None, server: str) -> str:
    """Upload a release and return its address. Raises ReleaseError where the server refuses."""
    if planned.to == "hub":
        return _to_hub(folder, planned, repository or "", server)
    return _to_zenodo(folder, planned, server)


def _to_hub(folder: Path, planned: Plan, repository: str, server: str) -> str:
    from httpx2 import HTTPError
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError

    hub = HfApi(endpoint=server)
    try:
        hub.create_repo(repository, repo_type="dataset", exist_ok=True)
        hub.upload_folder(
            repo_id=repository,
            repo_type="dataset",
            folder_path=folder,
            commit_message=f"Version {planned.version}",
            delete_patterns="*",
        )
        hub.create_tag(repository, tag=planned.version, repo_type="dataset")
    except LocalTokenNotFoundError:
        raise ReleaseError(
            "the hub asks who you are; run `hf auth login`, or set HF_TOKEN, then publish again"
        ) from None
    except (HfHubHTTPError, HTTPError, ValueError) as error:
        raise _refused(planned, error) from None
    return planned.where


def _to_zenodo(folder: Path, planned: Plan, server: str) -> str:
    import httpx2

    metadata = OpenRelease(folder).json(".zenodo.json")
    headers = {"Authorization": f"Bearer {_zenodo_token()}"}
    try:
        with (
            httpx2.Client(headers=headers, timeout=_PATIENCE) as client,
            tempfile.TemporaryDirectory() as workshop,
        ):
            draft = _answer(client.post(f"{server}/api/deposit/depositions", json={}))
            archive = _archive(folder, planned, Path(workshop))
            for path in (archive, *(folder / name for name in _BESIDE)):
                with path.open("rb") as file:
                    _answer(client.put(f"{draft['links']['bucket']}/{path.name}", content=file))
            _answer(
                client.put(
                    f"{server}/api/deposit/depositions/{draft['id']}", json={"metadata": metadata}
                )
            )
    except (httpx2.HTTPError, KeyError, TypeError, ValueError) as error:
        raise _refused(planned, error) from None
    return str(draft["links"]["html"])


def _zenodo_token() -> str:
    token = os.environ.get("ZENODO_TOKEN")
    if not token:
        raise ReleaseError(
            "Zenodo asks who you are; make a token there (scope deposit:write), set ZENODO_TOKEN to "
            "it, then publish again"
        )
    return token


def _answer(response: Any) -> Any:
    response.raise_for_status()
    return response.json()


def _archive(folder: Path, planned: Plan, workshop: Path) -> Path:
    """Return the release as one archive, the same bytes whenever it is made."""
    stem = f"{planned.name}-{planned.version}"
    path = workshop / f"{stem}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, _ in planned.files:
            about = zipfile.ZipInfo(f"{stem}/{name}", _DAY_ONE)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = 0o644 << 16
            archive.writestr(about, (folder / name).read_bytes())
    return path


def _refused(planned: Plan, error: Exception) -> ReleaseError:
    told = " ".join(str(error).split())[:300]
    return ReleaseError(
        f"{planned.where} could not take the release ({told or type(error).__name__}); look there "
        "whether anything of it has arrived, then publish again"
    )
