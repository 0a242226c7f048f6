"""Rehydration: what is restored of corrupted copies, what is refused, what the anchors give away.

    python tests/benchmarks/bench_rehydrate.py [copies|wrong|information|names|text|speed ...]

copies       `wire/` articles, corrupted as tests/corpus/release/corruptions.py says; seeds 0 to 2
wrong        500 pairs of an article and another one, half of them the nearest in topic
information  bits a token that a release publishes of a text
names        a name masked in a sentence, guessed from its anchor among 100,000
text         beam search for the words of a sentence, its first two known, with a bigram model
speed        1,000 articles restored from copies without id or address, CPU time of one core
"""

from __future__ import annotations

import json
import math
import random
import sys
import tempfile
import time
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

sys.path.append(str(Path(__file__).parents[1] / "corpus"))

from anchor_attacks import Language, attack, names_left
from corruptions import KINDS, corrupt
from release_folder import publish

from dateline.corpus.duplicates import find_duplicates
from dateline.corpus.nouns import Article
from dateline.corpus.records import ArticleRow, article_from_row
from dateline.corpus.release.copies import Copy
from dateline.corpus.release.normalise import AnchorSettings, tokenise
from dateline.corpus.release.rehydrate import rehydrate, restore_article
from dateline.corpus.release.release_folder import Release, read_release

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SETTINGS = AnchorSettings("wire")
SEEDS = (0, 1, 2)


def read(name: str) -> list[ArticleRow]:
    with (DATA / name / "articles.jsonl").open(encoding="utf-8") as lines:
        return [article_from_row(json.loads(line), name, None) for line in lines]


