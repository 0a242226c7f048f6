"""What a release publishes of a text, and what it does not."""

from __future__ import annotations

import json
from importlib import resources
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import NormaliserMismatch
from dateline.corpus.nouns import Article
from dateline.corpus.release.anchors import (
    SENTENCES_SCHEMA,
    anchor_rows,
    sentence_ids,
    title_hash,
)
from dateline.corpus.release.normalise import (
    AnchorSettings,
    chunk_cuts,
    count_tokens,
    normaliser_from_json,
    normaliser_to_json,
    tokenise,
    tokenise_parts,
)
from dateline.corpus.sentences import split_sentences

from .anchor_attacks import Language, attack, names_left

SETTINGS = AnchorSettings("a test")
STORY = "The guards fired on the bus. Amin Selvar, 43, was hit. He died on Monday in Ordesk."


def rows(text: str, **how: object) -> list[dict[str, object]]:
    article = Article("a1", "", text)
    return anchor_rows(article, split_sentences("a1", text), {}, SETTINGS, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don't go to AL-QAIM", "don\u2019t go to al\u2013Qaim"),
        ("co\u00adopera\u00adtion", "cooperation"),
        ("Z\u00fcbeyde", "Zu\u0308beyde"),
        ("Zu\u0308beyde", "Zubeyde"),
        ("the \ufb01rst", "the first"),
        ("\u0642\u064f\u062a\u0650\u0644\u064e", "\u0642\u062a\u0644"),
        ("wasn\u00e2\u20ac\u2122t", "wasn\u2019t"),
        ("a\u00a0b\n\nc", "a b c"),
        ("he said\u200b so", "he said so"),
    ],
)
def test_copies_of_one_word_have_one_hash(one: str, other: str) -> None:
    """Case, accents, apostrophes, dashes, blanks, hidden signs and mojibake make no difference."""
    assert tokenise(one, "s").hashes.tolist() == tokenise(other, "s").hashes.tolist()


def test_another_salt_makes_other_hashes() -> None:
    """Tables made in advance for one data set are of no use for another."""
    assert tokenise("the guards", "one").hashes[0] != tokenise("the guards", "other").hashes[0]


@given(st.lists(st.text(st.sampled_from("abé0'\u02bc\u200b\n .\u4e00\u0e01\u00e2\u20ac\u2122"))))
def test_parts_have_the_tokens_that_each_has_alone(parts: list[str]) -> None:
    """No token reaches from one part into the next, whatever the parts hold."""
    hashes, borders = tokenise_parts(parts, "s")
    alone = [tokenise(part, "s").hashes.tolist() for part in parts]
    assert [hashes[start:end].tolist() for start, end in pairwise(borders)] == alone
    assert [count_tokens(part) for part in parts] == [len(one) for one in alone]


@given(st.integers(0, 400), st.integers(4, 16), st.integers(2, 12))
def test_chunks_cover_a_sentence_and_give_away_little(n_tok: int, bits: int, size: int) -> None:
    """Chunks part a sentence without a gap; none has more bits a token than was set."""
    settings = AnchorSettings("s", bits, size)
    cuts = chunk_cuts(n_tok, settings)
    assert sum(cut.size for cut in cuts) == n_tok
    assert all(one.start + one.size == other.start for one, other in pairwise(cuts))
    assert all(cut.bits * size <= cut.size * bits for cut in cuts)
    assert all(cut.size < 2 * size for cut in cuts)


def test_the_default_is_within_the_budget() -> None:
    """At most two bits a token are published, and the lengths of sentences."""
    assert SETTINGS.bits / SETTINGS.chunk_tokens <= 2


def test_rows_have_the_columns_of_the_schema() -> None:
    """An anchor row is what standoff/sentences.parquet holds, with sentences in order."""
    found = rows(STORY)
    assert [list(row) for row in found] == [SENTENCES_SCHEMA.names] * 3
    assert [row["ordinal"] for row in found] == [0, 1, 2]
    assert [row["first"] for row in found] == [0, 6, 11]
    assert count_tokens(STORY) == 17


