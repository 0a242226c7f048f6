"""Label Studio: our tasks into a project, labels back through its API and in its three exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from dateline.corpus.export import export_corpus
from dateline.corpus.formats.labelled import labelled_articles
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.transfer import Imported, import_corpus

from ..corpus.formats.corpora import Labelling, fill, what_it_says
from .invented import invented_labelling
from .report import Report
from .tools import environment, free_port, running, version_of

VERSION = "1.23.2"
USER, PASSWORD, TOKEN = "admin@example.org", "seven-quiet-rivers", "0123456789abcdef" * 2
FORM = "label-studio"
EXPORTS = {"JSON": "all.json", "JSON_MIN": "small.json", "CSV": "rows.csv"}


def run(folder: Path) -> Report:
    """Export, import into the tool, read back, and import the tool's own exports."""
    programs = environment("label_studio", f"label-studio=={VERSION}")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        *(str(programs / "label-studio"), "start", "--internal-host", "127.0.0.1"),
        *("--port", str(port), "--data-dir", str(folder / "data"), "--no-browser"),
        *("--username", USER, "--password", PASSWORD, "--user-token", TOKEN),
        "--enable-legacy-api-token",
    ]
    quiet = {"COLLECT_ANALYTICS": "false", "LATEST_VERSION_CHECK": "false", "SENTRY_DSN": ""}
    said = invented_labelling()
    with open_corpus(str(folder / "corpus.db"), create=True) as corpus:
        fill(corpus, said)
        export_corpus(corpus, folder / "out", FORM)
        with running(command, f"{url}/health", folder, quiet, seconds=600):
            client = httpx.Client(
                base_url=url, headers={"Authorization": f"Token {TOKEN}"}, timeout=300
            )
            project = put_in(client, folder / "out")
            tasks = list_tasks(client, project)
            for kind, name in EXPORTS.items():
                (folder / name).write_bytes(exported(client, project, kind))
            people = answer_in_the_tool(client, project, tasks)
            (folder / "edited.json").write_bytes(exported(client, project, "JSON"))
        check_tasks(corpus, tasks)
        before = what_it_says(corpus, FORM)
        for name in EXPORTS.values():  # nothing new in any of them
            again = import_corpus(corpus, folder / name, FORM)
            assert (again.judgments, again.rulings, again.suggestions) == (0, 0, 0), (name, again)
        assert what_it_says(corpus, FORM) == before
    assert came_back(folder, said, EXPORTS["JSON"]) == before
    lost = {
        kind: lost_by(came_back(folder, said, EXPORTS[kind]), before)
        for kind in ("JSON_MIN", "CSV")
    }
    check_edited(folder, said, people)
    return Report(
        "Label Studio",
        version_of(programs, "label-studio"),
        len(before),
        sum(len(judged) for _, judged, *_ in before),
        "identical through its API and its JSON export",
        (
            "JSON_MIN and CSV leave out skipped tasks, and had of all others every judgment "
            f"({lost['JSON_MIN']} and {lost['CSV']} judgments left out, all of them skipped).",
            "It gives annotations times of its own: `created` comes back from the field that "
            "Dateline fills (`dateline`), as does who made the annotation.",
            "It exports the numbers of predictions only: labels and scores come back from the data "
            "of the task.",
        ),
    )


def put_in(client: httpx.Client, out: Path) -> int:
    """Make a project of an export of ours; return its number."""
    config = (out / "label_config.xml").read_text(encoding="utf-8")
    made = answer(client.post("/api/projects/", json={"title": "out", "label_config": config}))
    tasks = json.loads((out / "tasks.json").read_text(encoding="utf-8"))
    done = answer(client.post(f"/api/projects/{made['id']}/import", json=tasks))
    assert done["task_count"] == len(tasks), done
    return int(made["id"])


def list_tasks(client: httpx.Client, project: int) -> list[dict[str, Any]]:
    """Return the tasks of a project as its API shows them, with all that is said of them."""
    asked = {"project": project, "fields": "all", "page_size": 1000}
    tasks: list[dict[str, Any]] = answer(client.get("/api/tasks", params=asked))["tasks"]
    return tasks


