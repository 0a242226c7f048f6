"""What to label next in a corpus of which half is labelled, and how common labels are."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import (
    LabelMismatch,
    NothingToSuggest,
    RecordError,
    SourceError,
    SplitError,
)
from dateline.corpus.nouns import Ruling, SentenceRef
from dateline.corpus.steps import split
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.adoption import adopt_guidelines
from dateline.corpus.store.articles import get_split, iter_articles
from dateline.corpus.store.judgments import add_rulings, touched_sentences
from dateline.corpus.transfer import import_corpus
from dateline.training.steps import train
from dateline.training.suggest import suggest, write_items
from dateline.training.suggest.prevalence import Drawn, estimate_prevalence, prevalence, read_drawn

GUIDELINES = Path(__file__).parents[2] / "fixtures" / "india_police_guidelines.md"
Run = Callable[..., subprocess.CompletedProcess[str]]


class Half(NamedTuple):
    """A corpus of which half is labelled, and the model trained on that."""

    address: Path
    model: Path
    articles: Path
    """a folder with all articles of it, unlabelled"""


@pytest.fixture(scope="session")
def half(tmp_path_factory: pytest.TempPathFactory) -> Half:
    """The sample corpus without the rulings on every second article."""
    folder = tmp_path_factory.mktemp("half")
    sample = resources.files("dateline.corpus.sample")
    for part in ("labelled", "bare"):
        (folder / part).mkdir()
        for name in ("articles.jsonl", "annotation_guidelines.md"):
            (folder / part / name).write_bytes(sample.joinpath(name).read_bytes())
    gold = sample.joinpath("gold.jsonl").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in gold if int(json.loads(line)["article_id"][1:]) % 2]
    (folder / "labelled" / "gold.jsonl").write_text("".join(kept), "utf-8")
    with open_corpus(str(folder / "corpus.db"), create=True) as corpus:
        import_corpus(corpus, folder / "labelled")
        split(corpus)
        train(corpus, folder / "model")
    return Half(folder / "corpus.db", folder / "model", folder / "bare")


@pytest.fixture
def opened(half: Half, tmp_path: Path) -> Iterator[Corpus]:
    """A copy of the half-labelled corpus."""
    shutil.copy(half.address, tmp_path / "corpus.db")
    with open_corpus(str(tmp_path / "corpus.db")) as corpus:
        yield corpus


@pytest.mark.parametrize("unit", ["article", "sentence"])
def test_only_untouched_train_articles_are_suggested(half: Half, opened: Corpus, unit: str) -> None:
    """All there is: nothing of validation or test, nothing ruled on, no copies; each once."""
    done = suggest(opened, half.model, 10_000, unit=unit)  # type: ignore[arg-type]

    with opened.read() as connection:
        parts, touched = get_split(connection).parts, touched_sentences(connection)  # type: ignore[union-attr]
        clusters = {
            stored.article.id: stored.article.cluster for stored in iter_articles(connection)
        }
    names = [(item.article_id, item.start, item.end) for item in done.items]
    assert done.items
    assert len(set(names)) == len(names) == done.open
    assert {parts[item.article_id] for item in done.items} == {"train"}
    labelled = {ref.article_id for ref in touched}
    if unit == "article":
        found = [clusters[item.article_id] for item in done.items]
        assert len(set(found)) == len(found)
        assert not set(found) & {clusters[name] for name in labelled}
    else:
        assert not {SentenceRef(*name) for name in names} & touched  # type: ignore[arg-type]
    drawn = [item for item in done.items if item.random]
    assert len(drawn) == -(-len(done.items) // 5)
    assert {item.probability for item in drawn} == {len(drawn) / done.open}


def test_what_is_labelled_is_not_suggested_again(half: Half, opened: Corpus) -> None:
    """After a ruling on one of its sentences an article is left out; when all are, it is said."""
    first = suggest(opened, half.model, 3)
    everything = suggest(opened, half.model, 10_000)

    def rule(names: set[str]) -> None:
        with opened.write() as connection:
            refs = [
                stored.sentences[0].ref
                for stored in iter_articles(connection)
                if stored.article.id in names
            ]
            add_rulings(connection, [Ruling(ref, frozenset(), "adjudicator") for ref in refs])

    rule({item.article_id for item in first.items})
    again = suggest(opened, half.model, 10_000)
    rule({item.article_id for item in again.items})

    assert again.open == everything.open - 3
    assert not {i.article_id for i in first.items} & {i.article_id for i in again.items}
    with pytest.raises(NothingToSuggest, match="every train article"):
        suggest(opened, half.model, 1)


def test_a_corpus_without_a_split_and_a_model_of_other_labels_are_refused(
    half: Half, opened: Corpus, tmp_path: Path
) -> None:
    """What is suggested could be a test article, or what is predicted is not what is labelled."""
    with open_corpus(str(tmp_path / "bare.db"), create=True) as bare:
        import_corpus(bare, half.articles)
        with pytest.raises(SplitError, match="is not split"):
            suggest(bare, half.model, 5)
    with opened.write() as connection:
        adopt_guidelines(connection, GUIDELINES, accept_change=True)
    with pytest.raises(LabelMismatch, match="knows the labels attack"):
        suggest(opened, half.model, 5)


def test_how_common_labels_are_follows_from_the_random_part(
    half: Half, opened: Corpus, tmp_path: Path
) -> None:
    """Only articles drawn at random count, and only once all of their sentences are ruled on."""
    done = suggest(opened, half.model, 12, random_share=0.5)
    write_items(done.items, tmp_path / "next.jsonl")
    before = prevalence(opened, tmp_path / "next.jsonl")
    drawn = {item.article_id for item in done.items if item.random}
    with opened.write() as connection:
        stored = [one for one in iter_articles(connection) if one.article.id in drawn]
        refs = [sentence.ref for one in stored[1:] for sentence in one.sentences]
        refs += [stored[0].sentences[0].ref]
        add_rulings(
            connection,
            [
                Ruling(ref, frozenset({"attack"} if n % 4 == 0 else ()), "adjudicator")
                for n, ref in enumerate(refs)
            ],
        )
    after = prevalence(opened, tmp_path / "next.jsonl")

    assert (before.ruled, before.labels["attack"].value) == (0, None)
    assert (after.population, after.drawn, after.ruled) == (done.open, 6, 5)
    share = after.labels["attack"]
    assert share.n == len(refs) - 1
    assert (share.low or 0) < 0.25 < (share.high or 0)


@given(st.integers(0, 2**31), st.floats(0.05, 0.6))
def test_the_estimate_is_the_share_in_the_sample(seed: int, rate: float) -> None:
    """Of single sentences it is the mean over those drawn and ruled on, others counting nothing."""
    generator = np.random.default_rng(seed)
    drawn = [Drawn(f"a{number % 9}", number, number + 1, 1, 0.25) for number in range(40)]
    rulings = {
        SentenceRef(f"a{n % 9}", n, n + 1): {"x"} if generator.random() < rate else set()
        for n in range(60)
    }

    found = estimate_prevalence(drawn, rulings, ["x", "y"])

    inside = [bool(rulings[SentenceRef(one.article_id, one.start, one.end)]) for one in drawn]  # type: ignore[arg-type]
    assert (found.population, found.drawn, found.ruled) == (160, 40, 40)
    assert found.labels["x"].value == pytest.approx(np.mean(inside))
    assert found.labels["y"].value == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"article_id": "a", "sentences": 3, "random": false}', "no row that was drawn at random"),
        ('{"article_id": "a", "sentences": 3, "random": true}', "line 1: is no row"),
        ("{broken", "line 1: is no JSON"),
    ],
)
def test_a_file_that_suggest_did_not_write_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A row without its probability, a broken one, and a file without random rows."""
    path = tmp_path / "next.jsonl"
    path.write_text(f"{text}\n", "utf-8")
    with pytest.raises((RecordError, SourceError), match=said):
        read_drawn(path)
    with pytest.raises(SourceError, match="is no file"):
        read_drawn(tmp_path / "none.jsonl")


