"""The JSONL contracts: what is accepted, what is refused, and how it is said."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus import nouns
from dateline.corpus.errors import RecordError
from dateline.corpus.finding_records import (
    finding_from_row,
    finding_to_row,
    leftovers_from_row,
    leftovers_to_row,
)
from dateline.corpus.nouns import (
    Article,
    Block,
    BlockKind,
    Dropped,
    Finding,
    Judgment,
    Leftovers,
    Origin,
    Ruling,
    SentenceRef,
    article_id,
)
from dateline.corpus.records import (
    article_from_row,
    article_to_row,
    judgment_from_row,
    judgment_to_row,
    row_kind,
    ruling_from_row,
    ruling_to_row,
)
from dateline.corpus.repeats import Repeats

LABELS = ("attack", "testimony")
SCHEME = "d" * 64
PLACE = {"article_id": "a1", "start": 0, "end": 9}

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
names = texts.filter(str.strip)
optional = st.none() | texts
extras = st.dictionaries(st.sampled_from(["desk", "Größe", "ملاحظة"]), st.integers() | texts)
refs = st.builds(
    lambda name, start, length: SentenceRef(name, start, start + length),
    names,
    st.integers(0, 10**6),
    st.integers(1, 500),
)
label_sets = st.frozensets(st.sampled_from(LABELS))


@given(
    st.builds(
        Article,
        id=names,
        title=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        text=names,
        url=optional,
        source=optional,
        published=optional,
        language=optional,
        licence=optional,
        author=optional,
        agency=optional,
        place=optional,
        extra=extras,
    ),
    st.data(),
)
def test_an_article_comes_back_as_it_went(article: Article, data: st.DataObject) -> None:
    """An article row read again is the article, its blocks and unknown keys included."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(article.text)), max_size=6)))
    blocks = tuple(
        Block(start, end, data.draw(st.sampled_from(get_args(BlockKind))))
        for start, end in pairwise(cuts)
        if article.text[start:end].strip()
    )
    article = replace(article, blocks=blocks)
    spans = [(0, 1)] if article.text[0].strip() else []

    row = article_from_row(article_to_row(article, spans), "articles.jsonl", 1)

    assert row.article == article
    assert row.spans == tuple(spans)


@given(
    st.builds(
        Judgment,
        id=st.uuids().map(str),
        sentence=refs,
        annotator=names,
        labels=label_sets,
        unsure=st.booleans(),
        comment=optional,
        seconds=st.none() | st.floats(0, 1e6),
        suggestion_shown=st.booleans(),
        guidelines=st.none() | st.just("e" * 64),
        created=optional,
        extra=extras,
    )
)
def test_a_judgment_comes_back_as_it_went(judgment: Judgment) -> None:
    """A judgment row read again is the judgment."""
    row = judgment_to_row(judgment, SCHEME)

    assert judgment_from_row(row, "j", 1, allowed=LABELS, seen=Repeats()) == judgment


@given(st.builds(Ruling, sentence=refs, labels=label_sets, decided_by=names, extra=extras))
def test_a_ruling_comes_back_as_it_went(ruling: Ruling) -> None:
    """A gold row read again is the ruling."""
    assert ruling_from_row(ruling_to_row(ruling, SCHEME), "g", 1, allowed=LABELS) == ruling


@given(
    st.builds(
        Finding,
        article_id=names,
        file=names,
        origin=st.builds(
            Origin,
            digest=st.just(SCHEME),
            start=st.just(3),
            end=st.integers(3, 9),
            record=optional,
            repairs=st.lists(texts, max_size=2).map(tuple),
        )
        | st.just(Origin(SCHEME)),
        ingested=names,
        version=names,
        licence=optional,
        rights=optional,
        outlet=optional,
        page=optional,
    )
)
def test_a_finding_comes_back_as_it_went(finding: Finding) -> None:
    """A provenance row read again is the finding."""
    assert finding_from_row(finding_to_row(finding), "p.jsonl", 1) == finding