def police_events() -> list[ArticleRow]:
    texts: dict[str, list[str]] = {}
    with (DATA / "india_police_events" / "sents.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            texts.setdefault(str(row["doc_id"]), []).append(row["sent_text"].strip())
    rows = ({"id": name, "text": "\n".join(text)} for name, text in texts.items())
    return [article_from_row(row, "india_police_events", None) for row in rows]


def copy_of(text: str) -> Copy:
    return Copy(ArticleRow(Article("a copy", "", text), None, "", "a copy", None), SETTINGS)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the intersection over the union of two spans."""
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(both, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def copies(rows: list[ArticleRow], release: Release) -> None:
    published = {article.id: article for article in release.articles}
    words = sorted({word for row in rows for word in row.article.text.split()})
    own = Counter(
        sentence.status
        for row in rows
        for sentence in restore_article(
            published[row.article.id], copy_of(row.article.text), release.settings
        )[0].sentences
    )
    print(f"publisher's own copy: {dict(own)}")
    print("copy   right  partial  wrong  missing   gone  of them restored   (percent)")
    for kind in KINDS:
        counts = Counter[str]()
        for seed, row in product(SEEDS, rows):
            generator = random.Random(f"{kind} {seed} {row.article.id}")
            made = corrupt(kind, row.article.text, generator, words)
            copy = copy_of(made.given)
            counts["not mended"] += copy.text != made.text
            found = restore_article(published[row.article.id], copy, release.settings)
            sentences = found[0].sentences if found else [None] * len(row.spans or ())
            for span, sentence in zip(row.spans or (), sentences, strict=True):
                truth, restored = made.where(*span), sentence.span if sentence else None
                if truth is None:
                    counts["gone"] += 1
                    counts["gone, restored"] += restored is not None
                elif restored is None:
                    counts["missing"] += 1
                else:
                    share = overlap(truth, restored)
                    counts["right" if share >= 0.8 else "partial" if share >= 0.5 else "wrong"] += 1
        there = sum(counts[kind] for kind in ("right", "partial", "wrong", "missing"))
        shares = [100 * counts[kind] / there for kind in ("right", "partial", "wrong", "missing")]
        gone = 100 * counts["gone, restored"] / max(counts["gone"], 1)
        print(
            f"{kind}    {shares[0]:6.2f}  {shares[1]:6.2f}  {shares[2]:6.2f}  {shares[3]:6.2f}  "
            f"{counts['gone']:6}  {gone:6.2f}   mojibake left in {counts['not mended']} copies"
        )


def wrong(rows: list[ArticleRow], release: Release, pairs: int = 500) -> None:
    others = [*rows, *read("unlabelled")]
    texts = [row.article.text for row in others]
    cluster = find_duplicates((str(place), text) for place, text in enumerate(texts)).clusters
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    near = (vectors[: len(rows)] @ vectors.T).toarray()
    published = {article.id: article for article in release.articles}
    same = [
        (one, other)
        for one, other in product(range(len(rows)), range(len(others)))
        if one == other or cluster[str(one)] == cluster[str(other)]
    ]
    for one, other in same:
        near[one, other] = -1
    ranked = sorted(
        (
            (near[one, other], one, int(other))
            for one in range(len(rows))
            for other in np.argsort(-near[one])[: 1 + pairs // 2 // len(rows)]
        ),
        reverse=True,
    )
    chosen = [(one, other) for _, one, other in ranked[: pairs // 2]]
    generator = random.Random(0)
    while len(chosen) < pairs:
        one, other = generator.randrange(len(rows)), generator.randrange(len(others))
        if near[one, other] >= 0:
            chosen.append((one, other))
    emitted = pairs_emitted = 0
    for one, other in chosen:
        found = restore_article(
            published[rows[one].article.id], copy_of(texts[other]), release.settings
        )
        emitted += sum(sentence.span is not None for sentence in found[0].sentences) if found else 0
        pairs_emitted += found is not None
    print(f"{pairs} wrong pairs: {emitted} sentences restored, of {pairs_emitted} pairs")


def information(release: Release) -> None:
    sentences = [s.anchored for article in release.articles for s in article.sentences]
    tokens = sum(sentence.n_tok for sentence in sentences)
    lengths = Counter(sentence.n_tok for sentence in sentences)
    entropy = -sum(count * math.log2(count / len(sentences)) for count in lengths.values())
    from dateline.corpus.release.normalise import chunk_cuts

    chunks = sum(cut.bits for s in sentences for cut in chunk_cuts(s.n_tok, SETTINGS))
    titles = 16 * len(release.articles)
    print(
        f"bits a token: chunks {chunks / tokens:.3f} (at most {SETTINGS.bits / SETTINGS.chunk_tokens}"
        f" in any sentence), lengths of sentences {entropy / tokens:.3f}, title hashes "
        f"{titles / tokens:.3f}, together {(chunks + entropy + titles) / tokens:.3f}"
    )


def names(rows: list[ArticleRow]) -> None:
    generator = random.Random(0)
    syllables = ["ba", "da", "fa", "ha", "ja", "ka", "la", "ma", "na", "ra", "sa", "ta", "ya", "za"]
    listed = ["".join(parts) for parts in product(syllables, repeat=5)][:100_000]
    left = []
    for row in generator.sample([row for row in rows if row.spans], 100):
        start, end = generator.choice(row.spans or ())
        tokens = tokenise(row.article.text[start:end], SETTINGS.salt)
        if len(tokens.hashes) >= SETTINGS.chunk_tokens:
            place = generator.randrange(len(tokens.hashes))
            left.append(names_left(tokens, place, generator.choice(listed), listed, SETTINGS))
    print(
        f"a name masked once: of {len(listed):,} names {min(left)} to {max(left)} remain, "
        f"{np.median(left):.0f} in the middle ({len(left)} sentences)"
    )


def text(rows: list[ArticleRow], beam: int = 3, sentences: int = 200) -> None:
    generator = random.Random(0)
    held = set(generator.sample(range(len(rows)), 30))
    known = [row for place, row in enumerate(rows) if place not in held]
    language = Language(row.article.text for row in [*known, *read("unlabelled"), *police_events()])
    attacked = [
        language.words(rows[place].article.text[start:end])
        for place in sorted(held)
        for start, end in rows[place].spans or ()
    ]
    attacked = [words for words in attacked if len(words) >= 12]
    generator.shuffle(attacked)
    for width, count in ((beam, sentences), (100, sentences // 4)):
        for settings in (SETTINGS, None):
            right = [attack(words, language, settings, width) for words in attacked[:count]]
            total = sum(len(words) - 2 for words in attacked[:count])
            print(
                f"beam {width:3}, {'with' if settings else 'without'} anchors: "
                f"{100 * sum(right) / total:.2f} % of the words before the first error, "
                f"{len(right)} sentences"
            )


def speed(rows: list[ArticleRow], articles: int = 1000) -> None:
    chosen = [*rows, *read("unlabelled"), *police_events()][:articles]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish(folder / "release", [(row.article, row.spans) for row in chosen], settings=SETTINGS)
        with (folder / "copies.jsonl").open("w", encoding="utf-8") as file:
            for row in chosen:
                file.write(json.dumps({"text": row.article.text}) + "\n")
        start = time.process_time()
        done = rehydrate(folder / "release", [str(folder / "copies.jsonl")], folder / "out.jsonl")
        seconds = time.process_time() - start
    print(
        f"{articles:,} articles, {done.coverage.all.asked:,} sentences, {done.coverage.share:.2%} "
        f"restored: {seconds:.1f} s CPU"
    )


def main() -> None:
    asked = sys.argv[1:] or ["copies", "wrong", "information", "names", "text", "speed"]
    rows = read("wire")
    with tempfile.TemporaryDirectory() as name:
        folder = publish(Path(name), [(row.article, row.spans) for row in rows], settings=SETTINGS)
        release = read_release(folder)
    for part in asked:
        match part:
            case "copies":
                copies(rows, release)
            case "wrong":
                wrong(rows, release)
            case "information":
                information(release)
            case "names":
                names(rows)
            case "text":
                text(rows)
            case "speed":
                speed(rows)


if __name__ == "__main__":
    main()
