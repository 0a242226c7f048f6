"""The report as files, as HTML and in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.errors import OutputError
from dateline.corpus.labelling.doubts import NOTHING_DOUBTED, Doubt, count_reviewed
from dateline.corpus.nouns import Ruling, SentenceRef
from dateline.training.evaluate.results import Report, ReportLabel
from dateline.training.report import render_report, write_report
from dateline.training.report.plots import f1_picture
from dateline.training.report.wording import result_in_a_sentence, what_it_means

HOSTILE = "<script>document.title='owned'</script>"
ARABIC = "قال شاهد إن القصف بدأ عند الفجر."


@pytest.fixture
def doubted(report: Report) -> Report:
    """The evaluation of the invented material, with five doubted sentences, four of them reviewed."""
    doubts = [{"label": "attack", "given": False, "probability": 0.9}]
    rulings = [
        Ruling(
            SentenceRef(f"a{number}", 0, 4),
            frozenset({"attack"} if number % 2 else set()),
            "adjudicator",
            extra={"doubts": doubts, "reason_shown": number == 3},
        )
        for number in range(4)
    ]
    waiting = {SentenceRef("w", 0, 4): (Doubt("testimony", True, 0.1),)}
    return replace(report, label_errors=count_reviewed(waiting, rulings))


@pytest.fixture(scope="module")
def hostile(material: Any) -> Report:
    """An evaluation in which text, title, source, labels and provenance try to be markup."""
    articles = []
    for number, (article, sentences) in enumerate(material.held_out):
        text = "".join(
            HOSTILE[: each.end - each.start].ljust(each.end - each.start, "x") + "\n"
            if each.paragraph % 2
            else ARABIC.ljust(each.end - each.start, " ")[: each.end - each.start] + "\n"
            for each in sentences
        )
        articles.append(
            (
                replace(
                    article,
                    text=text,
                    title=HOSTILE,
                    source=f"{HOSTILE}{number}",
                    language='en" onload="x' if number % 2 else "ar",
                ),
                sentences,
            )
        )
    labels = [
        replace(label, title=f"{HOSTILE} $x^2$ نوع {number}")
        for number, label in enumerate(material.labels)
    ]
    provenance = replace(material.provenance, command=HOSTILE, model="“Ω” & <b>co</b>")
    return material.report(held_out=articles, labels=labels, provenance=provenance, resamples=20)


def test_both_files_are_written(report: Report, tmp_path: Path) -> None:
    """A folder gets metrics.json, which is JSON, and report.html, which is the page."""
    written = write_report(report, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "metrics.json",
        "report.html",
    ]
    expected = json.loads(json.dumps(report.to_json()))
    assert json.loads(written.metrics.read_text(encoding="utf-8")) == expected
    assert written.page.read_text(encoding="utf-8") == render_report(report)


def test_a_place_that_cannot_be_written_is_said(report: Report, tmp_path: Path) -> None:
    """Where a file stands in the way, the error names it and nothing is left behind."""
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write_report(report, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    """Pictures included, nothing on the page comes from a clock or from chance."""
    assert render_report(report) == render_report(report)


def test_ids_are_unique(report: Report) -> None:
    """Pictures from one drawing library do not share ids on a page."""
    ids = re.findall(r'\bid="([^"]+)"', render_report(report))
    assert len(ids) == len(set(ids))


class Tags(HTMLParser):
    """Collects elements with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_hostile_text_stays_text(hostile: Report) -> None:
    """Markup in text, title, source, label, language and command makes no element."""
    page = render_report(hostile)
    tags = Tags()
    tags.feed(page)
    names = {name for name, _ in tags.found}
    assert not names & {"script", "img", "link", "iframe", "object", "embed"}
    assert not any(key.startswith("on") for _, held in tags.found for key in held)
    assert {held["lang"] for _, held in tags.found if "lang" in held} == {"en", "ar"}
    assert page.count("&lt;script&gt;") > 20


def test_what_is_undefined_is_said(material: Any) -> None:
    """A label without held-out sentences and annotators without overlap have their reason."""
    gold = {ref: labels - {"statistic"} for ref, labels in material.gold.items()}
    report = material.report(gold=gold, judgments=[], resamples=20)
    page = render_report(report)
    assert "no held-out sentence has the label" in page
    assert "no held-out sentence was judged by two annotators" in page
    assert "Macro numbers leave out" in page
    assert not re.search(r"\b(nan|inf)\b|>\s*None\s*<", page)


