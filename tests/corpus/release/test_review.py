"""The lists that a person settles: nothing that they wrote is lost, nothing open is released."""

from __future__ import annotations

import csv
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import DatelineError, RecordError, ReviewUnsettled, SettingsError
from dateline.corpus.nouns import Article, Sentence, SentenceRef
from dateline.corpus.release.privacy import (
    READ_WHOLE,
    Name,
    Review,
    renew_review,
    sensitive_guesses,
    spacy_finder,
)
from dateline.corpus.release.privacy.candidates import Candidate
from dateline.corpus.release.privacy.lists import (
    NameLine,
    read_names,
    read_sentences,
    write_names,
)
from dateline.corpus.release.privacy.merging import merged_names
from dateline.corpus.release.privacy.tokens import keys_of
from dateline.corpus.sentences import split_sentences

TEXT = (
    "President Anso Relk met Sela Marn, 9, who was hurt. “They raped us,” Marn said in Tarn Hollow."
)


def article(text: str = TEXT, article_id: str = "a1") -> tuple[Article, tuple[Sentence, ...]]:
    return Article(article_id, "", text), split_sentences(article_id, text)


def decide(folder: Path, **decisions: str) -> None:
    """Write decisions in the list, as a person would in a spreadsheet: a name's last word=decision."""
    path = folder / "names.csv"
    lines = read_names(path)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["article_id", "name", "Decision", "forms"])
        for line in lines:
            decision = decisions.get(line.name.split()[-1], line.decision or "")
            writer.writerow([line.article_id, line.name, decision.upper(), "|".join(line.forms)])


def test_an_open_list_stops_a_release(tmp_path: Path) -> None:
    """While a name is open there is no release, and the line says how many, where and what to write."""
    review = renew_review(tmp_path / "review", [article()])
    with pytest.raises(
        ReviewUnsettled, match=r"2 of 2 names in .*names\.csv wait.*mask, keep, not_a_name"
    ):
        review.require_settled()
    decide(tmp_path / "review", Relk="keep", Marn="mask")
    review = renew_review(tmp_path / "review", [article()])
    review.require_settled()
    assert review.names("a1") == (
        Name("Anso Relk", "keep"),
        Name("Sela Marn", "mask", ("Marn",)),
    )
    assert review.counts_to_json()["names"] == {"mask": 1, "keep": 1, "not_a_name": 0, "open": 0}


def test_an_open_name_is_masked(tmp_path: Path) -> None:
    """Whoever asks before the list is settled gets every name masked."""
    review = renew_review(tmp_path / "review", [article()])
    assert {name.decision for name in review.names("a1")} == {"mask"}


def test_the_lists_are_for_their_owner_only(tmp_path: Path) -> None:
    """Nobody else reads the lists, no commit takes them along, and they hold no sentence."""
    folder = tmp_path / "review"
    renew_review(folder, [article()])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("names.csv", "sentences.csv"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"
    rows = list(csv.reader((folder / "names.csv").read_text("utf-8-sig").splitlines()))
    assert max(len(cell.split()) for row in rows for cell in row) <= 9


def test_writing_the_lists_again_changes_nothing(tmp_path: Path) -> None:
    """The same articles and decisions give the same bytes."""
    folder = tmp_path / "review"
    renew_review(folder, [article()])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    renew_review(folder, [article()])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_decision_for_everywhere_holds_where_none_is_made(tmp_path: Path) -> None:
    """A line with * settles a name in all articles; an article's own line comes first."""
    folder = tmp_path / "review"
    folder.mkdir()
    write_names(
        folder / "names.csv",
        [NameLine("*", "Anso Relk", "keep"), NameLine("a2", "Anso Relk", "mask")],
    )
    texts = [article("They met Anso Relk.", "a1"), article("They met Anso Relk.", "a2")]
    review = renew_review(folder, texts)
    assert review.unsettled_names == 0
    assert review.names("a1") == (Name("Anso Relk", "keep"),)
    assert review.names("a2") == (Name("Anso Relk", "mask"),)
    assert review.names("a3") == (Name("Anso Relk", "keep"),)


def test_a_text_without_capitals_asks_to_be_read(tmp_path: Path) -> None:
    """Where capitals tell nothing, a line of its own waits until a person has read the article."""
    text = "the farmers left the village. they walked for two days. nobody gave them water."
    review = renew_review(tmp_path / "review", [article(text)])
    assert [name.name for name in review.names("a1")] == [READ_WHOLE]
    assert review.unsettled_names == 1


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "a1,Sela,maybe",
            r"line 2: field 'decision': found 'maybe', allowed: mask, keep, not_a_name",
        ),
        ("a1,!!,mask", r"line 2: field 'name': found '!!'"),
        (",Sela,mask", r"line 2: field 'article_id': is empty"),
        ("a1,Sela", r"line 2: has 2 cells where the header has 3"),
        ("a1,Sela,mask\na1,SELA,keep", r"line 3: field 'decision': says otherwise .* line 2"),
        ('a1,"Se"la,mask', r"line 2: is no CSV"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: str, told: str) -> None:
    """File, line, column, what was found and what is allowed."""
    path = tmp_path / "names.csv"
    path.write_text(f"article_id,name,decision\n{row}\n", encoding="utf-8")
    with pytest.raises(RecordError, match=re.escape(str(path)) + ", " + told):
        read_names(path)


