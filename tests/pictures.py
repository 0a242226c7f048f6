"""Take the pictures that the README shows: `make pictures`.

The sample corpus is labelled a little by hand of this script, invented pages are taken in, and all is
looked at in the system's Chromium.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.conftest import BROWSER_ARGUMENTS, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample"
PAGES = ROOT / "tests" / "fixtures" / "pages"
DATELINE = Path(sys.executable).with_name("dateline")
SIZE: ViewportSize = {"width": 1180, "height": 760}
TALL: ViewportSize = {"width": 1180, "height": 880}
REPORT: ViewportSize = {"width": 1080, "height": 1480}


@contextmanager
def come_in(browser: Browser, corpus: Path) -> Iterator[tuple[Page, str]]:
    """Serve a corpus and yield a page that has come in, and the address."""
    server = subprocess.Popen(
        [DATELINE, "annotate", "--corpus", corpus, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    link = server.stdout.readline().strip()
    page = browser.new_page(viewport=SIZE)
    page.goto(link)
    page.get_by_label(re.compile("Your name here|Somebody new")).fill("ana")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/annotate*")
    page.wait_for_load_state("networkidle")
    try:
        yield page, link.split("/enter")[0]
    finally:
        page.close()
        server.terminate()
        server.wait()


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(600)
    page.screenshot(path=ROOT / "docs" / f"{name}.png")
    print(f"docs/{name}.png")


def take_files(browser: Browser, folder: Path) -> None:
    """Take the pictures of what commands write: a page explained, copies, a census, a report."""

    def run(*arguments: object) -> None:
        subprocess.run([DATELINE, *map(str, arguments)], check=True, cwd=folder)

    shutil.copytree(PAGES, folder, dirs_exist_ok=True)  # a path would show in the picture
    run("ingest", "okundo.html", "--explain")
    run("ingest", "lantern.jsonl")
    run("duplicates", "-o", "duplicates.html")
    for name in ("articles", "judgments", "gold"):
        run("import", SAMPLE / f"{name}.jsonl", "--machine-labels", "--corpus", "sample.db")
    run("split", "--corpus", "sample.db")
    run("corpus", "--corpus", "sample.db", "-o", "corpus.html")
    run("demo", "-o", "demo")
    for file, name, size, top in (
        ("corpus.db.explain.html", "page-explain", TALL, "h2"),
        ("duplicates.html", "page-duplicates", TALL, "body"),
        ("corpus.html", "page-corpus", TALL, "main"),
        ("demo/report/report.html", "report", REPORT, "body"),
    ):
        page = browser.new_page(viewport=size)
        page.goto((folder / file).as_uri())
        page.locator(top).evaluate("it => it.scrollIntoView()")
        take(page, name)
        page.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fresh, judged = Path(folder) / "fresh.db", Path(folder) / "judged.db"
        articles = SAMPLE / "articles.jsonl"
        subprocess.run([DATELINE, "ingest", articles, "--corpus", fresh], check=True)
        for name in ("articles", "judgments"):
            rows = SAMPLE / f"{name}.jsonl"
            how = ("--machine-labels", "--corpus", judged)
            subprocess.run([DATELINE, "import", rows, *how], check=True)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_ARGUMENTS)
        with come_in(browser, fresh) as (page, address):
            for key in ("1", "Enter", "2", "1", "Enter", "2", "Enter", "2", "Enter", "3", "1"):
                page.keyboard.press(key)
                page.wait_for_timeout(60)
            take(page, "page-label")
            page.goto(f"{address}/quiz")
            page.get_by_role("button", name="Begin").click()
            page.get_by_role("button", name=re.compile("^Yes")).click()
            take(page, "page-quiz")
            page.goto(f"{address}/guidelines#label-testimony")
            take(page, "page-guidelines")
        with come_in(browser, judged) as (page, address):
            page.goto(f"{address}/dashboard")
            take(page, "page-dashboard")
            page.goto(f"{address}/adjudicate")
            page.locator("main li a").first.click()
            take(page, "page-adjudicate")
        take_files(browser, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
