"""Exact and near copies, and the clusters that they make."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.duplicates import Duplicates, Link, find_duplicates


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


def test_an_excerpt_is_near_however_short_it_is_beside_the_whole() -> None:
    """What counts is the share of the shorter article."""
    words = story(1, 900)
    found = find(whole=" ".join(words), part=" ".join(words[200:260]))
    assert found.links == (Link("part", "whole", "near", 1.0),)


@pytest.mark.parametrize(("kept", "near"), [(40, True), (30, False)])
def test_the_share_of_the_shorter_decides(kept: int, near: bool) -> None:
    """Of 115 shingles, 40 words in common make a near copy and 30 do not."""
    mixed = [*story(1)[:kept], *story(2)[kept:]]
    found = find(a=FIRST, b=" ".join(mixed))
    assert bool(found.links) is near
    if near:
        assert found.links[0].share == pytest.approx((kept - 5) / 115, abs=1e-4)


def test_the_share_is_that_of_a_plain_set_of_shingles() -> None:
    """Links and shares equal those counted with sets, for many stories that were cut and mixed."""
    generator = random.Random(3)
    articles = {}
    for number in range(60):
        one, other = story(number % 7, 80), story(generator.randrange(7), 80)
        cut = generator.randrange(80)
        articles[f"{number:02}"] = [*one[:cut], *other[cut:], *story(100 + number, cut)]
    shingles = {
        name: set(zip(*(words[place:] for place in range(6)), strict=False))
        for name, words in articles.items()
    }
    expected = {}
    for a, b in combinations(sorted(shingles), 2):
        share = len(shingles[a] & shingles[b]) / min(len(shingles[a]), len(shingles[b]))
        if share >= 0.3:
            expected[a, b] = round(share, 4)
    found = find_duplicates((name, " ".join(words)) for name, words in articles.items())
    assert {(link.a, link.b): link.share for link in found.links} == expected


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


def test_a_story_of_very_many_versions_is_one_cluster() -> None:
    """More versions of a story than a text is compared with are found all the same."""
    words = story(1, 200)
    articles = [("whole", " ".join(words))]
    for number in range(90):
        start = number % 60
        version = [*words[start : start + 120], *story(1000 + number, 30)]
        articles.append((f"{number:02}", " ".join(version)))
    assert set(find_duplicates(articles).clusters.values()) == {"00"}


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
    assert find(a=text, b=text[40:120]).links == (Link("a", "b", "near", 1.0),)


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
    assert all(link.a < link.b and 0.3 <= link.share <= 1 for link in found.links)


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
