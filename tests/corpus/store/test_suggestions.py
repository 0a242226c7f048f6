"""Predictions of a model go into a corpus as suggestions, and come out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import RecordError
from dateline.corpus.formats.dateline import export_dateline
from dateline.corpus.nouns import SentenceRef, Suggestion
from dateline.corpus.records import suggestion_from_row, suggestion_to_row
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.suggestions import iter_suggestions
from dateline.corpus.transfer import import_corpus

LABELS = ("attack", "testimony", "official_statement", "statistic")
TEXT = "Shells fell 🕊 on Ordesk. “We hid,” a baker said. Nobody slept."
SPANS = [[0, 24], [25, 48], [49, 62]]
ARTICLE = {"id": "a1", "title": "Shelling", "text": TEXT, "sentences": SPANS}

suggested = st.builds(
    Suggestion,
    sentence=st.builds(
        lambda start, length: SentenceRef("a1", start, start + length),
        st.integers(0, 10**6),
        st.integers(1, 500),
    ),
    labels=st.frozensets(st.sampled_from(LABELS)),
    scores=st.dictionaries(st.sampled_from(LABELS), st.floats(0, 1)),
    text=st.just("A sentence."),
    extra=st.dictionaries(st.sampled_from(["model", "Größe"]), st.integers()),
)


def prediction(place: int, *labels: str, **more: Any) -> dict[str, Any]:
    """A row for one of the three sentences, as `dateline predict` writes it."""
    start, end = SPANS[place]
    row = {"article_id": "a1", "start": start, "end": end, "text": TEXT[start:end]}
    scores = {label: 0.75 if label in labels else 0.125 for label in LABELS}
    return row | {"labels": list(labels), "scores": scores} | more


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def corpus(address: str, tmp_path: Path) -> Iterator[Corpus]:
    """One article of three sentences, in each of the two databases."""
    opened = open_corpus(address, create=True)
    import_corpus(opened, write(tmp_path / "articles.jsonl", ARTICLE))
    yield opened
    opened.close()


def held(corpus: Corpus) -> list[Suggestion]:
    with corpus.read() as connection:
        return list(iter_suggestions(connection))


@given(suggested)
def test_a_suggestion_comes_back_as_it_went(suggestion: Suggestion) -> None:
    """A prediction row read again is the suggestion, its unknown keys included."""
    row = json.loads(json.dumps(suggestion_to_row(suggestion)))

    assert suggestion_from_row(row, "p.jsonl", 1, allowed=LABELS) == suggestion


def test_predictions_become_suggestions_and_newer_ones_take_their_place(
    corpus: Corpus, tmp_path: Path
) -> None:
    """A sentence has one suggestion, the newest; the same file again changes nothing."""
    first = write(tmp_path / "one.jsonl", prediction(0, "attack"), prediction(1, "testimony"))
    second = write(tmp_path / "two.jsonl", prediction(1), prediction(2, model="m2"))

    assert import_corpus(corpus, first).suggestions == 2
    again = import_corpus(corpus, first)
    assert (again.suggestions, again.unchanged) == (0, 2)
    assert import_corpus(corpus, second).suggestions == 2

    now = held(corpus)
    assert [sorted(suggestion.labels) for suggestion in now] == [["attack"], [], []]
    assert [suggestion.text for suggestion in now] == [TEXT[start:end] for start, end in SPANS]
    assert now[0].scores == {label: 0.75 if label == "attack" else 0.125 for label in LABELS}
    assert now[2].extra == {"model": "m2"}


def test_of_one_file_the_last_prediction_of_a_sentence_counts(
    corpus: Corpus, tmp_path: Path
) -> None:
    """A file may name a sentence twice; what stands further down is newer."""
    path = write(tmp_path / "p.jsonl", prediction(0, "attack"), prediction(0, "statistic"))

    import_corpus(corpus, path)

    assert [suggestion.labels for suggestion in held(corpus)] == [{"statistic"}]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            prediction(0) | {"labels": ["flood"]},
            "line 2: field 'labels': found the label 'flood', allowed are attack, testimony",
        ),
        (
            prediction(0) | {"scores": {"flood": 0.5}},
            "line 2: field 'scores': found the label 'flood', allowed are attack",
        ),
        (
            prediction(0) | {"scores": {"attack": 1.5}},
            "line 2: field 'scores': expected a probability 0 to 1 of attack, found 1.5",
        ),
        (
            prediction(0) | {"scores": {"attack": True}},
            "line 2: field 'scores': expected a probability 0 to 1 of attack, found True",
        ),
        (prediction(0) | {"scores": [0.5]}, "line 2: field 'scores': expected an object"),
        (prediction(0) | {"end": 20}, "line 2: the article 'a1' has no sentence [0, 20]"),
        (prediction(0) | {"article_id": "zz"}, "line 2: the corpus holds no article 'zz'"),
        (
            prediction(0) | {"text": "Shells fell."},
            "line 2: the sentence [0, 24] of the article 'a1' reads differently in the corpus",
        ),
    ],
)
def test_a_wrong_prediction_is_named_and_nothing_is_kept(
    corpus: Corpus, tmp_path: Path, row: dict[str, Any], said: str
) -> None:
    """The first wrong row stops the import, with its line and field; the good ones wait too."""
    path = write(tmp_path / "p.jsonl", prediction(1, "testimony"), row)

    with pytest.raises(RecordError) as caught:
        import_corpus(corpus, path)

    assert said in str(caught.value)
    assert held(corpus) == []


def test_a_prediction_need_not_quote_its_sentence(corpus: Corpus, tmp_path: Path) -> None:
    """Where the text is left out the offsets alone tell."""
    row = prediction(2, "statistic")
    del row["text"]

    import_corpus(corpus, write(tmp_path / "p.jsonl", row))

    assert [suggestion.text for suggestion in held(corpus)] == ["Nobody slept."]


def test_export_and_import_lose_no_suggestion(corpus: Corpus, tmp_path: Path) -> None:
    """suggestions.jsonl is there only where there are any, and brings them all back."""
    out = tmp_path / "out"
    assert "suggestions.jsonl" not in export_dateline(corpus, out).files
    assert not (out / "suggestions.jsonl").exists()
    rows = [prediction(0, "attack", model="m1"), prediction(1), prediction(2, "testimony")]
    import_corpus(corpus, write(tmp_path / "p.jsonl", *rows))

    done = export_dateline(corpus, out)
    with open_corpus(str(tmp_path / "copy.db"), create=True) as copy:
        imported = import_corpus(copy, out)
        there = held(copy)

    assert (done.suggestions, imported.suggestions) == (3, 3)
    assert "suggestions.jsonl" in done.files
    assert there == held(corpus)


def test_the_command_says_how_many_suggestions_it_took_in(
    corpus: Corpus, tmp_path: Path, dateline: Any
) -> None:
    """`dateline import` counts suggestions where there are some."""
    corpus.close()
    write(tmp_path / "articles.jsonl", ARTICLE)
    write(tmp_path / "p.jsonl", prediction(0, "attack"))

    assert "suggestion" not in dateline("import", "articles.jsonl", "--corpus", "new.db").stdout
    told = dateline("import", "p.jsonl", "--corpus", "new.db").stdout

    assert "0 rulings, 1 suggestion." in told