@given(
    st.builds(
        Leftovers,
        file=names,
        digest=st.just(SCHEME),
        page=optional,
        dropped=st.lists(st.builds(Dropped, st.just(0), st.just(4), texts, texts)).map(tuple),
    )
)
def test_leftovers_come_back_as_they_went(leftovers: Leftovers) -> None:
    """A row of what a page held beside its articles, read again, is that."""
    assert leftovers_from_row(leftovers_to_row(leftovers), "l.jsonl", 1) == leftovers


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"digest": "abc"}, "digest", "64 hexadecimal digits"),
        ({"start": 3}, "end", "`start` and an `end`"),
        ({"start": 3, "end": 2}, "end", "`start` and an `end`"),
        ({"file": ""}, "file", "non-empty string"),
        ({"repairs": "mojibake"}, "repairs", "a list of strings"),
    ],
)
def test_a_wrong_finding_is_named(change: dict[str, Any], field: str, said: str) -> None:
    """File, line and field of a provenance row stand in the message."""
    row = {"article_id": "a1", "file": "a.txt", "digest": SCHEME, "ingested": "now"}

    with pytest.raises(RecordError) as caught:
        finding_from_row(row | {"version": "0.1"} | change, "p.jsonl", 4)

    assert caught.value.field == field
    assert said in str(caught.value)


def test_several_authors_are_one_text() -> None:
    """Scrapes list authors; the article names them in one line."""
    row = article_from_row({"text": "One.", "author": ["Ada Amin", "Bo Berg"]}, "in.jsonl", 1)

    assert row.article.author == "Ada Amin, Bo Berg"


def test_equal_judgments_in_one_file_are_two_and_a_second_import_is_none() -> None:
    """Saying attack, nothing, attack is three judgments, under the same ids each time it is read."""
    rows = [PLACE | {"annotator": "A", "labels": labels} for labels in (["attack"], [], ["attack"])]

    def ids() -> list[str]:
        seen = Repeats()
        return [
            judgment_from_row(row, "j", line, allowed=LABELS, seen=seen).id
            for line, row in enumerate(rows)
        ]

    assert len(set(ids())) == 3
    assert ids() == ids()


def test_an_article_without_id_gets_the_same_one_from_the_same_content() -> None:
    """The id comes from the words and the address, not from white space or a counter."""
    assert article_id("One. Two.") == article_id("One.\r\nTwo.")
    assert article_id("One. Two.") != article_id("One. Two.", "https://example.org/1")


@given(st.text(st.sampled_from("aé \n\t\r\x0b\x1c\x85\xa0\u3000\u2028\u200b")))
def test_white_space_of_every_kind_is_folded(text: str) -> None:
    """Two texts of the same words have one id, whatever blanks and line ends part the words."""
    assert article_id(text) == article_id(" ".join(text.split()))
    assert article_id(text, "x") != article_id(f"{text} more", "x")


@given(
    st.text(st.characters(codec="utf-8", max_codepoint=0x0400) | st.sampled_from("“”’–…\u2028ﬁ각"))
)
def test_a_text_and_its_nfc_form_have_one_id(text: str) -> None:
    """Letters with their marks apart, or in one sign, make the same article."""
    assert article_id(text) == article_id(unicodedata.normalize("NFC", text))
    assert article_id(text) == article_id(unicodedata.normalize("NFD", text))


