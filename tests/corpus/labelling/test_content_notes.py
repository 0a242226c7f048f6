"""The word list that warns of what an article touches on: rough, but the same for everyone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.labelling.content_notes import (
    TOPICS,
    bits_to_topics,
    is_optable,
    note_for,
    topics_to_bits,
)

IDS = [topic.id for topic in TOPICS]


def topics(text: str, title: str = "") -> list[str]:
    return [topic.id for topic in note_for(title, text).topics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A shell killed two children at the well.", ["children"]),
        ("Her 9-year-old cousin was wounded.", ["children"]),
        ("Nineteen pupils were kidnapped on the way home.", ["children"]),
        ("Soldiers RAPED two women, she said.", ["sexual_violence"]),
        ("The report speaks of sexual\nviolence and of sexual violence.", ["sexual_violence"]),
        ("He was beaten with a cable until noon.", ["torture"]),
        ("Neighbours carried the bodies to the mosque.", ["bodies"]),
        ("They beheaded the miller; his hands were bound.", ["executions"]),
        ("A mass grave lies behind the school.", ["massacres"]),
        ("The captain killed himself that night.", ["suicide"]),
        ("Two million people face starvation.", ["hunger"]),
        ("He hanged himself in his cell.", ["suicide"]),
        ("قال شهود إن الجنود عذّبوهم، وتحدثوا عن التعذيب.", ["torture"]),
        ("وعُثر على جثث قرب النهر.", ["bodies"]),
        ("مقتل أطفال في القصف", ["children"]),
        ("بالإعدام رمياً بالرصاص", ["executions"]),
        ("Die Brücke wurde am Montag gesperrt.", []),
    ],
)
def test_a_topic_is_found_by_its_words(text: str, expected: list[str]) -> None:
    """Words and phrases of a topic are found, whatever their case and Arabic spelling."""
    assert topics(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A suicide bomber drove into the gate; two suicide attacks followed.",
        "Prisoners went on a hunger strike.",
        "The therapist bought grapes and scraped the drapes.",
        "The force executed an operation with other international bodies.",
        "Children ate bread on the pier. Two gunmen were killed at the ford.",
        "The children of the cadet school sang the anthem on the parade ground while far away, in the "
        "hills beyond the second river and the third, two gunmen were killed.",
        "He ran into a dead end with his son.",
    ],
)
def test_other_uses_of_a_word_are_no_topic(text: str) -> None:
    """Parts of words, set phrases and words of separate sentences are not taken for a topic."""
    assert topics(text) == []


def test_the_title_counts() -> None:
    """What only the title tells of is noted too."""
    assert topics("It was a quiet morning.", "Famine feared in Okundo") == ["hunger"]


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        ("She was raped at the checkpoint.", True),
        ("The town is hungry.", False),
        ("The town is hungry. Famine is near. Thousands are starving.", True),
        ("A massacre, one beating and one execution are named.", True),
        ("The market opened at six.", False),
    ],
)
def test_an_article_is_hard_by_what_it_tells_or_how_much(text: str, hard: bool) -> None:
    """One mention of the gravest topics is enough, of others it takes several, or several topics."""
    assert note_for("", text).hard is hard


@given(st.sets(st.sampled_from(IDS)))
def test_topics_go_to_bits_and_back(ids: set[str]) -> None:
    """The store's number holds exactly the topics that were put in; unknown ones are passed over."""
    kept = bits_to_topics(topics_to_bits([*ids, "weather"]))
    assert {topic.id for topic in kept} == ids
    assert all(map(is_optable, ids))
    assert not is_optable("weather")


@given(st.lists(st.sampled_from([*"abأ.؟\n ", "children", "raped", "killed", "suicide", "bomber"])))
def test_topics_are_those_of_the_paragraphs(words: list[str]) -> None:
    """A text's topics are those of its paragraphs together, whatever it is made of."""
    text = " ".join(words)
    parts = {topic for line in text.split("\n") for topic in topics(line)}
    assert set(topics(text)) == parts


@given(st.text(), st.text())
def test_any_text_gets_a_note(title: str, text: str) -> None:
    """No text is refused, and an article without a topic is never a hard one."""
    note = note_for(title, text)
    assert set(note.topics) <= set(TOPICS)
    assert note.topics or not note.hard
