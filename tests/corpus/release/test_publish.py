"""Publishing: shown first, only after every check, by the official client, to a stand-in server."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.errors import ReleaseError
from dateline.corpus.release.publish import Place, plan, upload

from .standin import Standin, standin

Run = Callable[..., Any]


@pytest.fixture
def server() -> Iterator[Standin]:
    with standin() as running:
        yield running


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_nothing_is_uploaded_unless_asked_for(
    made_release: Path, server: Standin, dateline: Run
) -> None:
    """Without --upload every file is listed with its size, and the server hears nothing."""
    done = dateline(
        *("publish", made_release, "--to", "hub", "--repo", "you/karsovia"),
        *("--server", server.url),
    )

    for path, data in files_of(made_release).items():
        assert f"{len(data):>12,}  {path}" in done.stdout
    assert "without any text" in done.stdout
    assert "Nothing was uploaded" in done.stdout
    assert server.said == []


def test_the_hub_gets_one_commit_and_a_tag(
    made_release: Path, server: Standin, dateline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file arrives as it is, what an earlier version had is gone, and the version is a tag."""
    monkeypatch.setenv("HF_TOKEN", "hf_a_token_of_nobody")
    done = dateline(
        *("publish", made_release, "--to", "hub", "--repo", "you/karsovia", "--upload"),
        *("--server", server.url, "--json"),
    )

    assert json.loads(done.stdout)["uploaded"] == f"{server.url}/datasets/you/karsovia"
    assert server.files == files_of(made_release)
    assert sum("/commit/" in line for line in server.said) == 1
    assert any("/tag/" in line for line in server.said)
    assert "hf_a_token" not in done.stdout + done.stderr


def test_zenodo_gets_a_draft(
    made_release: Path, server: Standin, dateline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive holds every file, the metadata is that of the release, and nothing is published."""
    monkeypatch.setenv("ZENODO_TOKEN", "a-token-of-nobody")
    done = dateline(
        *("publish", made_release, "--to", "zenodo", "--upload", "--server", server.url)
    )

    assert "A draft is at" in done.stdout
    assert set(server.deposit) == {"karsovia-news-0.1.0.zip", "README.md", "SHA256SUMS"}
    archive = zipfile.ZipFile(BytesIO(server.deposit["karsovia-news-0.1.0.zip"]))
    held = {
        name.removeprefix("karsovia-news-0.1.0/"): archive.read(name) for name in archive.namelist()
    }
    assert held == files_of(made_release)
    assert server.metadata["upload_type"] == "dataset"
    assert server.tokens == {"Bearer a-token-of-nobody"}
    assert not any("publish" in line for line in server.said)


def test_a_damaged_release_is_not_published(released: Path, server: Standin, dateline: Run) -> None:
    """What breaks a rule stays here."""
    (released / "extra.txt").write_text("oops")
    done = dateline(
        *("publish", released, "--to", "hub", "--repo", "you/karsovia", "--upload"),
        *("--server", server.url),
        status=1,
    )

    assert "files-are-those-of-sha256sums" in done.stderr
    assert server.said == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "hub"], "--repo YOU/NAME"),
        (["--to", "zenodo", "--upload"], "ZENODO_TOKEN"),
    ],
)
def test_what_is_missing_is_said(
    made_release: Path,
    dateline: Run,
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a name or a token the command says how to give one."""
    monkeypatch.delenv("ZENODO_TOKEN", raising=False)

    assert said in dateline("publish", made_release, *arguments, status=1).stderr


def test_a_server_that_refuses_is_told_in_one_line(
    made_release: Path, server: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server says is passed on as an error of ours."""
    monkeypatch.setenv("HF_TOKEN", "hf_a_token_of_nobody")
    monkeypatch.setenv("ZENODO_TOKEN", "a-token-of-nobody")
    server.refuses = True
    places: tuple[Place, ...] = ("hub", "zenodo")
    for to in places:
        planned = plan(made_release, to, "you/karsovia", server.url)
        with pytest.raises(ReleaseError, match="could not take the release"):
            upload(made_release, planned, "you/karsovia", server.url)
