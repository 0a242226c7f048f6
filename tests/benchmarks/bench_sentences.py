"""Speed and boundary F1 of the sentence splitter beside named rivals, in one run on one core.

Then the same lines as one page, and lower-cased articles against the sentences of their authors.

Run it from the checkout: `python tests/benchmarks/bench_sentences.py`. It reads `../shared/data`.
Rivals: the naive regular expression `(?<=[.!?])\\s+`, and nupunkt where it is installed.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import time
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from dateline.corpus.sentences import sentence_spans, split_sentences

DATA = Path(__file__).parents[3] / "shared" / "data"
ROUNDS = 5
NAIVE = re.compile(r"(?<=[.!?])\s+")

Splitter = Callable[[str], list[tuple[int, int]]]


def naive_spans(text: str) -> list[tuple[int, int]]:
    """Cut at white space after a stop."""
    cuts = list(NAIVE.finditer(text))
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(text)]
    return list(zip(starts, ends, strict=True))


def dateline_sentences(text: str) -> list[tuple[int, int]]:
    """Split and describe: paragraph and quotation too."""
    return [(sentence.start, sentence.end) for sentence in split_sentences("a", text)]


def rivals() -> dict[str, Splitter]:
    """The splitters to compare, by name."""
    found: dict[str, Splitter] = {
        "dateline sentence_spans": sentence_spans,
        "dateline split_sentences": dateline_sentences,
        "naive regex": naive_spans,
    }
    try:
        nupunkt = importlib.import_module("nupunkt")
    except ImportError:
        return found
    return found | {"nupunkt": lambda text: list(nupunkt.sent_spans(text))}


def read(name: str, field: str) -> list[dict[str, object]]:
    """The rows of a JSONL file of the shared data that have a field."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if field in row]


def boundary_f1(split: Splitter, rows: list[dict[str, object]]) -> float:
    """F1 of the ends inside the hand-marked lines; ends marked optional count neither way."""
    hits = false = missed = 0
    for row in rows:
        found = {end for _, end in split(str(row["text"]))[:-1]}
        ends, optional = set(row["ends"]), set(row["optional"])  # type: ignore[call-overload]
        hits += len(found & ends)
        false += len(found - ends - optional)
        missed += len(ends - found)
    return 2 * hits / (2 * hits + false + missed)


def page_f1(split: Splitter, rows: list[dict[str, object]]) -> float:
    """F1 of the ends in one page of all hand-marked lines, the ends of lines among them."""
    page, ends, optional = "", set[int](), set[int]()
    for row in rows:
        ends |= {len(page) + at for at in row["ends"]}  # type: ignore[attr-defined]
        optional |= {len(page) + at for at in row["optional"]}  # type: ignore[attr-defined]
        ends.add(len(page) + len(str(row["text"]).rstrip()))
        page += f"{row['text']}\n"
    found = {end for _, end in split(page)}
    hits = len(found & ends)
    return 2 * hits / (2 * hits + len(found - ends - optional) + len(ends - found))


def lower_cased(split: Splitter, blank: str) -> tuple[int, int, float, float]:
    """Sentences found and there in IndiaPoliceEvents, precision and recall of their ends.

    An article is put together from its sentences, white space around them cut off, with `blank`.
    """
    articles: dict[object, list[str]] = {}
    for row in read("india_police_events/sents.jsonl", "sent_text"):
        if sentence := str(row["sent_text"]).strip():
            articles.setdefault(row["doc_id"], []).append(sentence)
    found = there = hits = 0
    for sentences in articles.values():
        ends = set(accumulate((len(s) + len(blank) for s in sentences), initial=-len(blank)))
        ends.discard(-len(blank))
        mine = {end for _, end in split(blank.join(sentences))}
        found, there, hits = found + len(mine), there + len(ends), hits + len(mine & ends)
    return found, there, hits / found, hits / there


def sentences_per_second(split: Splitter, texts: list[str]) -> float:
    """The best of several rounds, in CPU seconds of this process."""
    best = float("inf")
    count = 0
    for _ in range(ROUNDS):
        began = time.process_time()
        count = sum(len(split(text)) for text in texts)
        best = min(best, time.process_time() - began)
    return count / best


def main() -> int:
    """Print one line a splitter: speed, speed as a share of the naive regex, F1."""
    if not DATA.is_dir():
        print("bench_sentences: needs ../shared/data beside the checkout", file=sys.stderr)
        return 1
    names = ("wire/articles.jsonl", "unlabelled/articles.jsonl")
    texts = [str(row["text"]) for name in names for row in read(name, "text")]
    rows = read("sentences/boundaries.jsonl", "ends")
    splitters = rivals()
    speeds = {name: sentences_per_second(split, texts) for name, split in splitters.items()}
    print(f"{'splitter':26} {'sentences/s':>12} {'x naive':>8} {'F1':>6} {'of a page':>9}")
    for name, split in splitters.items():
        ratio = speeds[name] / speeds["naive regex"]
        scores = f"{boundary_f1(split, rows):6.3f} {page_f1(split, rows):9.3f}"
        print(f"{name:26} {speeds[name]:12,.0f} {ratio:8.2f} {scores}")
    print("\nlower-cased articles, their sentences joined by")
    for name, blank in (("a space", " "), ("a line break", "\n")):
        for splitter in ("dateline sentence_spans", "naive regex"):
            found, there, precision, recall = lower_cased(splitters[splitter], blank)
            print(
                f"{name:13} {splitter:26} {found:,} sentences for {there:,} "
                f"({found / there - 1:+.1%}), ends: precision {precision:.3f}, recall {recall:.3f}"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
