"""How long `dateline annotate` takes to the first page, what that costs, and how quick a key is.

    python tests/benchmarks/bench_page_start.py [--runs 7] [--presses 100]

Chromium comes in by the one-time link, types a name and waits until the first sentence can be judged;
`first page` is the same without a browser, up to the HTML of the labelling page. A key is timed in the
page: from the time stamp of Enter, which confirms an answer, to the end of the frame that shows the
next sentence as the current one, once in an ordinary article and once in one of 20,000 sentences.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
from page_corpus import article_lengths, invent_corpus, let_people_in
from page_team import Server
from playwright.sync_api import Browser, Page, Request, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
CURRENT = ".s[aria-current]"
WATCH = """() => {
  window.delays = [];
  const current = () => document.querySelector(".s[aria-current]");
  addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const before = current();
    const look = () => {
      if (current() === before) return requestAnimationFrame(look);
      const painted = new MessageChannel();
      painted.port1.onmessage = () => window.delays.push(performance.now() - event.timeStamp);
      painted.port2.postMessage(null);
    };
    requestAnimationFrame(look);
  }, { capture: true });
}"""
UNTIL = """(count) => new Promise((done) => {
  const look = () => window.delays.length > count ? done() : setTimeout(look, 5);
  look();
})"""
"""Both run in the page. A message sent while a frame is made arrives after that frame was painted."""


def come_in(page: Page, server: Server) -> None:
    """Follow the link, say a name, wait for the first sentence."""
    page.goto(server.link)
    page.get_by_label(re.compile("Your name here|Somebody new")).fill("ana")
    page.get_by_role("button", name="Begin").click()
    page.locator(CURRENT).wait_for(timeout=60_000)


def first_page(server: Server) -> None:
    """Do the same without a browser, up to the HTML of the labelling page."""
    with httpx.Client(follow_redirects=True, timeout=60) as client:
        who = client.get(server.link)
        token = re.findall(r'csrf-token" content="(\w+)"', who.text)[0]
        page = client.post(who.url.join("/who"), data={"name": "ana", "csrf_token": token})
    if page.status_code != 200 or page.url.path != "/annotate":
        raise SystemExit(f"{page.url} answered {page.status_code}")


def fresh(corpus: Path) -> Path:
    """Return a copy that nobody has worked in."""
    return Path(shutil.copy(corpus, corpus.with_name("fresh.db")))


def start(corpus: Path, runs: int, browser: Browser) -> None:
    """Print how long a start takes, and the memory after the first page."""
    times: dict[str, list[float]] = {"link": [], "first page": [], "in Chromium": []}
    memory = []
    for _ in range(runs):
        begin = time.perf_counter()
        with Server.of(fresh(corpus), "annotate") as server:
            times["link"].append(time.perf_counter() - begin)
            first_page(server)
            times["first page"].append(time.perf_counter() - begin)
            memory.append(server.memory())
        page = browser.new_page()
        begin = time.perf_counter()
        with Server.of(fresh(corpus), "annotate") as server:
            come_in(page, server)
            times["in Chromium"].append(time.perf_counter() - begin)
            page.close()
    print(f"start, median of {runs}, seconds (to reach: first page under 2):")
    for name, seconds in times.items():
        print(f"  {name:12} {statistics.median(seconds):5.2f}  worst {max(seconds):5.2f}")
    print(f"memory after the first page: {statistics.median(memory):.0f} MB (to reach: under 120)")


def weigh(corpus: Path, browser: Browser) -> None:
    """Print what the labelling page weighs, and who else was asked for anything."""
    with Server.of(fresh(corpus), "annotate") as server:
        first = browser.new_page()
        come_in(first, server)
        state, requests = first.context.storage_state(), list[Request]()
        first.close()
        page = browser.new_page(storage_state=state)  # the same person, nothing cached
        page.on("request", lambda request: requests.append(request))
        page.goto(f"{server.address}/annotate")
        page.locator(CURRENT).wait_for()
        page.wait_for_load_state("networkidle")
        asked = Counter(urlsplit(request.url).netloc for request in requests)
        kinds: dict[str, list[tuple[int, int]]] = {}
        for request in requests:
            response = request.response()
            if response is not None and response.ok:
                sent = request.sizes()["responseBodySize"]
                kind = request.resource_type
                kinds.setdefault(kind, []).append((len(response.body()), sent))
        print("weight of the labelling page (to reach: under 100 kB):")
        for kind, sizes in kinds.items():
            whole, sent = (sum(column) / 1000 for column in zip(*sizes, strict=True))
            print(f"  {kind:12} {len(sizes):3} files {whole:7.1f} kB, as sent {sent:7.1f} kB")
        rows = [row for sizes in kinds.values() for row in sizes]
        whole, sent = (sum(column) / 1000 for column in zip(*rows, strict=True))
        print(f"  {'all':12} {len(rows):3} files {whole:7.1f} kB, as sent {sent:7.1f} kB")
        others = asked.total() - asked[urlsplit(server.address).netloc]
        print(f"requests: {asked.total()}, of these to other hosts: {others}")
        page.close()


def press(name: str, corpus: Path, presses: int, browser: Browser) -> None:
    """Print how long it takes from a key to the next sentence."""
    with Server.of(fresh(corpus), "annotate") as server:
        page = browser.new_page()
        begin = time.perf_counter()
        come_in(page, server)
        opened = time.perf_counter() - begin
        delays: list[float] = []
        while len(delays) < presses:
            page.evaluate(WATCH)
            waiting = page.evaluate('document.querySelectorAll(".s.open").length')
            for place in range(min(presses - len(delays), waiting - 1)):
                page.keyboard.press("1")
                page.keyboard.press("Enter")
                page.evaluate(UNTIL, place)
            delays += page.evaluate("window.delays")
            if len(delays) < presses:
                next_article(page)
        print(f"  {name:26} {shown(delays)}   opened in {opened:.1f} s", flush=True)
        page.close()


def next_article(page: Page) -> None:
    """Judge the last sentence and go on to the next article."""
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.locator('[data-do="next-article"]').wait_for()
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    page.locator(CURRENT).wait_for()


def shown(delays: Sequence[float]) -> str:
    ordered = sorted(delays)
    return (
        f"{len(ordered):4} presses, median {statistics.median(ordered):5.1f} ms, "
        f"p95 {ordered[int(len(ordered) * 0.95)]:5.1f} ms"
    )


def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(description="Start, memory, weight, keys.")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--presses", type=int, default=100)
    given = parser.parse_args()
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        raise SystemExit("bench_page_start: needs a browser: apt-get install chromium")
    options: dict[str, Any] = {"executable_path": program, "args": ARGUMENTS}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        many = invent_corpus(Path(folder) / "many.db", article_lengths(20_000))
        one = invent_corpus(Path(folder) / "one.db", [20_000])
        for corpus in (many, one):
            let_people_in(corpus, names=())
        browser = playwright.chromium.launch(**options)
        start(many, given.runs, browser)
        weigh(many, browser)
        print("key press to the next sentence (to reach: median under 50 ms):")
        press("article of 8 to 49", many, given.presses, browser)
        press("article of 20,000", one, given.presses, browser)
        browser.close()


if __name__ == "__main__":
    main()
