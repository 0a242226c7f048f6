"""The worked examples of docs/formats.md: corpora of other people, each taken in by one step."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from dateline.corpus.errors import RecordError
from dateline.corpus.formats.labelled import LabelledArticle, labelled_articles
from dateline.corpus.guidelines import read_guidelines
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.judgments import current_rulings, iter_judgments
from dateline.corpus.transfer import import_corpus

POLICE = Path(__file__).parents[2] / "fixtures" / "india_police_guidelines.md"
GLOCON = (
    {"id": 1, "doc_id": 7, "sentence": "Workers walked out of the mill.", "label": 1},
    {"id": 2, "doc_id": 7, "sentence": "Rain was forecast.", "label": 0},
    {"id": 3, "doc_id": 8, "sentence": "Rain was forecast.", "label": 0},
)
"""invented sentences in the form of the CASE shared tasks, with the documents' ids"""


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        yield opened


def held(corpus: Corpus) -> list[LabelledArticle]:
    with corpus.read() as connection:
        return list(labelled_articles(connection))


def test_india_police_events(corpus: Corpus, shared_data: Path, tmp_path: Path) -> None:
    """The corpus as published: its documents, sentences and labels, each where it was."""
    folder, lines = shared_data / "india_police_events", []
    with (folder / "sents.jsonl").open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in islice(file, 400)]
    last = lines[-1]["doc_id"]
    lines = [row for row in lines if row["doc_id"] != last and row["sent_text"].strip()]
    some = tmp_path / "police"
    some.mkdir()
    text = "".join(json.dumps(row) + "\n" for row in lines)
    (some / "sents.jsonl").write_text(text, encoding="utf-8")
    metadata = (folder / "metadata.jsonl").read_text(encoding="utf-8")
    (some / "metadata.jsonl").write_text(metadata, encoding="utf-8")

    done = import_corpus(corpus, some, "india-police-events", guidelines=POLICE)

    assert (done.articles, done.rulings) == (len({row["doc_id"] for row in lines}), len(lines))
    sentences = [one for article in held(corpus) for one in article.sentences]
    assert [one.text for one in sentences] == [row["sent_text"].strip() for row in lines]
    found = Counter(label for one in sentences for label in one.ruling.labels if one.ruling)
    assert found == Counter(label for row in lines for label in row["sent_labels"])
    assert set(found) <= set(read_guidelines(POLICE).ids)
    assert import_corpus(corpus, some, "india-police-events").rulings == 0


def test_sentences_with_yes_and_no(corpus: Corpus, tmp_path: Path) -> None:
    """GLOCON's form: documents become articles, 1 the label that --map names, 0 none of them."""
    path = tmp_path / "train.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in GLOCON))

    done = import_corpus(corpus, path, "jsonl", renamed={"1": "attack"})

    assert (done.articles, done.rulings, done.unmatched) == (2, 3, 0)
    first, second = held(corpus)
    assert first.article.text == "Workers walked out of the mill. Rain was forecast."
    assert [set(one.ruling.labels) for one in first.sentences if one.ruling] == [{"attack"}, set()]
    assert second.article.id == "8"
    assert first.sentences[0].ruling is not None
    assert first.sentences[0].ruling.extra == {"their_id": "1"}


def test_which_label_1_is_must_be_said(corpus: Corpus, tmp_path: Path) -> None:
    """With several labels in the guidelines nobody guesses what 1 means."""
    path = tmp_path / "train.jsonl"
    path.write_text(json.dumps(GLOCON[0]) + "\n")
    with pytest.raises(RecordError, match="line 1: field 'label': found 1, .*--map 1=LABEL"):
        import_corpus(corpus, path, "jsonl")


def test_a_plain_table(corpus: Corpus, tmp_path: Path) -> None:
    """A CSV file with a column of sentences and one of labels, two people, no articles."""
    path = tmp_path / "labels.csv"
    path.write_text(
        "text;labels;coder\n"
        "Shells hit the market.;attack;ana\n"
        "Shells hit the market.;none;ben\n"
        "“We ran,” she said.;testimony|attack;ana\n"
        "“We ran,” she said.;;ben\n"
    )
    done = import_corpus(corpus, path, "csv")

    assert (done.articles, done.judgments) == (2, 3)
    said = {
        (one.text, judgment.annotator): set(judgment.labels)
        for article in held(corpus)
        for one in article.sentences
        for judgment in one.judgments
    }
    assert said == {
        ("Shells hit the market.", "ana"): {"attack"},
        ("Shells hit the market.", "ben"): set(),
        ("“We ran,” she said.", "ana"): {"attack", "testimony"},
    }
    assert import_corpus(corpus, path, "csv").judgments == 0


@pytest.mark.parametrize("who", ["annotator", "gold"])
def test_a_table_from_before_a_correction_takes_nothing_back(
    corpus: Corpus, tmp_path: Path, who: str
) -> None:
    """The later word stands when the older table comes again, and the rows that differ are told."""
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    header, name = ("text,label,annotator", ",ana") if who == "annotator" else ("text,label", "")
    rows = (header, f"Rain fell.,attack{name}", f"Shells hit us.,attack{name}")
    first.write_text("\n".join(rows), encoding="utf-8")
    second.write_text("\n".join(rows).replace("attack", "statistic", 1), encoding="utf-8")
    import_corpus(corpus, first, "csv")
    corrected = import_corpus(corpus, second, "csv")
    assert (corrected.judgments + corrected.rulings, corrected.outdated) == (1, 0)

    for _ in range(2):
        again = import_corpus(corpus, first, "csv")
        assert (again.judgments + again.rulings, again.outdated) == (0, 1)
    with corpus.read() as connection:
        said = iter_judgments(connection) if name else current_rulings(connection)
        latest = {each.sentence: each.labels for each in said}
    assert sorted(map(sorted, latest.values())) == [["attack"], ["statistic"]]


def test_a_name_that_no_row_has_is_told(corpus: Corpus, tmp_path: Path) -> None:
    """A slip in --map is said; names that occur are not."""
    path = tmp_path / "table.csv"
    path.write_text("text,label\nRain fell.,fight\n", encoding="utf-8")
    renamed = {"fight": "attack", "figth": "attack"}
    assert import_corpus(corpus, path, "csv", renamed=renamed).not_renamed == ("figth",)


def test_unknown_labels_are_refused_by_name(corpus: Corpus, tmp_path: Path) -> None:
    """A label that the guidelines do not have is named, and --map takes it in under another."""
    path = tmp_path / "labels.csv"
    path.write_text("text,label\nShells hit the market.,shelling\n")
    with pytest.raises(RecordError, match="found the label 'shelling', allowed are attack"):
        import_corpus(corpus, path, "csv")
    assert import_corpus(corpus, path, "csv", renamed={"shelling": "attack"}).rulings == 1