def test_ids_name_places_and_are_never_given_twice() -> None:
    """An id is a place counted in tokens: another split gives other ids, each still its own."""
    article = Article("a1", "", STORY + "\n. .\n* * *\nIt was over.")
    sentences = split_sentences("a1", article.text)
    names = sentence_ids(article, sentences)
    assert names[:2] == ["a1-t00000-00006", "a1-t00006-00011"]
    assert len(set(names)) == len(names) == len(sentences)
    joined = [sentences[0]._replace(end=sentences[1].end), *sentences[2:]]
    changed = sentence_ids(article, joined)
    assert changed[0] == "a1-t00000-00011"
    assert changed[1:] == names[2:]


def test_nothing_is_published_of_what_is_withheld() -> None:
    """A sensitive sentence keeps its id and says why, and has no chunks."""
    sentences = split_sentences("a1", STORY)
    found = anchor_rows(Article("a1", "", STORY), sentences, {sentences[1].ref: "minor"}, SETTINGS)
    assert [row["sensitive"] for row in found] == ["none", "minor", "none"]
    assert found[1]["chunks"] == []
    assert all(found[number]["chunks"] for number in (0, 2))


@given(st.sampled_from(["Amin Selvar", "Lena Moor", "Yusuf Arkan"]))
def test_no_bit_is_about_a_private_name(name: str) -> None:
    """With its name told, an article publishes the same whoever the person is."""
    told = []
    for person in ("Amin Selvar", name):
        text = STORY.replace("Amin Selvar", person)
        told.append(rows(text, private=[(text.index(person), text.index(person) + len(person))]))
    assert told[0] == told[1]
    assert None in told[0][1]["chunks"]  # type: ignore[operator]
    assert None not in told[0][0]["chunks"]  # type: ignore[operator]


def test_a_masked_name_is_not_recovered_from_its_anchor() -> None:
    """Of 100,000 names, hundreds fit the chunk that a name stands in, all other words known."""
    listed = [f"name{number}" for number in range(100_000)]
    tokens = tokenise("The soldiers took Selvar from the house at four in the morning", "a test")
    for place in range(len(tokens.hashes)):
        assert names_left(tokens, place, "name4711", listed, SETTINGS) >= 200


def test_words_are_not_recovered_by_guessing_along() -> None:
    """Beam search with a model of the very articles' language finds 3 % of the words at most."""
    with resources.files("dateline.corpus.sample").joinpath("articles.jsonl").open() as lines:
        articles = [json.loads(line) for line in lines]
    language = Language(article["text"] for article in articles[20:])
    held = [
        language.words(article["text"][start:end])
        for article in articles[:20]
        for start, end in article["sentences"]
    ]
    held = [words for words in held if len(words) >= 12][:15]
    found = sum(attack(words, language, SETTINGS, beam=3) for words in held)
    assert found <= 0.03 * sum(len(words) - 2 for words in held)


def test_a_headline_has_a_hint(tmp_path: Path) -> None:
    """A headline's hash is 16 bits, the same for copies of it; no headline has none."""
    assert title_hash("Guards fire on bus", SETTINGS) == title_hash("GUARDS FIRE ON BUS!", SETTINGS)
    assert title_hash("Guards fire on bus", SETTINGS) != title_hash("Guards fire on car", SETTINGS)
    assert title_hash(" \u2014 ", SETTINGS) is None


def test_the_normaliser_is_told_and_taken_again() -> None:
    """What a release says of its tokens, as JSON, gives the same settings back."""
    told = json.loads(json.dumps(normaliser_to_json(SETTINGS)))
    assert normaliser_from_json(told, "normaliser.json") == SETTINGS


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "other"}, "made by the normaliser 'other'"),
        ({"version": 2}, "version 2; this Dateline has 'dateline-tokens', version 1"),
        ({"bits": 99}, "expected a salt"),
        ({"salt": None}, "expected a salt"),
        ({"test_vectors": [{"text": "one two three four", "chunks": [1]}]}, "does not come out"),
        ({"test_vectors": None}, "does not come out"),
    ],
)
def test_other_tokens_are_refused(change: dict[str, object], said: str) -> None:
    """Anchors made of other tokens would not be found, so they are not looked for."""
    with pytest.raises(NormaliserMismatch, match=said):
        normaliser_from_json({**normaliser_to_json(SETTINGS), **change}, "normaliser.json")
