"""Near-duplicates: precision, recall and speed on edited copies of real articles.

    python tests/benchmarks/bench_duplicates.py [--documents 20000] [--originals 600] [--seed 0]

1,236 articles of IndiaPoliceEvents of 80 words or more; of 600 of them 15,764 copies, edited in
memory as newsrooms do (1,520 in another format only, 4,766 under a new headline with a caption and a
footer, 4,744 with 18 % of the sentences dropped and 2 % of the words changed, 3,142 rewritten: 42 %
dropped, 6 % changed, two sentences new, 1,592 cut after 35 %); 3,000 distractors: accident reports in
one wording with other facts, which must stay apart. Articles that share 30 % of their
5-shingles as found count as copies too. The rival, in the same run, is a plain-Python inverted
index: 6-word shingles, a quarter kept by hash, in at most 100 texts, shared by 30 % of the shorter.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path

from dateline.corpus.duplicates import find_duplicates

DATA = Path(__file__).parents[2].parent / "shared" / "data"
COPIES, DISTRACTORS = 15_764, 3_000
"""of 20,000 documents; of more or fewer in proportion"""

PLACES = ["Karsan", "Veldor", "Mirpat", "Oskana", "Tellim", "Brassay", "Quorin", "Halvet", "Isko"]

Text = list[str]
Pair = tuple[str, str]


def originals() -> dict[str, Text]:
    """Article id -> sentences, of the articles of 80 words or more."""
    articles: dict[str, Text] = defaultdict(list)
    with (DATA / "india_police_events" / "sents.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            articles[f"i{row['doc_id']}"].append(row["sent_text"].strip())
    return {name: text for name, text in articles.items() if len(" ".join(text).split()) >= 80}


class Newsroom:
    """The edits that make one story another version of itself."""

    def __init__(self, generator: random.Random, vocabulary: list[str]) -> None:
        self.generator, self.vocabulary = generator, vocabulary
        self.kinds: dict[str, tuple[Callable[[Text], Text], int]] = {
            "format": (self.reformat, 1520),
            "headline": (self.headline, 4766),
            "cut": (lambda text: self.drop(text, 0.18, 0.02), 4744),
            "rewrite": (self.rewrite, 3142),
            "excerpt": (self.excerpt, 1592),
        }

    def invent(self, words: int) -> str:
        return " ".join(self.generator.choices(self.vocabulary, k=words))

    def reformat(self, text: Text) -> Text:
        return [s.upper() if self.generator.random() < 0.5 else s.replace(",", "") for s in text]

    def headline(self, text: Text) -> Text:
        footer = "Sign up for the morning letter of the agency. All rights are reserved by us."
        return [self.invent(9), *text, self.invent(18), footer]

    def drop(self, text: Text, sentences: float, words: float) -> Text:
        return [
            " ".join(
                self.generator.choice(self.vocabulary) if self.generator.random() < words else word
                for word in sentence.split()
            )
            for sentence in text
            if self.generator.random() >= sentences
        ]

    def rewrite(self, text: Text) -> Text:
        kept = self.drop(text, 0.42, 0.06)
        for _ in range(2):
            kept.insert(self.generator.randint(0, len(kept)), self.invent(20))
        return kept

    def excerpt(self, text: Text) -> Text:
        words = " ".join(text).split()
        return [" ".join(words[: int(len(words) * 0.35)])]

    def distractor(self) -> Text:
        def number() -> int:
            return self.generator.randint(2, 90)

        def place() -> str:
            return " ".join(self.generator.sample(PLACES, 2))

        def vehicle() -> str:
            return self.generator.choice(["bus", "lorry", "jeep", "car", "tractor", "van"])

        return [
            f"At least {number()} people were killed and {number()} others injured when a "
            f"{vehicle()} collided with a {vehicle()} near {place()}, police said.",
            f"The accident took place on the highway between {place()} and {place()}.",
            f"The driver of the {vehicle()} lost control of the vehicle after a tyre burst, "
            f"according to the police control room in {place()}.",
            f"The injured were taken to the general hospital in {place()}, where the condition of "
            f"{number()} of them was stated to be critical.",
            f"A case of negligent driving has been registered at the {place()} police station and "
            "further investigation is in progress.",
            f"The dead included {number()} women and {number()} children who were on their way to "
            f"a wedding in {place()}.",
        ]


def make(
    documents: int, stories: int, seed: int
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return id -> text, id -> original, id -> kind, of about so many documents."""
    generator = random.Random(seed)
    found = originals()
    vocabulary = sorted({w for text in found.values() for s in text for w in s.split()})
    newsroom = Newsroom(generator, vocabulary)
    texts = {name: "\n".join(text) for name, text in found.items()}
    story, kinds = {name: name for name in found}, dict.fromkeys(found, "original")
    chosen = generator.sample(sorted(found), min(stories, len(found)))
    more = max(documents - len(found), 0) / (COPIES + DISTRACTORS)
    for kind, (edit, count) in newsroom.kinds.items():
        for number in range(round(count * more)):
            name, original = f"{kind}{number:06}", generator.choice(chosen)
            texts[name], story[name], kinds[name] = "\n".join(edit(found[original])), original, kind
    for number in range(round(DISTRACTORS * more)):
        name = f"x{number:06}"
        texts[name], story[name], kinds[name] = "\n".join(newsroom.distractor()), name, "distractor"
    order = list(texts.items())
    generator.shuffle(order)
    return dict(order), story, kinds


