"""doccano: a web server, a task queue and a database of their own, spoken to by its REST API."""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from dateline.corpus.formats.doccano import NONE, SKIPPED, UNSURE
from dateline.corpus.formats.doccano_files import NOBODY, doccano_rows
from dateline.corpus.nouns import Judgment

from .corpora import read_back, sample_export
from .invented import invented_labelling, more_judgments
from .report import Report
from .tools import environment, free_port, running, version_of

WANTED = ("doccano==1.8.4", "marshmallow<4", "numpy<2")
"""marshmallow 4 and numpy 2 break a clean install"""
PASSWORD = "only on loopback"  # noqa: S105
PEOPLE = ("ana", "ben@example.org", "-Zoë O'Neil", "عمر", "../up")
LABELLERS = ("dan", "eve")
INDIVIDUAL, SHARED = False, True
TASK = "DocumentClassification"


def run(folder: Path) -> Report:
    """Take an export through doccano and back, and labels made there home."""
    programs = environment("doccano", *WANTED)
    said = invented_labelling(people=PEOPLE)
    made = more_judgments(said, LABELLERS)
    exported = sample_export(folder, said, "doccano")
    with _server(programs, folder) as url:
        admin = _log_in(url, "admin")
        members = {name: _member(url, admin, name) for name in LABELLERS}
        project = _project(admin, exported, INDIVIDUAL)
        for name in LABELLERS:
            _join(admin, project, name)
        _check_labels(admin, project, exported)
        for name in LABELLERS:
            _label(members[name], project, [each for each in made if each.annotator == name])
        everything = replace(said, judgments=(*said.judgments, *made))
        for form in ("JSONL", "CSV"):
            downloaded = _download(admin, project, form, folder)
            expected, imported = read_back(folder, everything, "doccano", downloaded)
            assert imported == expected, f"{form} came back changed"
        shared = _project(admin, exported, SHARED)
        anybodys = [
            replace(each, annotator=NOBODY) for each in made if each.annotator == LABELLERS[0]
        ]
        _label(admin, shared, anybodys)
        in_common = replace(said, judgments=(*said.judgments, *anybodys))
        downloaded = _download(admin, shared, "JSONL", folder)
        expected, imported = read_back(folder, in_common, "doccano", downloaded)
        assert imported == expected, "all.jsonl came back changed"
    return Report(
        "doccano",
        version_of(programs, "doccano"),
        sum(len(new.sentences) for new in said.articles),
        len(said.judgments) + len(made),
        "identical: judgments, gold and a model's labels, through JSONL and CSV",
        (
            "A clean install does not run: it needs marshmallow below 4 and numpy below 2.",
            "Labels of an uploaded file are those of the account that uploads it; every other column "
            "comes back in every member's file, also in CSV.",
            "The zip has a file for each member, or all.jsonl where labels are shared; `[]` is none, "
            "not judged and skipped alike, which is why the export brings labels of its own for these.",
            "Comments made there come back with the labels, each in the file of who made it.",
            "`doccano webserver` listens on every address; here its application runs behind "
            "gunicorn on loopback.",
        ),
    )


@contextmanager
def _server(programs: Path, folder: Path) -> Iterator[str]:
    home = folder / "doccano"
    home.mkdir()
    code = "import backend; print(backend.__path__[0])"
    asked = [str(programs / "python"), "-c", code]
    backend = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    more = {
        "DOCCANO_HOME": str(home),
        "STANDALONE": "True",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": f"sqlite:///{home}/db.sqlite3",
        "MEDIA_ROOT": str(home / "media"),
        "SECRET_KEY": os.urandom(16).hex(),
        "OMP_NUM_THREADS": "1",
    }
    env = os.environ | more
    for command in (["init"], ["createuser", "--username", "admin", "--password", PASSWORD]):
        subprocess.run(
            [str(programs / "doccano"), *command],
            env=env,
            cwd=home,
            check=True,
            capture_output=True,
        )
    address = f"127.0.0.1:{free_port()}"
    gunicorn = [str(programs / "gunicorn"), "--bind", address, "--workers", "1"]
    gunicorn += ["--chdir", backend, "config.wsgi"]
    queue = [str(programs / "doccano"), "task", "--concurrency", "1"]
    with running(gunicorn, f"http://{address}/", home, more), _queue(queue, home, env):
        yield f"http://{address}/v1"


