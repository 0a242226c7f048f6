"""Masking: no form of a masked name is left, and every sentence stands where it stood."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.nouns import Article, Block, Sentence
from dateline.corpus.release.privacy import Name, mask, mask_text
from dateline.corpus.sentences import split_sentences

FULL = Name("Ahmed Jassim al-Jabouri")


@pytest.mark.parametrize(
    "form",
    [
        "Ahmed Jassim al-Jabouri",
        "AHMED JASSIM AL-JABOURI",
        "Ahmed al Jabouri",
        "al-Jabouri",
        "Al Jabouri",
        "Aljabouri",
        "el-Jabouri",
        "Jabouri",
        "JABOURI",
        "Ahmed",
        "Áhmed J. Jabouri",
        "Jabouri, Ahmed",
        "#AhmedJabouri",
        "Ahmed\nJassim",
        "A. Jabouri",
        "Jab\u00adou\u200bri",
    ],
)
def test_every_form_of_a_name_is_masked(form: str) -> None:
    """Surname, first name, both orders, capitals, the article however written: all are one person."""
    masked = mask_text(f"Soldiers took {form} and left.", [FULL])
    assert re.fullmatch(r"Soldiers took #?PERSON_01(?:, PERSON_01)? and left\.", masked)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Jabouri’s house, Jabouri's wife", "PERSON_01’s house, PERSON_01's wife"),
        ("a Jabouri-led party", "a PERSON_01-led party"),
        ("Jabouriya and Mahmed", "Jabouriya and Mahmed"),
        ("The jabouri tribe", "The jabouri tribe"),
        ("وقال أحمد: جاء للجبوري", "وقال أحمد: جاء للجبوري"),
    ],
)
def test_only_whole_words_are_masked(text: str, masked: str) -> None:
    """A possessive and a compound keep their rest; a longer word, or one written small, is another."""
    assert mask_text(text, [FULL]) == masked


def test_arabic_names_are_masked_with_what_is_written_together() -> None:
    """The article and the prefixed conjunctions and prepositions of Arabic hide no name."""
    masked = mask_text("قال أحمد الجبوري إن وأحمد سافر للجبوري", [Name("احمد الجبوري")])
    assert masked == "قال PERSON_01 إن PERSON_01 سافر PERSON_01"


def test_a_text_without_capitals_is_masked_by_every_word() -> None:
    """Where nothing has a capital, words written small are names too; verbs of saying are none."""
    masked = mask_text(
        "ahmed jassim said that omar said fled", [Name("Ahmed Jassim"), Name("Omar Said")]
    )
    assert masked == "PERSON_01 said that PERSON_02 fled"


def test_listed_forms_tell_apart_who_shares_a_word() -> None:
    """A listed form of a name to keep wins over a derived one, and loses to a listed one."""
    keep = Name("Saddam Hussein", "keep", ("Hussein",))
    text = "Saddam Hussein met Ali Hussein. Hussein left."
    assert mask_text(text, [Name("Ali Hussein"), keep]) == (
        "Saddam Hussein met PERSON_01. Hussein left."
    )
    assert mask_text(text, [Name("Ali Hussein", forms=("Hussein",)), keep]) == (
        "Saddam Hussein met PERSON_01. PERSON_01 left."
    )


def test_what_is_no_name_stays_where_it_is_listed() -> None:
    """A place that shares a word with a masked person stays, if the list says that it is no name."""
    names = [Name("Mira Jordan"), Name("Jordan", "not_a_name")]
    assert mask_text("Mira Jordan left Jordan.", names) == "PERSON_01 left Jordan."
    assert mask_text("Mira Jordan left Jordan.", names[:1]) == "PERSON_01 left PERSON_01."


def test_a_shared_surname_goes_to_whoever_was_named_last() -> None:
    """Two persons of one family keep two placeholders."""
    names = [Name("Ali Marn"), Name("Sela Marn")]
    text = "Ali Marn wept. Sela Marn fled. Marn was 9. Ali came. Marn was 12."
    assert mask_text(text, names) == (
        "PERSON_01 wept. PERSON_02 fled. PERSON_02 was 9. PERSON_01 came. PERSON_01 was 12."
    )


@pytest.mark.parametrize(
    ("contact", "placeholder"),
    [
        ("ali.marn@mail.example", "EMAIL_01"),
        ("ali [at] mail.example", "EMAIL_01"),
        ("+964 770 123 4567", "PHONE_01"),
        ("00964-770-1234567", "PHONE_01"),
        ("(020) 7946 0018", "PHONE_01"),
        ("@sela_marn", "LINK_01"),
        ("https://x.example/%D8%A7%D8%AD%D9%85%D8%AF", "LINK_01"),
        ("https://twitter.com/selamarn/status/12", "LINK_01"),
        ("t.me/selamarn", "LINK_01"),
    ],
)
def test_contacts_are_masked(contact: str, placeholder: str) -> None:
    """Addresses, telephone numbers, handles and pages of persons lead to them as their names do."""
    assert (
        mask_text(f"Write to {contact} today.", [Name("أحمد")]) == f"Write to {placeholder} today."
    )


@pytest.mark.parametrize(
    "figures",
    [
        "1,200 people in 2003-2004",
        "on 12 03 2015 at 14.30",
        "43.5 million, 7 per cent",
        "see https://news.example/2015/03/12/story-123456",
        "see https://www.netflix.com/title/80",
        "$1,250,000 and 10 000 000 dinars",
        "UN Resolution 2170 (2014)",
    ],
)
def test_figures_are_no_telephone_numbers(figures: str) -> None:
    """Counts, dates, sums and addresses of articles stay."""
    assert mask_text(figures, [FULL]) == figures


def test_the_whole_article_is_masked() -> None:
    """Title, author, caption, addresses in the text and the article's own lose the name alike."""
    text = "Photo: Sela Marn\nMARN wept. More: https://x.example/sela-marn-wept"
    article = Article(
        "a1",
        "Marn weeps",
        text,
        url="https://x.example/2015/sela-marn-weeps?by=selamarn",
        author="Sela Marn",
        blocks=(Block(0, 16, "caption"),),
        extra={"people": "Sela Marn"},
    )
    masked = mask(article, (), [Name("Sela Marn")])
    assert masked.article == replace(
        article,
        title="PERSON_01 weeps",
        text="Photo: PERSON_01\nPERSON_01 wept. More: https://x.example/PERSON_01-wept",
        url="https://x.example/2015/PERSON_01-weeps?by=PERSON_01",
        author="PERSON_01",
        blocks=(Block(0, 16, "caption"),),
        extra={},
    )
    assert masked.persons == 1
    assert [text[start:end] for start, end in masked.spans] == ["Sela Marn", "MARN", "sela-marn"]