@pytest.mark.parametrize("count", [1, 9, 20])
def test_any_number_of_labels_can_be_drawn(material: Any, count: int) -> None:
    """One label or twenty: the page has a curve, a panel and a card for each."""
    columns = [number % 4 for number in range(count)]
    labels = [ReportLabel(f"label{number}", f"Label {number}", 0.5) for number in range(count)]
    gold = {
        ref: frozenset(
            f"label{number}"
            for number, column in enumerate(columns)
            if material.labels[column].id in held
        )
        for ref, held in material.gold.items()
    }
    report = material.report(
        labels=labels, gold=gold, scores=material.scores[:, columns], judgments=[], resamples=10
    )
    page = render_report(report)
    assert page.count(f"Label {count - 1}<") >= 3


def test_machine_labels_are_no_human_ceiling(material: Any) -> None:
    """Where a machine made the labels the page says so and calls nobody an annotator."""
    provenance = replace(material.provenance, machine_labels=True)
    page = render_report(material.report(provenance=provenance, resamples=10))
    assert "made by a machine" in page
    assert "no human ceiling" in page
    assert "Annotators" not in page


def test_the_result_in_words(report: Report) -> None:
    """The first sentence names numbers that stand in the tables."""
    sentence = result_in_a_sentence(report)
    best = max(report.model.labels, key=lambda label: label.f1.value or 0)
    assert sentence.startswith("In 12 articles that it had never seen (96 sentences)")
    assert f"best (F1 {best.f1.value:.2f})" in sentence
    assert f"{report.model.macro.f1.value:.2f} (95 % interval" in sentence
    precision = round(100 * (best.precision.value or 0))
    assert f"Of 100 sentences that it marks, {precision} are right" in what_it_means(best)


@pytest.fixture
def visit(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """A page of the browser that has opened a report; requests and console are recorded."""
    opened = []

    def open_report(report: Report) -> tuple[Any, list[str], list[str]]:
        written = write_report(report, tmp_path)
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        opened.append(page)
        requests: list[str] = []
        console: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: console.append(message.text))
        page.on("pageerror", lambda error: console.append(str(error)))
        page.goto(written.page.as_uri())
        return page, requests, console

    yield open_report
    for page in opened:
        page.close()


def test_it_opens_offline_and_in_order(visit: Callable[..., Any], report: Report) -> None:
    """The browser asks for the file and nothing else, complains of nothing, and finds headings."""
    page, requests, console = visit(report)
    assert [url.split(":")[0] for url in requests] == ["file"]
    assert console == []
    assert page.locator("h1").all_inner_texts() == [
        "How well does the classifier find each kind of sentence?"
    ]
    levels = page.eval_on_selector_all("h1,h2,h3", "all => all.map(each => +each.tagName[1])")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.locator("#mistakes").count() == 1
    assert page.get_by_role("img").count() == 4
    page.locator("details").first.locator("summary").click()
    assert page.locator("blockquote mark").first.is_visible()


def test_hostile_text_does_nothing_in_a_browser(visit: Callable[..., Any], hostile: Report) -> None:
    """Opened in a browser the hostile report runs nothing and reads from right to left where due."""
    page, requests, console = visit(hostile)
    assert page.title() == "How well does the classifier find each kind of sentence?"
    assert len(requests) == 1
    assert console == []
    assert "rtl" in page.eval_on_selector_all(
        "blockquote", "all => all.map(each => getComputedStyle(each).direction)"
    )


def test_doubted_labels_are_drawn_and_told(report: Report, doubted: Report) -> None:
    """The page says what review confirmed, with its interval, or that nobody has looked yet."""
    page = render_report(doubted)
    assert (
        "2 of 4 sentences that somebody has looked at were changed as doubted: <b>0.50</b>" in page
    )
    assert "1 was decided with the model’s reason known" in page
    assert "Doubted labels, and what people made of them" in page
    waiting = {SentenceRef("w", 0, 4): (Doubt("gone", True, 0.1),)}
    page = render_report(replace(report, label_errors=count_reviewed(waiting, [])))
    assert "Nobody has looked at them yet" in page
    assert "No sentence has a gold label" in render_report(
        replace(report, label_errors=NOTHING_DOUBTED)
    )
    assert "Gold that is probably wrong" not in render_report(report)


def test_pictures_for_a_model_card_are_the_same_again(report: Report) -> None:
    """The picture of F1 is a PNG file in the page's own colours, to the byte."""
    first = f1_picture(report)
    assert first.startswith(b"\x89PNG")
    assert first == f1_picture(report)


def test_it_can_be_shown_to_anybody(doubted: Report, presentable: Callable[[str], None]) -> None:
    """All of it at once, its mistakes opened: in light, in dark and on a phone."""
    presentable(render_report(doubted))