@contextmanager
def _queue(command: list[str], home: Path, env: Mapping[str, str]) -> Iterator[None]:
    with (home / "queue.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, env=env, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def _log_in(url: str, name: str) -> httpx.Client:
    answer = httpx.post(
        f"{url}/auth/login/", json={"username": name, "password": PASSWORD}, timeout=60
    )
    headers = {"Authorization": f"Token {answer.raise_for_status().json()['key']}"}
    return httpx.Client(base_url=url, headers=headers, timeout=60)


def _member(url: str, admin: httpx.Client, name: str) -> httpx.Client:
    account = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    admin.post("/users/create", json=account).raise_for_status()
    return _log_in(url, name)


def _project(admin: httpx.Client, exported: Path, shared: bool) -> str:
    """Make a project with our labels and every file that we exported; return its address."""
    asked = {"name": "sample", "description": "sample", "guideline": "", "project_type": TASK}
    asked |= {"resourcetype": "TextClassificationProject", "single_class_classification": False}
    made = admin.post("/projects", json=asked | {"collaborative_annotation": shared, "tags": []})
    project = f"/projects/{made.raise_for_status().json()['id']}"
    with (exported / "label.json").open("rb") as labels:
        admin.post(f"{project}/category-type-upload", files={"file": labels}).raise_for_status()
    for path in sorted(exported.rglob("*.jsonl")):
        with path.open("rb") as file:
            upload = admin.post("/fp/process/", files={"filepond": (path.name, file)})
        task = {"format": "JSONL", "task": TASK, "uploadIds": [upload.raise_for_status().text]}
        task |= {"encoding": "utf_8", "column_data": "text", "column_label": "label"}
        answer = admin.post(f"{project}/upload", json=task).raise_for_status()
        result = _wait(admin, answer.json()["task_id"])
        assert result == {"error": []}, (path.name, result)
    return project


def _wait(client: httpx.Client, task: str) -> Any:
    for _ in range(600):
        status = client.get(f"/tasks/status/{task}").raise_for_status().json()
        if status["ready"]:
            assert not status["error"], status
            return status["result"]
        time.sleep(0.3)
    raise TimeoutError(task)


def _join(admin: httpx.Client, project: str, name: str) -> None:
    (user,) = (one for one in admin.get("/users").json() if one["username"] == name)
    (role,) = (one for one in admin.get("/roles").json() if one["name"] == "annotator")
    asked = {"user": user["id"], "role": role["id"]}
    admin.post(f"{project}/members", json=asked).raise_for_status()


def _examples(client: httpx.Client, project: str) -> list[dict[str, Any]]:
    asked = client.get(f"{project}/examples", params={"limit": 10_000}).raise_for_status()
    return list(asked.json()["results"])


def _label_types(client: httpx.Client, project: str) -> dict[str, int]:
    return {
        each["text"]: each["id"]
        for each in client.get(f"{project}/category-types").raise_for_status().json()
    }


def _check_labels(admin: httpx.Client, project: str, exported: Path) -> None:
    """Read every label back by the API: doccano holds what the files say."""
    names = {number: name for name, number in _label_types(admin, project).items()}
    held: Counter[Any] = Counter()
    for example in _examples(admin, project):
        labels = admin.get(f"{project}/examples/{example['id']}/categories").json()
        chosen = tuple(sorted(names[label["label"]] for label in labels))
        meta = example["meta"]
        held[example["text"], meta["sentence"], meta["dateline"], chosen] += 1
    wanted = Counter(
        (row.text, row.meta["sentence"], row.meta["dateline"], tuple(sorted(row.labels)))
        for row in doccano_rows(exported)
    )
    assert held == wanted, "doccano holds other labels than were exported"


def _label(client: httpx.Client, project: str, judgments: Iterable[Judgment]) -> None:
    """Judge sentences as their annotator would on the page."""
    types = _label_types(client, project)
    examples = {
        each["meta"]["sentence"]: each["id"]
        for each in _examples(client, project)
        if not each["meta"]["dateline"]
    }
    for judgment in judgments:
        ref = judgment.sentence
        example = examples[f"{ref.article_id}:{ref.start}-{ref.end}"]
        labels = [SKIPPED] if judgment.skipped else sorted(judgment.labels) or [NONE]
        for label in (*labels, UNSURE) if judgment.unsure else labels:
            place = f"{project}/examples/{example}/categories"
            client.post(place, json={"label": types[label]}).raise_for_status()
        if judgment.comment:
            asked, where = {"text": judgment.comment}, {"example": example}
            client.post(f"{project}/comments", params=where, json=asked).raise_for_status()


def _download(admin: httpx.Client, project: str, form: str, folder: Path) -> Path:
    asked = {"format": form, "exportApproved": False}
    task = admin.post(f"{project}/download", json=asked).raise_for_status().json()["task_id"]
    _wait(admin, task)
    answer = admin.get(f"{project}/download", params={"taskId": task}).raise_for_status()
    path = folder / f"{project.rpartition('/')[2]}-{form}.zip"
    path.write_bytes(answer.content)
    return path
