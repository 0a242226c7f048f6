"""Exact and near copies, and the clusters that they make."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.duplicates import Duplicates, Link, find_duplicates, find_links, near_copies
from dateline.corpus.duplicates.shingles import fingerprint


def story(seed: int, words: int = 120, vocabulary: str = "w") -> list[str]:
    """A text of invented words that shares no shingle with the text of another seed."""
    generator = random.Random(seed)
    return [f"{vocabulary}{generator.randrange(5000)}" for _ in range(words)]


def find(**articles: str) -> Duplicates:
    return find_duplicates(articles.items())


FIRST, SECOND = " ".join(story(1)), " ".join(story(2))


def test_an_exact_copy() -> None:
    """The same characters are an exact copy, and the cluster bears the smaller id."""
    found = find(b=FIRST, a=FIRST, c=SECOND)
    assert found.links == (Link("a", "b", "exact", 1.0),)
    assert found.clusters == {"a": "a", "b": "a", "c": "c"}


def test_a_copy_in_another_format() -> None:
    """Other case, punctuation and lines are a copy in another format."""
    other = FIRST.upper().replace(" ", ",\n", 9)
    assert find(a=FIRST, b=other).links == (Link("a", "b", "format", 1.0),)


def test_many_copies_are_linked_to_the_first_only() -> None:
    """Among copies with the same words there is one link fewer than copies."""
    found = find(a=FIRST, b=FIRST + ".", c=FIRST, d=FIRST + ".")
    assert found.links == (
        Link("a", "b", "format", 1.0),
        Link("a", "c", "exact", 1.0),
        Link("b", "d", "exact", 1.0),
    )


def test_the_longer_contains_an_excerpt_however_short_it_is_beside_the_whole() -> None:
    """What counts is the share of the shorter article."""
    words = story(1, 900)
    found = find(whole=" ".join(words), part=" ".join(words[200:260]))
    assert found.links == (Link("part", "whole", "contains", 1.0),)


def test_a_new_headline_and_caption_are_contained() -> None:
    """A copy with words of its own before and after holds nearly all of the first."""
    copy = " ".join([*story(7, 10), FIRST, *story(8, 20)])
    assert find(a=FIRST, b=copy).links == (Link("a", "b", "contains", 1.0),)


@pytest.mark.parametrize(("kept", "kind"), [(115, "contains"), (70, "rewrite"), (30, None)])
def test_the_share_of_the_shorter_decides(kept: int, kind: str | None) -> None:
    """Of 120 words, 115 in common are nearly all, 70 make another version and 30 another story."""
    found = find(a=FIRST, b=" ".join([*story(1)[:kept], *story(2)[kept:]]))
    assert [link.kind for link in found.links] == ([kind] if kind else [])


def test_the_score_is_the_share_of_the_shingles() -> None:
    """What both hold is counted in full."""
    for seed in range(20):
        kept = 400 + 20 * seed
        mixed = [*story(seed, 1000)[:kept], *story(100 + seed, 1000)[kept:]]
        (link,) = find(a=" ".join(story(seed, 1000)), b=" ".join(mixed)).links
        assert link.score == pytest.approx((kept - 5) / 995, abs=0.001)


def test_the_links_are_the_strongest_that_join_a_cluster() -> None:
    """Of many versions each is linked to the one it shares most with, and no circle is closed."""
    words = story(1, 300)
    found = find(
        whole=" ".join(words),
        head=" ".join(words[:200]),
        tail=" ".join([*words[100:], *story(2, 60)]),
        start=" ".join(words[:90]),
    )
    assert [(link.a, link.b) for link in found.links] == [
        ("head", "start"),
        ("head", "whole"),
        ("tail", "whole"),
    ]
    assert set(found.clusters.values()) == {"head"}


def test_the_fixed_words_of_a_template_do_not_glue_stories() -> None:
    """Three hundred reports in one wording with other facts are three hundred stories."""
    articles = []
    for number in range(300):
        facts = story(number, 8)
        text = " ".join(
            f"the fixed words of wire report number {place} say that {fact} was seen there again"
            for place, fact in enumerate(facts)
        )
        articles.append((f"{number:03}", text))
    assert find_duplicates(articles).links == ()


@pytest.mark.parametrize("versions", [90, 400])
def test_a_story_of_very_many_versions_is_one_cluster(versions: int) -> None:
    """More versions of a story than a text is compared with are found, and are no template."""
    words = story(1, 200)
    articles = [("whole", " ".join(words))]
    for number in range(versions):
        start = number % 60
        version = [*words[start : start + 120], *story(1000 + number, 30)]
        articles.append((f"{number:03}", " ".join(version)))
    assert set(find_duplicates(articles).clusters.values()) == {"000"}


def test_a_footer_of_many_papers_glues_nothing() -> None:
    """A hundred and fifty short stories, half of each the same footer, stay apart; copies do not."""
    footer = " ".join(story(1, 60, "footer"))
    articles = [(f"{n:03}", " ".join([*story(n, 60), footer])) for n in range(150)]
    copy = ("copy", " ".join([*story(3, 60), *story(900, 5)]))
    assert [link[:3] for link in find_duplicates([*articles, copy]).links] == [
        ("003", "copy", "contains")
    ]


@pytest.mark.parametrize("text", ["", " \n", "***", "two words", "ha " * 500])
def test_short_texts_and_repeated_words_are_near_to_nothing(text: str) -> None:
    """What has no three different shingles is no near copy, and an empty text no copy at all."""
    found = find(a=text, b=FIRST + " " + text, c=SECOND)
    assert found.links == ()
    assert find(a="***", b="***", c="").links == ()


def test_short_texts_have_exact_copies() -> None:
    """A text of one word is the copy of another."""
    assert find(a="Correction", b="Correction").clusters == {"a": "a", "b": "a"}


def test_other_scripts() -> None:
    """A story without blanks between words is compared by its characters."""
    generator = random.Random(0)
    text = "".join(chr(generator.randrange(0x4E00, 0x9FFF)) for _ in range(200))
    assert find(a=text, b=text[40:120]).links == (Link("a", "b", "contains", 1.0),)


def test_nothing_at_all() -> None:
    """No articles have no copies."""
    assert find_duplicates([]) == Duplicates((), {})


def test_an_id_that_comes_twice() -> None:
    """Two articles under one id are a mistake of the caller."""
    with pytest.raises(ValueError, match="'a' comes twice"):
        find_duplicates([("a", FIRST), ("a", SECOND)])


corpora = st.lists(
    st.lists(st.sampled_from([" ".join(story(seed, 12)) for seed in range(5)]), max_size=4).map(
        " ".join
    ),
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(corpora, st.randoms(use_true_random=False))
def test_the_order_of_the_articles_does_not_matter(
    texts: list[str], shuffler: random.Random
) -> None:
    """Any order gives the same; every article has a cluster, named by its first article."""
    articles = [(f"{number}", text) for number, text in enumerate(texts)]
    shuffled = list(articles)
    shuffler.shuffle(shuffled)
    found = find_duplicates(articles)
    assert find_duplicates(shuffled) == found
    assert set(found.clusters) == {name for name, _ in articles}
    assert all(
        leader <= name and found.clusters[leader] == leader
        for name, leader in found.clusters.items()
    )
    assert all(link.a < link.b and 0.22 <= link.score <= 1 for link in found.links)


def in_batches(texts: dict[str, str], batches: list[list[str]]) -> tuple[Link, ...]:
    """Return the links after each batch was compared with what was there before."""
    known, links = dict[str, Any](), tuple[Link, ...]()
    for batch in batches:
        linked = set(known)
        known |= {name: fingerprint(texts[name]) for name in batch}
        links = find_links(known, linked, links)
    return links


def partition(names: list[str], shuffler: random.Random) -> list[list[str]]:
    names = shuffler.sample(names, len(names))
    cuts = sorted(shuffler.choices(range(len(names) + 1), k=shuffler.randrange(5)))
    return [names[a:b] for a, b in pairwise([0, *cuts, len(names)])]


@settings(max_examples=100)
@given(corpora, st.randoms(use_true_random=False))
def test_batches_make_the_links_that_all_at_once_make(
    texts: list[str], shuffler: random.Random
) -> None:
    """Any partition of the articles into batches, in any order, gives the same links."""
    articles = {f"{number}": text for number, text in enumerate(texts)}
    found = in_batches(articles, partition(sorted(articles), shuffler))
    assert found == find_duplicates(articles.items()).links


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_batches_of_stories_and_templates_that_become_common(seed: int) -> None:
    """The same where shingles become boilerplate, or stop being new, between two batches."""
    generator = random.Random(seed)
    articles = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near_copies, "COMMON", 21)
        patch.setattr(near_copies, "HUBS", 6)
        for number in range(120):
            base = story(number % generator.choice([1, 3, 9]), 60)
            start = generator.randrange(30)
            fixed = story(1000 + number % 2, 40, "t") if generator.random() < 0.4 else []
            own = story(2000 + number, generator.randrange(40))
            articles[f"{number:03}"] = " ".join(
                [*base[start : start + generator.randrange(40)], *own, *fixed]
            )
        found = in_batches(articles, partition(sorted(articles), generator))
        assert found == find_duplicates(articles.items()).links


def versions(number: int) -> dict[str, str]:
    """One story, cut in many ways."""
    words, generator = story(1, 200), random.Random(0)
    cuts = ((generator.randrange(60), generator.randrange(60, 130)) for _ in range(number))
    return {
        f"{place:03}": " ".join([*words[start : start + length], *story(1000 + place, 20)])
        for place, (start, length) in enumerate(cuts)
    }


def test_a_new_version_of_a_story_compares_only_those_that_it_shows_itself_to() -> None:
    """Of a story of 400 versions a short new one lets no other look again; the longest lets many."""
    texts = versions(400)
    known = [fingerprint(text).shingles for text in texts.values()]
    for words, least, most in ((slice(60, 90), 0, 0), (slice(200), 200, 400)):
        text = " ".join([*story(1, 200)[words], *story(5, 10)])
        new = np.array([False] * len(known) + [True])
        touched = near_copies.find_near_copies([*known, fingerprint(text).shingles], new).touched()
        assert touched[-1]
        assert least <= touched[:-1].sum() <= most


def test_what_two_texts_are_compared_by_is_bounded() -> None:
    """However many versions a story has, each is linked to a longer one or two."""
    texts = versions(600)
    links = find_duplicates(texts.items()).links
    assert len(texts) - 1 <= len(links) < 2 * len(texts)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda text: any(map(str.isalnum, text))), corpora)
def test_an_exact_copy_is_always_linked(text: str, others: list[str]) -> None:
    """Two articles with one text and at least one word share a cluster, whatever else there is."""
    articles = [("a", text), ("b", text), *((f"o{n}", other) for n, other in enumerate(others))]
    clusters = find_duplicates(articles).clusters
    assert clusters["a"] == clusters["b"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200))
def test_texts_with_no_word_in_common_are_never_linked(length: int, other: int) -> None:
    """Disjoint vocabularies make two stories."""
    found = find(a=" ".join(story(1, length, "x")), b=" ".join(story(1, other, "y")))
    assert found.links == ()


def test_news_has_copies(shared_data: Path) -> None:
    """IndiaPoliceEvents repeats agency stories: near a hundred articles are copies of others."""
    texts: dict[str, list[str]] = defaultdict(list)
    with (shared_data / "india_police_events" / "sents.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            texts[str(row["doc_id"])].append(row["sent_text"])
    clusters = find_duplicates((name, "\n".join(text)) for name, text in texts.items()).clusters
    assert 80 <= len(texts) - len(set(clusters.values())) <= 110