def test_from_a_suggestion_to_the_queue(half: Half, dateline: Run, tmp_path: Path) -> None:
    """`suggest -o` writes what `assign --from` puts first; the same seed gives the same bytes."""
    shutil.copy(half.address, tmp_path / "corpus.db")
    dateline("assign")
    done = dateline("suggest", "--model", half.model, "-n", 4, "-o", "next.jsonl")
    dateline("suggest", "--model", half.model, "-n", 4, "-o", "again.jsonl")
    told = json.loads(dateline("suggest", "--model", half.model, "-n", 4, "--json").stdout)
    dateline("assign", "--from", "next.jsonl")
    earlier = dateline("suggest", "--model", half.model, "-n", 2, "--earlier", "next.jsonl")

    rows = [json.loads(line) for line in (tmp_path / "next.jsonl").read_text("utf-8").splitlines()]
    assert (tmp_path / "next.jsonl").read_bytes() == (tmp_path / "again.jsonl").read_bytes()
    assert told["items"] == rows
    assert [row["random"] for row in rows] == [True, False, False, False]
    assert "dateline assign --from next.jsonl" in done.stdout
    assert "none is ruled on yet" in earlier.stdout


def test_suggesting_with_no_model_is_one_line(half: Half, dateline: Run, tmp_path: Path) -> None:
    """A folder that is not there is named; nothing is written."""
    shutil.copy(half.address, tmp_path / "corpus.db")
    done = dateline("suggest", "--model", "none", "-o", "next.jsonl", status=1)

    assert "none does not exist; a model is a folder" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "next.jsonl").exists()