WORDS = ("Ahmed", "Jassim", "al-Jabouri", "Sela", "Marn", "Umm Nur", "O'Dell", "Véra", "Eide-Rusk")
FILLERS = (
    *(
        "the",
        "house",
        "of",
        "fell",
        "said",
        "in",
        "Baghdad",
        "is",
        "near",
        "and",
        "44",
        "to",
        "him",
    ),
    *("“No”", "(9)", "UN", "Jan. 30", "http://x.example/a-b", "a@b.example", "12,000", "\n\n"),
)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(" ".join)
decided = st.lists(names, min_size=1, max_size=4, unique=True).map(
    lambda held: [Name(name) for name in held]
)
marks = st.sampled_from((" ", " ", " ", ", ", ". ", "’s ", "? ", "-", "\n"))
texts = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(FILLERS), st.sampled_from(WORDS), st.sampled_from(WORDS).map(str.upper)
        ),
        marks,
    ),
    max_size=40,
).map(lambda pairs: "".join(word + mark for word, mark in pairs))


def as_article(text: str) -> tuple[Article, tuple[Sentence, ...]]:
    article = Article("a1", text[:40].replace("\n", " "), text, url="https://x.example/1")
    return article, split_sentences("a1", text)


@given(texts, decided)
def test_no_form_of_a_masked_name_is_left(text: str, persons: list[Name]) -> None:
    """After masking no word of any masked name is in text, title or address, in any writing."""
    article, sentences = as_article(text)
    masked = mask(article, sentences, persons).article
    left = " ".join((masked.text, masked.title, masked.url or "")).casefold()
    for name in persons:
        for word in re.split(r"[ -]", name.name.casefold()):
            if word not in ("al", "umm"):
                assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", left), word


@given(texts, decided)
def test_sentences_stand_where_they_stood(text: str, persons: list[Name]) -> None:
    """Each masked sentence is the sentence with its spans replaced; nothing else has changed."""
    article, sentences = as_article(text)
    masked = mask(article, sentences, persons)
    assert len(masked.sentences) == len(sentences)
    placeholder = r"(?:PERSON|EMAIL|PHONE|LINK)_\d+"
    for old, new in zip(sentences, masked.sentences, strict=True):
        pattern, past = "", old.start
        for start, end in masked.spans:
            if old.start <= start and end <= old.end:
                pattern += re.escape(text[past:start]) + placeholder
                past = end
        pattern += re.escape(text[past : old.end])
        assert re.fullmatch(pattern, masked.article.text[new.start : new.end])
        assert (new.paragraph, new.in_quote) == (old.paragraph, old.in_quote)


@given(texts, decided)
def test_masking_twice_is_masking_once(text: str, persons: list[Name]) -> None:
    """A masked article holds nothing more to mask."""
    once = mask(*as_article(text), persons)
    twice = mask(once.article, once.sentences, persons)
    assert (twice.article, twice.sentences, twice.spans) == (once.article, once.sentences, ())


@given(texts, decided, st.randoms(use_true_random=False))
def test_the_order_of_names_is_nothing(text: str, persons: list[Name], random) -> None:  # type: ignore[no-untyped-def]
    """However a list is sorted, the same placeholders come out."""
    shuffled = random.sample(persons, len(persons))
    assert mask(*as_article(text), shuffled) == mask(*as_article(text), persons)


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=20), max_size=3))
def test_any_text_and_any_names_can_be_masked(text: str, held: list[str]) -> None:
    """Whatever stands in a text or a list, spans lie in the text, in order, and offsets stay valid."""
    article, sentences = as_article(text)
    masked = mask(article, sentences, [Name(name) for name in held])
    edges = [edge for span in masked.spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= s.start <= s.end <= len(masked.article.text) for s in masked.sentences)