@pytest.mark.parametrize(
    "content", [b"name,forms\n", b"\xff\xfe\x00bad", b"", b"decision,article_id\nmask,a1\n"]
)
def test_a_file_that_is_no_list_is_named(tmp_path: Path, content: bytes) -> None:
    """A file without the columns, or without UTF-8, is refused in one line; an empty one is empty."""
    path = tmp_path / "names.csv"
    path.write_bytes(content)
    if not content:
        assert read_names(path) == []
        return
    with pytest.raises(DatelineError, match=r"names\.csv") as error:
        read_names(path)
    assert "\n" not in str(error.value)


def test_sensitive_sentences_are_guessed_and_changed(tmp_path: Path) -> None:
    """A guess stands until a person changes it; what they add or take back stays so."""
    folder = tmp_path / "review"
    text, sentences = article()
    first, second = (held.ref for held in sentences)
    assert sensitive_guesses(text, sentences) == {first: "minor", second: "sexual_violence"}
    assert renew_review(folder, [article()]).withheld("a1") == {
        first: "minor",
        second: "sexual_violence",
    }
    path = folder / "sentences.csv"
    path.write_text(path.read_text("utf-8-sig").replace("minor,minor", "none,minor"), "utf-8")
    for _ in range(2):
        assert renew_review(folder, [article()]).withheld("a1") == {second: "sexual_violence"}


def test_a_reason_follows_the_text_when_the_split_changes(tmp_path: Path) -> None:
    """What a person wrote of a sentence holds for the sentences that share text with it."""
    folder = tmp_path / "review"
    text = Article("a1", "", "The house fell. The well is dry.")
    folder.mkdir()
    (folder / "sentences.csv").write_text(
        "reason,article_id,start,end\nother,a1,0,32\n", encoding="utf-8"
    )
    review = renew_review(folder, [(text, split_sentences("a1", text.text))])
    assert review.withheld("a1") == {
        SentenceRef("a1", 0, 15): "other",
        SentenceRef("a1", 16, 32): "other",
    }
    assert [line.guess for line in read_sentences(folder / "sentences.csv")] == ["", ""]


def test_a_list_that_lacks_a_split_article_keeps_its_lines(tmp_path: Path) -> None:
    """Decisions on an article that is not there today are there when it comes back."""
    folder = tmp_path / "review"
    renew_review(folder, [article()])
    decide(folder, Relk="keep", Marn="mask")
    renew_review(folder, [article("They met Nour Vashti.", "a2")])
    review = renew_review(folder, [article(), article("They met Nour Vashti.", "a2")])
    assert review.unsettled_names == 1
    assert {name.decision for name in review.names("a1")} == {"keep", "mask"}


def test_a_model_that_is_not_installed_is_named() -> None:
    """Nothing is downloaded: the line says what is missing."""
    with pytest.raises(SettingsError, match="'no_such_model'"):
        spacy_finder("no_such_model")


some_names = st.sampled_from(
    ("Sela Marn", "Anso Relk", "Marn", "Nour", "Vashti", "Umm Nur", "sela marn")
)
lines = st.lists(
    st.builds(
        NameLine,
        st.just("a1"),
        some_names,
        st.sampled_from((None, "mask", "keep", "not_a_name")),
        st.lists(some_names, max_size=2).map(tuple),
        st.integers(0, 3),
    ),
    max_size=4,
    unique_by=lambda line: line.key,
)
finds = st.lists(
    st.builds(
        Candidate,
        st.just("a1"),
        some_names,
        st.lists(some_names, max_size=2).map(tuple),
        st.integers(1, 3),
        st.just("unknown"),
        st.just(""),
    ),
    max_size=4,
    unique_by=lambda held: keys_of(held.name),
)


@given(lines, finds)
def test_merging_loses_no_decision_and_no_candidate(
    old: list[NameLine], found: list[Candidate]
) -> None:
    """Every decided line stays as it was, and every candidate is listed, once."""
    merged = list(merged_names(old, found))
    assert [line for line in merged if line.decision and line in old] == [
        line for line in merged if line.decision
    ]
    assert {line.key for line in old if line.decision} <= {line.key for line in merged}
    listed = {keys_of(form) for line in merged for form in (line.name, *line.forms)}
    listed |= {keys_of(form) for line in old for form in line.forms}
    assert {keys_of(held.name) for held in found} <= listed
    assert len({line.key for line in merged}) == len(merged)


def test_a_review_of_nothing_is_settled(tmp_path: Path) -> None:
    """A corpus without names needs no decision."""
    review = Review(tmp_path, [], [])
    review.require_settled()
    assert review.names("a1") == ()