def exported(client: httpx.Client, project: int, kind: str) -> bytes:
    """Return an export of a project, unlabelled tasks included."""
    asked = {"exportType": kind, "download_all_tasks": "true"}
    answered = client.get(f"/api/projects/{project}/export", params=asked)
    answered.raise_for_status()
    return answered.content


def answer(answered: httpx.Response) -> Any:
    assert answered.is_success, f"{answered.status_code} {answered.text[:2000]}"
    return answered.json()


def check_tasks(corpus: Corpus, tasks: list[dict[str, Any]]) -> None:
    """See that the tool shows every sentence with the labels that were given, by its own means."""
    with corpus.read() as connection:
        sentences = {
            str(sentence.ref): sentence
            for article in labelled_articles(connection)
            for sentence in article.sentences
        }
    assert sorted(task["data"]["sentence"] for task in tasks) == sorted(sentences)
    for task in tasks:
        sentence = sentences[task["data"]["sentence"]]
        assert task["data"]["text"] == sentence.text
        shown = sorted(
            (each["was_cancelled"], each["ground_truth"], _chosen(each["result"]))
            for each in task["annotations"]
        )
        wanted = [(each.skipped, False, sorted(each.labels)) for each in sentence.judgments]
        if sentence.ruling is not None:
            wanted.append((False, True, sorted(sentence.ruling.labels)))
        assert shown == sorted(wanted), task
        said = [sorted(_chosen(each["result"])) for each in task["predictions"]]
        assert said == ([sorted(sentence.suggestion.labels)] if sentence.suggestion else [])


def _chosen(result: list[dict[str, Any]]) -> list[str]:
    return sorted(
        choice
        for part in result
        if part["from_name"] == "label"
        for choice in part["value"]["choices"]
    )


def answer_in_the_tool(
    client: httpx.Client, project: int, tasks: list[dict[str, Any]]
) -> dict[str, str]:
    """Judge a sentence anew, as somebody at the tool does, and change a judgment of another's."""
    fresh = tasks[0]
    result = [choice("testimony")]
    answer(client.post(f"/api/tasks/{fresh['id']}/annotations/", json={"result": result}))
    held, changed = next(
        (task, each)
        for task in tasks
        for each in task["annotations"]
        if not (each["ground_truth"] or each["was_cancelled"] or _chosen(each["result"]))
    )
    kept = [part for part in changed["result"] if part["from_name"] != "label"]
    result = [choice("statistic"), *kept]
    answer(client.patch(f"/api/annotations/{changed['id']}/", json={"result": result}))
    marks = next(part for part in kept if part["from_name"] == "dateline")
    name = json.loads(marks["value"]["text"][0])["annotator"]
    return {held["data"]["sentence"]: name}


def choice(label: str) -> dict[str, Any]:
    named = {"from_name": "label", "to_name": "text", "type": "choices"}
    return {**named, "value": {"choices": [label]}}


def came_back(folder: Path, said: Labelling, name: str) -> list[Any]:
    """Return what an export of the tool says in a corpus that holds nothing but the articles."""
    place = folder / f"{name}.db"
    with open_corpus(str(place), create=True) as corpus:
        fill(corpus, Labelling(said.articles, (), (), ()))
        import_corpus(corpus, folder / name, FORM)
        return what_it_says(corpus, FORM)


def lost_by(found: list[Any], before: list[Any]) -> int:
    """Return how many judgments are not there; see that they are those of skipped sentences."""
    lost = 0
    for (_, has, *_), (_, had, *_) in zip(found, before, strict=True):
        missing = [each for each in had if each not in has]
        assert all(skipped for _, _, skipped, *_ in missing), missing
        lost += len(missing)
    return lost


def check_edited(folder: Path, said: Labelling, people: dict[str, str]) -> None:
    """See that what was done in the tool arrives, and nothing else."""
    with open_corpus(str(folder / "corpus.db")) as corpus:
        done: Imported = import_corpus(corpus, folder / "edited.json", FORM)
        assert (done.judgments, done.rulings, done.suggestions) == (2, 0, 0), done
        again = import_corpus(corpus, folder / "edited.json", FORM)
        assert again.judgments == 0, again
        with corpus.read() as connection:
            for article in labelled_articles(connection):
                for sentence in article.sentences:
                    if (name := people.get(str(sentence.ref))) is not None:
                        (one,) = [each for each in sentence.judgments if each.annotator == name]
                        assert one.labels == {"statistic"}