def test_the_signs_that_are_not_normalised_never_compose() -> None:
    """NFC leaves every sign as it is that `article_id` takes for normalised, in any company."""
    never = [sign for sign in map(chr, range(0x110000)) if nouns._IN_NFC.fullmatch(sign)]
    composing = {
        decomposed[-1]
        for sign in map(chr, range(0x110000))
        if len(decomposed := unicodedata.normalize("NFD", sign)) > 1
    }
    assert len(never) > 500
    assert not composing.intersection(never)
    assert all(unicodedata.is_normalized("NFC", sign) for sign in never)
    assert not any(map(unicodedata.combining, never))


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"text": "x", "title": ""}, "article"),
        (PLACE | {"labels": [], "annotator": "A"}, "judgment"),
        (PLACE | {"labels": []}, "gold"),
        (PLACE | {"labels": [], "scores": {}, "text": "x"}, "prediction"),
        ({"article_id": "a1", "split": "train"}, "split"),
        ({"article_id": "a1", "file": "a.txt", "digest": SCHEME}, "finding"),
        ({"file": "a.txt", "digest": SCHEME, "dropped": []}, "leftovers"),
        ({"foo": 1}, None),
    ],
)
def test_the_keys_tell_the_kind_of_a_row(row: dict[str, Any], kind: str | None) -> None:
    """Every contract is known by its keys."""
    assert row_kind(row) == kind


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"text": ""}, "text", "non-empty string"),
        ({"title": "x"}, "text", "nothing"),
        ({"text": 3}, "text", "expected a string, found 3"),
        ({"text": "a\0b"}, "text", "a NUL character at offset 1"),
        ({"text": "a\ud800"}, "text", "half of a surrogate pair at offset 1"),
        ({"text": "One.", "sentences": [[0, 9]]}, "sentences", "the text ends at 4"),
        ({"text": "One. Two.", "sentences": [[0, 4], [3, 9]]}, "sentences", "do not overlap"),
        ({"text": "One. Two.", "sentences": [[5, 9], [0, 4]]}, "sentences", "in order"),
        ({"text": "One.", "sentences": [[2, 2]]}, "sentences", "[start, end]"),
        ({"text": "One.", "sentences": [[-1, 2]]}, "sentences", "[start, end]"),
        ({"text": "One.", "sentences": [["0", 2]]}, "sentences", "[start, end]"),
        ({"text": "One.   ", "sentences": [[4, 7]]}, "sentences", "only white space"),
        ({"text": "One.", "sentences": "all"}, "sentences", "[[start, end], ...]"),
        ({"text": "One.", "blocks": "all"}, "blocks", "[[start, end, kind], ...]"),
        ({"text": "One.", "blocks": [[0, 2]]}, "blocks", "[start, end, kind], found [0, 2]"),
        ({"text": "One.", "blocks": [[0, 9, "date"]]}, "blocks", "the text ends at 4"),
        ({"text": "One.", "blocks": [[0, 4, "body"]]}, "blocks", "the kind 'body', allowed are b"),
        (
            {"text": "One. Two.", "blocks": [[0, 4, "date"], [3, 9, "byline"]]},
            "blocks",
            "do not overlap",
        ),
        ({"text": "One.", "author": ["A", 3]}, "author", "a list of strings"),
        ({"text": "One.", "id": ""}, "id", "non-empty string"),
        ({"text": "One.", "url": ["x"]}, "url", "expected a string"),
    ],
)
def test_a_wrong_article_row_is_named(row: dict[str, Any], field: str, said: str) -> None:
    """File, line and field stand in the message, with what was found and what is allowed."""
    with pytest.raises(RecordError) as caught:
        article_from_row(row, "in.jsonl", 7)

    assert caught.value.field == field
    assert str(caught.value).startswith(f"in.jsonl, line 7: field {field!r}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"labels": ["atack"]}, "labels", "'atack', allowed are attack, testimony"),
        ({"labels": "attack"}, "labels", "a list of label ids"),
        ({"start": 9, "end": 9}, "end", "more than start"),
        ({"start": "0"}, "start", "a code-point offset"),
        ({"start": True}, "start", "a code-point offset"),
        ({"annotator": ""}, "annotator", "non-empty string"),
        ({"unsure": "yes"}, "unsure", "true or false"),
        ({"seconds": -1}, "seconds", "a duration"),
        ({"seconds": float("inf")}, "seconds", "a duration"),
        ({"skipped": True, "labels": ["attack"]}, "skipped", "has no labels"),
    ],
)
def test_a_wrong_judgment_row_is_named(change: dict[str, Any], field: str, said: str) -> None:
    """A label the guidelines do not have, a bad offset or a bad flag is refused by name."""
    row = PLACE | {"annotator": "A", "labels": []} | change

    with pytest.raises(RecordError) as caught:
        judgment_from_row(row, "j.jsonl", 2, allowed=LABELS, seen=Repeats())

    assert caught.value.field == field
    assert said in str(caught.value)


def test_a_message_never_quotes_a_long_text() -> None:
    """A wrong value is shown shortened: articles quote witnesses."""
    with pytest.raises(RecordError) as caught:
        article_from_row({"text": ["word"] * 500}, "in.jsonl", 1)

    assert len(str(caught.value)) < 160