def by_inverted_index(
    texts: Mapping[str, str], length: int = 6, kept: int = 4, common: int = 100
) -> list[Pair]:
    """The rival, and with 5 and 1 the judge of copies among the originals."""
    words = {name: re.findall(r"[^\W_]+", text.lower()) for name, text in texts.items()}
    shingles = {
        name: {
            shingle
            for shingle in zip(*(held[place:] for place in range(length)), strict=False)
            if kept == 1 or zlib.crc32(" ".join(shingle).encode()) % kept == 0
        }
        for name, held in words.items()
    }
    index = defaultdict(list)
    for name, held in shingles.items():
        for shingle in held:
            index[shingle].append(name)
    shared = Counter[Pair]()
    for names in index.values():
        if 1 < len(names) <= common:
            shared.update(combinations(sorted(names), 2))
    return [
        (a, b)
        for (a, b), count in shared.items()
        if count >= 0.3 * min(len(shingles[a]), len(shingles[b]))
    ]


def components(names: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    leader = {name: name for name in names}

    def lead(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    for a, b in pairs:
        leader[lead(a)] = lead(b)
    return {name: lead(name) for name in leader}


def pairs_in(groups: Iterable[object]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def report(
    name: str,
    seconds: float,
    found: Mapping[str, str],
    gold: Mapping[str, str],
    story: Mapping[str, str],
    kinds: Mapping[str, str],
) -> None:
    both = pairs_in((found[article], gold[article]) for article in gold)
    sizes, totals, home = Counter(found.values()), Counter(kinds.values()), Counter[str]()
    merged = sum(sizes[found[a]] > 1 for a, kind in kinds.items() if kind == "distractor")
    for article, kind in kinds.items():
        home[kind] += found[article] == found[story[article]]
    recalls = "  ".join(
        f"{kind} {home[kind] / total:.3f}"
        for kind, total in totals.items()
        if kind not in ("original", "distractor")
    )
    print(
        f"{name:22} P {both / pairs_in(found.values()):.4f}  R {both / pairs_in(gold.values()):.4f}"
        f"  {recalls}  distractors merged {merged}  {len(gold) / seconds:,.0f} documents/s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument(
        "--originals", type=int, default=600, help="articles that copies are made of"
    )
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    texts, story, kinds = make(arguments.documents, arguments.originals, arguments.seed)
    natural = by_inverted_index(
        {name: text for name, text in texts.items() if kinds[name] == "original"}, length=5, kept=1
    )
    gold = components(texts, [*story.items(), *natural])
    print(
        f"{len(texts):,} documents, {len(natural)} copies among the originals; CPU time, one core"
    )

    start = time.process_time()
    clusters = find_duplicates(texts.items()).clusters
    ours = time.process_time() - start
    report("find_duplicates", ours, clusters, gold, story, kinds)

    start = time.process_time()
    plain = components(texts, by_inverted_index(texts))
    rival = time.process_time() - start
    report("plain inverted index", rival, plain, gold, story, kinds)
    print(f"find_duplicates is {rival / ours:.2f} times as fast as the plain inverted index")


if __name__ == "__main__":
    main()
