"""Potato: its server on our project folder, labels saved as its page saves them, its own exports."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import httpx
import yaml

from dateline.corpus.formats.potato import COMMENT, LABELS, MARKS, NONE, SKIPPED, UNSURE
from dateline.corpus.formats.potato_files import potato_rows
from dateline.corpus.nouns import Judgment, SentenceRef

from ..corpus.formats.corpora import Labelling
from .corpora import read_back, sample_export
from .invented import invented_labelling, more_judgments
from .report import Report
from .tools import environment, free_port, running, version_of

PEOPLE = ("ana", "ben@example.org", "-Zoë O'Neil", "عمر", "../up")
LABELLERS = ("dan", "eve")


def run(folder: Path) -> Report:
    """Start Potato on an export, label there, and take everything home."""
    programs = environment("potato", "potato-annotation==2.12.1")
    said = invented_labelling(people=PEOPLE)
    made = more_judgments(said, LABELLERS)
    project = sample_export(folder, said, "potato")
    before = _held(project)
    _without_passwords(project)
    port = free_port()
    command = [str(programs / "potato"), "start", "config.yaml", "-p", str(port)]
    url = f"http://127.0.0.1:{port}"
    with running(command, url, project, {"OMP_NUM_THREADS": "1"}):
        for name in LABELLERS:
            _label(url, name, [each for each in made if each.annotator == name])
        for name in PEOPLE[:-1]:  # Potato refuses the last name
            own = [each for each in said.judgments if each.annotator == name]
            _label(url, name, own[:1])
        _check_pages(url, said)
    after = _held(project)
    assert all(after[key] == before[key] for key in before), "Potato changed what we exported"
    everything = replace(said, judgments=(*said.judgments, *made))
    expected, imported = read_back(folder, everything, "potato", project)
    assert imported == expected, "the project came back changed"
    judged = replace(everything, rulings=(), suggestions=())
    for form in ("jsonl", "csv"):
        out = folder / form
        asked = [str(programs / "python"), "-m", "potato.export", "--config", "config.yaml"]
        asked += ["--format", form, "--output", str(out)]
        subprocess.run(asked, cwd=project, check=True, capture_output=True)
        expected, imported = read_back(folder, judged, "potato", out / f"annotations.{form}")
        assert imported == expected, f"the {form} export came back changed"
    history = next(project.glob("annotation_output/dan/*history*")).read_text(encoding="utf-8")
    address = "with" if '"127.0.0.1"' in history else "without"
    return Report(
        "Potato",
        version_of(programs, "potato-annotation"),
        sum(len(new.sentences) for new in said.articles),
        len(said.judgments) + len(made),
        "identical: judgments through its folder, its jsonl and its csv; gold and a model's labels "
        "through the folder",
        (
            "Potato goes on from the states that we write, and keeps them as they are when it saves.",
            f"annotation_history.jsonl holds every click {address} the address and the browser of "
            "the annotator, and there is no setting against it.",
            "The exports name items by our ids, in no order, and a label that nobody chose has no "
            "column; their texts stay in the data file.",
            "Texts are shown as HTML, so the export escapes them.",
            "It listens on loopback because config.yaml says so; without that, on every address.",
            "Pre-annotations are ticked on the page of whoever has not answered yet. Potato says that "
            "its labeling engine does this now; the setting still works.",
            "A name with / or a leading dot cannot log in; its judgments are kept all the same.",
        ),
    )


def _without_passwords(project: Path) -> None:
    """Let everybody in by name, so that annotators who came with the export can go on."""
    config = project / "config.yaml"
    settings = yaml.safe_load(config.read_text(encoding="utf-8")) | {"require_password": False}
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")


def _held(project: Path) -> dict[tuple[str, str], set[str]]:
    """Return what the states in a project say, box by box."""
    return {
        (row.user, row.item): {json.dumps(pair) for pair in row.chosen}
        for row in potato_rows(project)
    }


def _log_in(url: str, name: str) -> httpx.Client:
    client = httpx.Client(base_url=url, timeout=60, follow_redirects=True)
    client.post("/auth", data={"email": name, "pass": ""}).raise_for_status()
    client.get("/annotate").raise_for_status()
    return client


def _label(url: str, name: str, judgments: Iterable[Judgment]) -> None:
    """Judge sentences as the page does: it sends every box of an item, with each change."""
    client = _log_in(url, name)
    for judgment in judgments:
        ref = judgment.sentence
        labels = sorted(judgment.labels) or ([] if judgment.skipped else [NONE])
        boxes = {f"{LABELS}:{label}": "true" for label in labels}
        boxes |= {f"{MARKS}:{SKIPPED}": "true"} if judgment.skipped else {}
        boxes |= {f"{MARKS}:{UNSURE}": "true"} if judgment.unsure else {}
        boxes |= {f"{COMMENT}:text_box": judgment.comment} if judgment.comment else {}
        item = f"{ref.article_id}:{ref.start}-{ref.end}"
        asked = {"instance_id": item, "annotations": boxes, "span_annotations": []}
        answer = client.post("/updateinstance", json=asked).raise_for_status().json()
        assert answer["status"] in ("ok", "success"), (name, item, answer)


def _check_pages(url: str, said: Labelling) -> None:
    """Check that the page shows what came with the export: answers, pre-annotations, the text."""
    own = next(each for each in said.judgments if each.annotator == "ana" and each.labels)
    marks = {UNSURE} if own.unsure else set()
    assert _ticked(_page(url, "ana", own.sentence)) == own.labels | marks
    suggested = next(each for each in said.suggestions if each.labels)
    page = _page(url, "fay", suggested.sentence)
    assert _ticked(page) == suggested.labels, "the pre-annotations are not ticked"
    (article,) = (
        new.article for new in said.articles if new.article.id == suggested.sentence.article_id
    )
    text = article.text[suggested.sentence.start : suggested.sentence.end]
    assert html.escape(text, quote=False) in page, "the text is shown changed"


def _page(url: str, name: str, ref: SentenceRef) -> str:
    client = _log_in(url, name)
    item = f"{ref.article_id}:{ref.start}-{ref.end}"
    return client.get("/annotate", params={"instance_id": item}).raise_for_status().text


def _ticked(page: str) -> set[str]:
    boxes = re.findall(r"<input[^>]*\bchecked\b[^>]*>", page)
    return {html.unescape(re.search(r'value="([^"]*)"', box)[1]) for box in boxes}
