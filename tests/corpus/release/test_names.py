"""Candidates: which persons an article may name, and in which role."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import dateline.corpus.sample
from dateline.corpus.nouns import Article, Block
from dateline.corpus.release.privacy import Candidate, find_candidates
from dateline.corpus.sentences import split_sentences

from .sample_names import SAMPLE_NAMES


def found_in(text: str, **fields: str) -> dict[str, Candidate]:
    """Return the candidates of a text by name."""
    article = Article("a1", fields.pop("title", ""), text, **fields)
    return {held.name: held for held in find_candidates(article, split_sentences("a1", text))}


def sample_articles() -> list[Article]:
    lines = Path(dateline.corpus.sample.__path__[0], "articles.jsonl").read_text("utf-8")
    rows = map(json.loads, lines.splitlines())
    return [Article(row["id"], row["title"], row["text"], source=row["source"]) for row in rows]


def test_every_person_of_the_sample_is_found() -> None:
    """In twenty articles of the sample corpus no person is missed, and most finds are persons."""
    finds = 0
    for article in sample_articles()[:20]:
        found = find_candidates(article, split_sentences(article.id, article.text))
        names = {held.name for held in found}
        assert not set(SAMPLE_NAMES[article.id].split("; ")) - names, article.id
        finds += len(names)
    persons = sum(len(names.split("; ")) for names in SAMPLE_NAMES.values())
    assert finds <= 1.5 * persons


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Witnesses saw Omar al-Jabouri run.", ["Omar al-Jabouri"]),
        ("The shop of Umm Ali burned; Abu Omar al-Rawi saw it.", ["Umm Ali", "Abu Omar al-Rawi"]),
        ("Saad bin Khalid van der Berg was there.", ["Saad bin Khalid van der Berg"]),
        (
            "Defence Minister Khaled al-Obeidi and Lt. Gen. Raed Salim met.",
            ["Khaled al-Obeidi", "Raed Salim"],
        ),
        ("Deputy Secretary of State John Tarn spoke in Paris.", ["John Tarn"]),
        ("Amnesty International and the Iraqi Army met in Saudi Arabia on Monday.", []),
        ("The town of Tarwin fell. Fighters left Tarwin and the Orvan River.", []),
        ("One young girl, Islam, told me of God and Islam.", ["Islam"]),
        ("J. K. Morvane fled with Ilham, 9.", ["J. K. Morvane", "Ilham"]),
        ("Her neighbour, Sela Marn, known as Umm Nur, wept.", ["Sela Marn"]),
        ("قال الشيخ محمود الراوي إن أبو عمر غادر", ["محمود الراوي", "أبو عمر"]),
        (
            "said the farmer rajab diwal, who fled. zakia (10) and abu omar were there.",
            ["rajab diwal", "zakia", "abu omar"],
        ),
        ("GEN. FIDEL MERVANO SAID THE TROOPS LEFT.", ["FIDEL MERVANO"]),
    ],
)
def test_names_are_told_from_what_is_none(text: str, names: list[str]) -> None:
    """Titles, kunyas, small words, initials and scripts of a name; places and bodies are none."""
    assert list(found_in(text)) == names


def test_forms_belong_to_the_full_name() -> None:
    """A surname, a first name and a kunya that the text ties to a name are forms of it."""
    found = found_in(
        "Sela Marn (known as Umm Nur) wept. Marn said she saw Marn’s house. Umm Nur left with Sela."
    )
    assert list(found) == ["Sela Marn"]
    assert found["Sela Marn"].forms == ("Umm Nur", "Marn", "Sela")
    assert found["Sela Marn"].count == 6


def test_bylines_and_authors_are_journalists() -> None:
    """Who wrote or photographed is a candidate too; an agency is none."""
    text = "Photograph by Ana Vellin\nShells fell on the port."
    article = Article(
        "a1", "Port shelled", text, author="Tom Aske and Reuters", blocks=(Block(0, 24, "credit"),)
    )
    found = find_candidates(article)
    assert {held.name: held.role for held in found} == {
        "Ana Vellin": "journalist",
        "Tom Aske": "journalist",
    }


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("President Anso Relk spoke.", "official"),
        ("The brother of the dead, Anso Relk, and his sister Mira Relk wept.", "relative"),
        ("“It fell,” said Anso Relk, 44, a resident.", "witness"),
        ("Anso Relk, 9, was killed.", "minor"),
        ("Gunmen shot and killed Anso Relk at home.", "victim"),
        ("The reporter Anso Relk called.", "journalist"),
        ("Police arrested Anso Relk, a suspect.", "suspect"),
        ("They met Anso Relk.", "unknown"),
    ],
)
def test_roles_are_guessed_from_the_words_around(text: str, role: str) -> None:
    """The role is what title, age and the words nearby speak for."""
    found = list(found_in(text).values())
    assert found[-1].role == role


def test_another_finder_adds_candidates() -> None:
    """What a model finds and the rules do not is a candidate like the others."""
    text = "then grennick wept beside the river in the evening light of spring"
    article = Article("a1", "", "The King. " + text)
    assert not find_candidates(article)
    more = find_candidates(
        article, more=lambda whole: [(whole.index("grennick"), whole.index(" wept"))]
    )
    assert [held.name for held in more] == ["grennick"]
