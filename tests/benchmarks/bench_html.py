"""HTML and WARC: what is found on invented pages, and how fast, beside trafilatura.

    python tests/benchmarks/bench_html.py [--per-template 5] [--seed 0] [--records 4000]

Pages of the templates in tests/corpus/reading/html_pages.py: word F1 of the body against the truth,
and the share of titles, authors and dates that are right. Times are CPU seconds of one process; the
rival is `trafilatura.bare_extraction` (comments off, precision favoured) in the same run. Its dates
are left out: it takes no date in the future, and the invented pages have no other.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[2]))

from dateline.corpus.nouns import Article
from dateline.corpus.pages import DEFAULT
from dateline.corpus.reading import read_file
from dateline.corpus.reading.html import page_of_html
from dateline.corpus.reading.pages import cut_pages
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.records import ArticleRow
from dateline.corpus.segmentation import Segmentation, segment
from tests.corpus.reading.html_pages import HtmlPage, pages
from tests.corpus.reading.test_warc import record

REPEATS = 3


def word_f1(truth: str, found: str) -> float:
    expected, got = Counter(truth.split()), Counter(found.split())
    both = (expected & got).total()
    return 2 * both / (expected.total() + got.total())


def body(article: Article) -> str:
    pieces, position = [], 0
    for block in article.blocks:
        pieces.append(article.text[position : block.start])
        position = block.end
    return " ".join([*pieces, article.text[position:]])


def read(raw: bytes) -> list[ArticleRow]:
    """A page as `dateline ingest` reads it, its articles with their sentences."""
    (parts,) = cut_pages([page_of_html(raw, "page")], DEFAULT)
    rows = [part for part in parts if isinstance(part, ArticleRow)]
    for row in rows:
        segment(row, Segmentation())
    return rows


def seconds(work: Callable[[], object]) -> float:
    """The least CPU time of a few runs."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def told(name: str, scores: dict[str, list[float]]) -> None:
    every = mean(score for values in scores.values() for score in values)
    print(f"{name}: word F1 of the body {every:.4f}")
    low = {template: mean(values) for template, values in scores.items() if mean(values) < 0.99}
    for template, score in sorted(low.items(), key=lambda item: item[1]):
        print(f"    {template}: {score:.3f}")


def bench_pages(truth: Sequence[HtmlPage]) -> None:
    raws = [page.html.encode() for page in truth]
    print(f"{len(raws)} pages, {mean(map(len, raws)) / 1000:.1f} kB on average")
    scores: dict[str, list[float]] = defaultdict(list)
    right: Counter[str] = Counter()
    for page, raw in zip(truth, raws, strict=True):
        rows = read(raw)
        expected = " ".join(text for story in page.articles for text in story.paragraphs)
        scores[page.template].append(word_f1(expected, " ".join(body(row.article) for row in rows)))
        for story in page.articles:
            found = next((row.article for row in rows if row.article.title == story.title), None)
            right["articles"] += 1
            right["title"] += found is not None
            right["author"] += found is not None and found.author == story.author
            right["date"] += found is not None and (found.published or "")[:10] == story.day
    told("dateline", scores)
    for field in ("title", "author", "date"):
        print(f"    {field}: {right[field] / right['articles']:.4f}")
    taken = seconds(lambda: [read(raw) for raw in raws])
    print(f"    {len(raws) / taken:,.0f} pages/s with articles, metadata and sentences")
    taken = seconds(lambda: [page_of_html(raw, "page") for raw in raws])
    print(f"    {len(raws) / taken:,.0f} pages/s of it to read the HTML alone")


def bench_rival(truth: Sequence[HtmlPage]) -> None:
    try:
        from trafilatura import bare_extraction
    except ImportError:
        print("trafilatura is not installed: no rival")
        return
    raws = [page.html.encode() for page in truth]

    def extract(raw: bytes, *, with_metadata: bool = True, fast: bool = False) -> object:
        return bare_extraction(
            raw,
            include_comments=False,
            favor_precision=True,
            with_metadata=with_metadata,
            fast=fast,
        )

    scores: dict[str, list[float]] = defaultdict(list)
    right: Counter[str] = Counter()
    for page, raw in zip(truth, raws, strict=True):
        found = extract(raw)
        text = getattr(found, "text", None) or ""
        expected = " ".join(text for story in page.articles for text in story.paragraphs)
        scores[page.template].append(word_f1(expected, text))
        if len(page.articles) == 1:
            right["articles"] += 1
            right["title"] += getattr(found, "title", None) == page.articles[0].title
            right["author"] += getattr(found, "author", None) == page.articles[0].author
    told("trafilatura", scores)
    for field in ("title", "author"):
        print(f"    {field}: {right[field] / right['articles']:.4f}")
    for fast, metadata in ((False, True), (False, False), (True, True)):
        taken = seconds(
            lambda fast=fast, metadata=metadata: [
                extract(raw, with_metadata=metadata, fast=fast) for raw in raws
            ]
        )
        kind = f"metadata {'on' if metadata else 'off'}{', fast' if fast else ''}"
        print(f"    {len(raws) / taken:,.0f} pages/s, {kind}")


def bench_warc(truth: Iterable[HtmlPage], records: int) -> None:
    import gzip

    from fastwarc.warc import ArchiveIterator

    from dateline.corpus.reading.warc_stream import WarcStream

    bodies = [page.html.encode() for page in truth]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "crawl.warc.gz")
        with path.open("wb") as file:
            for number in range(records):
                file.write(gzip.compress(record(number, bodies[number % len(bodies)]), 6))

        def stream() -> None:
            with path.open("rb") as file:
                for one in ArchiveIterator(WarcStream(file), parse_http=True):
                    one.reader.read()

        alone = seconds(stream)
        start = time.process_time()
        for _ in read_file(SourceFile(path, "crawl.warc.gz", ".warc.gz")):
            pass
        whole = time.process_time() - start
    print(
        f"{records:,} gzip records: {records / alone:,.0f} records/s read, {records / whole:,.0f}"
    )
    print(f"    pages/s with their articles: reading is {alone / whole:.1%} of the time")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--per-template", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--records", type=int, default=4000)
    given = parser.parse_args()
    truth = list(pages(given.per_template, given.seed))
    bench_pages(truth)
    bench_rival(truth)
    bench_warc(truth, given.records)


if __name__ == "__main__":
    main()
