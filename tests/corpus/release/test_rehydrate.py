"""A stand-off release becomes text again, from copies that are not quite the publisher's."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.duplicates import find_duplicates
from dateline.corpus.errors import (
    CoverageTooLow,
    NormaliserMismatch,
    OutputError,
    RecordError,
    ReleaseChanged,
    ReleaseError,
    SourceError,
)
from dateline.corpus.nouns import Article, SentenceRef
from dateline.corpus.records import ArticleRow, article_from_row
from dateline.corpus.release.copies import Copy
from dateline.corpus.release.rehydrate import Rehydrated, rehydrate, restore_article
from dateline.corpus.release.release_folder import Release, read_release
from dateline.corpus.release.restored import RestoredArticle

from .corruptions import KINDS, corrupt
from .release_folder import SETTINGS, publish, seal

Dateline = Callable[..., subprocess.CompletedProcess[str]]
WORDS = [
    "the",
    "army",
    "guards",
    "fired",
    "on",
    "a",
    "bus",
    "near",
    "Ordesk",
    "and",
    "seven",
    "people",
    "were",
    "hurt",
    "he",
    "said",
    "it",
]


def read_rows(path: Any, where: str) -> list[ArticleRow]:
    with path.open(encoding="utf-8") as lines:
        return [article_from_row(json.loads(line), where, None) for line in lines]


@pytest.fixture(scope="module")
def stories() -> list[ArticleRow]:
    return read_rows(resources.files("dateline.corpus.sample").joinpath("articles.jsonl"), "sample")


@pytest.fixture(scope="module")
def gold() -> dict[SentenceRef, list[str]]:
    with resources.files("dateline.corpus.sample").joinpath("gold.jsonl").open() as lines:
        rows = map(json.loads, lines)
        return {SentenceRef(r["article_id"], r["start"], r["end"]): r["labels"] for r in rows}


@pytest.fixture(scope="module")
def released(
    stories: list[ArticleRow],
    gold: dict[SentenceRef, list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A release of the sample corpus: not to be changed."""
    folder = tmp_path_factory.mktemp("released")
    return publish(folder, [(row.article, row.spans) for row in stories], gold)


@pytest.fixture(scope="module")
def release(released: Path) -> Release:
    return read_release(released)


def copy_of(text: str, where: str = "a copy") -> Copy:
    return Copy(ArticleRow(Article("a copy", "", text), None, "", where, None), SETTINGS)


def restore(release: Release, name: str, text: str) -> RestoredArticle | None:
    article = next(article for article in release.articles if article.id == name)
    found = restore_article(article, copy_of(text), release.settings)
    return found[0] if found else None


def write_copies(path: Path, copies: Sequence[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(copy) + "\n" for copy in copies), encoding="utf-8")
    return path


def texts(done: Rehydrated) -> Iterator[tuple[str, str | None, str]]:
    for article in done.articles:
        for sentence in article.sentences:
            span = sentence.span
            text = article.text[slice(*span)] if span else None
            yield sentence.published.id, text, sentence.status


def test_the_publishers_own_copy_is_restored_exactly(
    stories: list[ArticleRow], release: Release
) -> None:
    """Without the publisher's sentences, every one is found with every token where it was."""
    for row in stories:
        found = restore(release, row.article.id, row.article.text)
        assert found is not None
        assert {sentence.status for sentence in found.sentences} == {"exact"}
        assert [sentence.span for sentence in found.sentences] == list(row.spans or ())


def test_the_real_articles_are_restored_exactly(shared_data: Path, tmp_path: Path) -> None:
    """The articles of wire/, taken in with their sentences, are restored sign by sign."""
    source = shared_data / "wire" / "articles.jsonl"
    rows = read_rows(source, "wire")
    folder = publish(tmp_path / "release", [(row.article, row.spans) for row in rows])
    done = rehydrate(folder, [str(source)], tmp_path / "out.jsonl")
    by_name = {row.article.id: row for row in rows}
    for article in done.articles:
        row = by_name[article.published.id]
        assert [sentence.span for sentence in article.sentences] == list(row.spans or ())
    assert done.coverage.all.counts["exact"] == done.coverage.all.asked > 2000


@pytest.mark.parametrize("kind", KINDS)
def test_corrupted_copies_are_restored(
    kind: str, stories: list[ArticleRow], release: Release
) -> None:
    """Of what is still there nearly all is restored where it stands, and hardly any elsewhere."""
    least = {"C3": 0.93, "C4": 0.75, "C5": 0.93}.get(kind, 0.99)
    words = sorted({word for row in stories for word in row.article.text.split()})
    there = right = wrong = gone = lost = 0
    for row in stories:
        made = corrupt(kind, row.article.text, random.Random(f"{kind}{row.article.id}"), words)
        found = restore(release, row.article.id, made.given)
        assert found is not None
        assert found.text == made.text
        for span, sentence in zip(row.spans or (), found.sentences, strict=True):
            truth, got = made.where(*span), sentence.span
            gone += truth is None
            lost += truth is None and got is None
            if truth is not None:
                there += 1
                if got is not None:
                    both = min(truth[1], got[1]) - max(truth[0], got[0])
                    either = max(truth[1], got[1]) - min(truth[0], got[0])
                    right += both >= 0.8 * either
                    wrong += both < 0.5 * either
    assert right >= least * there
    assert wrong <= (0.015 if kind == "C4" else 0.01) * there
    assert lost >= (0.93 if kind == "C4" else 0.98) * gone


@settings(max_examples=30)
@given(data=st.data())
def test_any_article_is_restored_exactly_from_itself(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever its words and marks, an article long enough to be known is its own copy."""
    sentence = st.lists(
        st.sampled_from([*WORDS, "\u0642\u062a\u0644", "\u519b"]), min_size=1, max_size=30
    )
    ends = st.sampled_from([". ", "? ", ".\n", ".\n\n", '." ', " ... "])
    pieces = data.draw(st.lists(st.tuples(sentence, ends), min_size=5, max_size=30))
    text = "".join(" ".join(words) + end for words, end in pieces)
    article = Article("a1", "", text)
    folder = publish(tmp_path_factory.mktemp("one"), [(article, None)])
    published = read_release(folder)
    if sum(len(words) for words, _ in pieces) < 40:
        return
    found = restore(published, "a1", text)
    assert found is not None
    assert {sentence.status for sentence in found.sentences} == {"exact"}


@settings(max_examples=40)
@given(st.integers(0, 75), st.sampled_from(KINDS), st.integers(0, 10_000), st.booleans())
def test_sentences_stand_in_order_and_apart(
    stories: list[ArticleRow], release: Release, number: int, kind: str, seed: int, twice: bool
) -> None:
    """However a copy was edited, what is restored from it is in order and does not overlap."""
    row, generator = stories[number], random.Random(seed)
    text = corrupt(kind, row.article.text, generator, WORDS).given
    lines = text.split("\n")
    generator.shuffle(lines[: seed % 7])
    found = restore(release, row.article.id, "\n".join(lines) + (text if twice else ""))
    spans = [sentence.span for sentence in found.sentences if sentence.span] if found else []
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert all(start < end <= len(found.text) for start, end in spans if found)
    assert all(0 <= sentence.score <= 1 for sentence in (found.sentences if found else ()))


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_copies_does_not_matter(
    stories: list[ArticleRow],
    released: Path,
    tmp_path_factory: pytest.TempPathFactory,
    generator: random.Random,
) -> None:
    """Copies that fit equally well, better and worse give one result in whatever order they come."""
    seeded = random.Random(3)
    copies = [{"text": row.article.text} for row in stories[:6]]
    copies += [
        {"text": corrupt(kind, row.article.text, seeded, WORDS).given}
        for row in stories[:6]
        for kind in ("C2", "C3")
    ]
    folder = tmp_path_factory.mktemp("orders")
    first = rehydrate(released, [str(write_copies(folder / "1.jsonl", copies))], folder / "a.jsonl")
    generator.shuffle(copies)
    again = rehydrate(released, [str(write_copies(folder / "2.jsonl", copies))], folder / "b.jsonl")
    assert list(texts(first)) == list(texts(again))
    assert (folder / "a.jsonl").read_bytes() == (folder / "b.jsonl").read_bytes()


def test_no_sentence_is_restored_from_another_article(
    stories: list[ArticleRow], release: Release
) -> None:
    """Of 500 pairs of an article and one of another story, no sentence is restored."""
    cluster = find_duplicates((row.article.id, row.article.text) for row in stories).clusters
    generator = random.Random(0)
    for _ in range(500):
        one, other = generator.sample(stories, 2)
        if cluster[one.article.id] != cluster[other.article.id]:
            assert restore(release, one.article.id, other.article.text) is None


def test_an_excerpt_and_a_long_page_are_copies(stories: list[ArticleRow], release: Release) -> None:
    """The first third of an article is restored as far as it goes; an article among others wholly."""
    row = max(stories, key=lambda row: len(row.article.text))
    found = restore(release, row.article.id, row.article.text[: len(row.article.text) // 3])
    assert found is not None
    assert {sentence.status for sentence in found.sentences[:3]} == {"exact"}
    assert found.sentences[-1].status == "missing"
    page = "\n".join(other.article.text for other in stories[:20])
    whole = restore(release, stories[7].article.id, page)
    assert whole is not None
    assert {sentence.status for sentence in whole.sentences} == {"exact"}


def test_copies_are_found_by_content_by_address_and_by_id(
    stories: list[ArticleRow], tmp_path: Path
) -> None:
    """A copy needs no name; one that bears the wrong name is said to be of another article."""
    chosen = [
        Article(row.article.id, row.article.title, row.article.text, url=f"https://a.example/{n}")
        for n, row in enumerate(stories[:5])
    ]
    release = publish(tmp_path / "release", [(article, None) for article in chosen])
    copies = [
        {"text": chosen[0].text},
        {"text": chosen[1].text, "url": "http://www.a.example/1/"},
        {"text": chosen[2].text, "id": chosen[2].id},
        {"text": stories[9].article.text, "url": "https://a.example/3"},
    ]
    done = rehydrate(
        release, [str(write_copies(tmp_path / "copies.jsonl", copies))], tmp_path / "out.jsonl"
    )
    held = {article.published.id: article.sentences[0].status for article in done.articles}
    assert [held[article.id] for article in chosen] == [
        "exact",
        "exact",
        "exact",
        "wrong_article",
        "missing",
    ]
    assert done.unused == 1


def test_a_table_says_which_file_is_of_which_address(
    stories: list[ArticleRow], tmp_path: Path
) -> None:
    """A .csv of addresses and files stands for the files, of any kind that ingest reads."""
    article = Article("a1", "", stories[0].article.text, url="https://a.example/1")
    release = publish(tmp_path / "release", [(article, None)])
    (tmp_path / "mine").mkdir()
    paragraphs = "".join(f"<p>{line}</p>" for line in article.text.split("\n") if line)
    page = f"<html><head><title>A story</title></head><body><article>{paragraphs}</article></body>"
    (tmp_path / "mine" / "page.html").write_text(page, encoding="utf-8")
    table = tmp_path / "table.csv"
    table.write_text("url,file\nhttps://a.example/1,mine/page.html\n", encoding="utf-8")
    done = rehydrate(release, [str(table)], tmp_path / "out.jsonl")
    assert done.coverage.share >= 0.9
    assert done.articles[0].where is not None
    assert done.articles[0].where.endswith("page.html")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("url,file\nhttps://a.example/1,gone.html\n", "line 2: field 'file': there is no file"),
        ("url,file\nhttps://a.example/1,\n", "line 2: field 'file': names no file"),
        ("name,file\nx,y.txt\n", "expected a column url or id beside it"),
    ],
)
def test_a_wrong_table_says_where(content: str, said: str, released: Path, tmp_path: Path) -> None:
    """What a table names must be there, and say what it is of."""
    (tmp_path / "table.csv").write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=said):
        rehydrate(released, [str(tmp_path / "table.csv")], tmp_path / "out.jsonl")


def test_two_copies_that_fit_are_named(
    stories: list[ArticleRow], released: Path, tmp_path: Path
) -> None:
    """Of two copies in other words the better is taken, and both are named in the report."""
    text = stories[0].article.text
    other = text + "\nThe agency corrected the last paragraph."
    path = write_copies(
        tmp_path / "copies.jsonl", [{"text": text}, {"text": other}, {"text": text}]
    )
    done = rehydrate(released, [str(path)], tmp_path / "out.jsonl")
    assert [rival.article_id for rival in done.rivals] == [stories[0].article.id]
    report = json.loads((tmp_path / "out.rehydration_report.json").read_text("utf-8"))
    assert len(report["two_copies_fit"]) == 1


def test_what_is_withheld_or_taken_down_is_not_restored(
    stories: list[ArticleRow], tmp_path: Path
) -> None:
    """Withheld sentences and those that either list takes down stay out, and do not count as lost."""
    one, two, three = (row.article for row in stories[:3])
    from dateline.corpus.sentences import split_sentences

    secret = split_sentences(one.id, one.text)[2]
    release = publish(
        tmp_path / "release",
        [(article, None) for article in (one, two, three)],
        withheld={secret.ref: "minor"},
        takedown=[two.id],
    )
    newer = tmp_path / "newer.jsonl"
    newer.write_text(json.dumps({"id": three.id}) + "\n", encoding="utf-8")
    copies = write_copies(
        tmp_path / "copies.jsonl", [{"text": article.text} for article in (one, two, three)]
    )
    done = rehydrate(release, [str(copies)], tmp_path / "out.jsonl", takedown=newer)
    statuses = [[s.status for s in article.sentences] for article in done.articles]
    assert statuses[0].count("withheld") == 1
    assert statuses[0][2] == "withheld"
    assert set(statuses[1]) == set(statuses[2]) == {"withheld"}
    assert done.coverage.share == 1
    told = (tmp_path / "out.jsonl").read_text("utf-8")
    assert one.text[secret.start : secret.end] not in told
    assert two.text[:30] not in told


def test_loss_that_leans_to_a_label_is_said(
    stories: list[ArticleRow], gold: dict[SentenceRef, list[str]], released: Path, tmp_path: Path
) -> None:
    """Where every sentence of one kind is cut out of the copies, its label is told."""
    copies = []
    for row in stories:
        kept = [
            row.article.text[start:end]
            for start, end in row.spans or ()
            if "testimony" not in gold.get(SentenceRef(row.article.id, start, end), ())
        ]
        copies.append({"text": " ".join(kept) or "nothing"})
    path = write_copies(tmp_path / "copies.jsonl", copies)
    done = rehydrate(released, [str(path)], tmp_path / "out.jsonl")
    lean = done.coverage.leans["testimony"]
    assert lean.is_sure
    assert lean.difference < -0.8
    whole = rehydrate(
        released,
        [str(write_copies(tmp_path / "all.jsonl", [{"text": r.article.text} for r in stories]))],
        tmp_path / "all_out.jsonl",
    )
    assert not any(lean.is_sure for lean in whole.coverage.leans.values())


def test_too_little_is_an_error_after_the_result(
    stories: list[ArticleRow], released: Path, tmp_path: Path
) -> None:
    """Below --min-coverage the command fails, and the output and its report say what is missing."""
    path = write_copies(tmp_path / "copies.jsonl", [{"text": stories[0].article.text}])
    with pytest.raises(CoverageTooLow, match=r"asked for were 90.0%"):
        rehydrate(released, [str(path)], tmp_path / "out.parquet", min_coverage=0.9)
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert len(table) == sum(len(row.spans or ()) for row in stories)
    assert {row["status"] for row in table} == {"exact", "missing"}
    assert (tmp_path / "out.rehydration_report.json").is_file()


def test_bad_releases_are_refused(released: Path, tmp_path: Path) -> None:
    """A changed byte, a missing file, another normaliser: each has its clear answer."""
    import shutil

    def attempt(change: Callable[[Path], object]) -> None:
        folder = tmp_path / "changed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(released, folder)
        change(folder)
        read_release(folder)

    def flip(folder: Path) -> None:
        path = folder / "standoff" / "sentences.parquet"
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)

    def other_version(folder: Path) -> None:
        path = folder / "standoff" / "normaliser.json"
        path.write_text(path.read_text("utf-8").replace('"version": 1', '"version": 7'))
        seal(folder)

    def no_parquet(folder: Path) -> None:
        (folder / "data" / "gold" / "train.parquet").write_text("no table")
        seal(folder)

    def no_anchors(folder: Path) -> None:
        shutil.rmtree(folder / "standoff")
        seal(folder)

    for change, kind, said in (
        (flip, ReleaseChanged, "is not as it was published"),
        (lambda f: (f / "data/gold/train.parquet").unlink(), ReleaseChanged, "is missing"),
        (lambda f: (f / "SHA256SUMS").unlink(), ReleaseChanged, "SHA256SUMS cannot be read"),
        (other_version, NormaliserMismatch, "version 7"),
        (no_parquet, ReleaseError, "cannot be read"),
        (no_anchors, ReleaseError, "has no anchors"),
    ):
        with pytest.raises(kind, match=said):
            attempt(change)
    with pytest.raises(ReleaseError, match="is no release"):
        read_release(tmp_path / "nowhere")


def test_bad_sources_are_refused(released: Path, tmp_path: Path) -> None:
    """An empty folder, what is not there, what no article can be read from."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="holds no file that Dateline reads"):
        rehydrate(released, [str(tmp_path / "empty")], tmp_path / "out.jsonl")
    with pytest.raises(SourceError, match="there is no file or folder"):
        rehydrate(released, [str(tmp_path / "gone")], tmp_path / "out.jsonl")
    (tmp_path / "bad.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(SourceError, match="holds no article that could be read"):
        rehydrate(released, [str(tmp_path / "bad.jsonl")], tmp_path / "out.jsonl")
    with pytest.raises(OutputError, match=r"is a \.csv"):
        rehydrate(released, [str(tmp_path)], tmp_path / "out.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.jsonl", "empty"]


def test_neither_a_copy_nor_the_release_is_written_over(released: Path, tmp_path: Path) -> None:
    """The result takes the place of no article, and no text goes into what is to hold none."""
    path = write_copies(tmp_path / "copies.jsonl", [{"id": "s001", "text": "Rain fell all day."}])
    kept, before = path.read_bytes(), sorted(released.rglob("*"))
    with pytest.raises(OutputError, match="is one of the articles' files"):
        rehydrate(released, [str(tmp_path)], path)
    with pytest.raises(OutputError, match="which is to hold no text"):
        rehydrate(released, [str(tmp_path)], released / "texts.jsonl")
    assert (path.read_bytes(), sorted(released.rglob("*"))) == (kept, before)


def test_articles_in_another_language_are_no_copies(released: Path, tmp_path: Path) -> None:
    """A translation bears the article's id, and is told to be another text; nothing is restored."""
    translated = "\u0642\u0627\u0644 \u0627\u0644\u062c\u064a\u0634 \u0625\u0646. " * 40
    path = write_copies(tmp_path / "copies.jsonl", [{"id": "s001", "text": translated}])
    done = rehydrate(released, [str(path)], tmp_path / "out.jsonl")
    assert done.coverage.share == 0
    assert done.coverage.all.counts["wrong_article"] == len(done.articles[0].sentences)
    assert done.unused == 1


def test_the_command_prints_one_object(
    stories: list[ArticleRow], released: Path, tmp_path: Path, dateline: Dateline
) -> None:
    """--json prints the figures; without it a table; errors are one line and status 1."""
    rows = [{"text": row.article.text} for row in stories[:4]]
    path = write_copies(tmp_path / "copies.jsonl", rows)
    asked = ("rehydrate", released, "--articles", path, "-o", "out.jsonl")
    said = json.loads(dateline(*asked, "--json").stdout)
    assert said["copies"] == 4
    assert said["sentences"]["all"]["exact"] > 0
    shown = dateline(*asked).stdout
    assert "Restored" in shown
    assert "testimony" in shown
    failed = dateline(*asked, "--min-coverage", "0.9", status=1).stderr
    assert "of the sentences were restored, asked for were 90.0%" in failed
    assert len(failed.strip().splitlines()) == 1


def test_what_is_learnt_from_corrupted_copies_is_as_good(
    stories: list[ArticleRow],
    gold: dict[SentenceRef, list[str]],
    demo: tuple[Path, dict[str, Any]],
    tmp_path: Path,
    dateline: Dateline,
) -> None:
    """A classifier trained on what is restored scores within the interval of the publisher's."""
    folder, published = demo
    dateline("export", "--format", "dateline", "-o", "all", "--corpus", folder / "corpus.db")
    lines = (tmp_path / "all" / "splits.csv").read_text("utf-8").splitlines()[1:]
    splits = dict(line.split(",")[:2] for line in lines)
    release = publish(
        tmp_path / "release",
        [(row.article, row.spans) for row in stories],
        gold,
        splits=splits,
        guidelines=(tmp_path / "all" / "guidelines.md").read_text("utf-8"),
    )
    copies = [
        {"text": corrupt("C3", row.article.text, random.Random(row.article.id), WORDS).given}
        for row in stories
    ]
    path = write_copies(tmp_path / "copies.jsonl", copies)
    dateline("rehydrate", release, "--articles", path, "-o", "mine")
    dateline("import", "mine", "--corpus", "mine.db")
    dateline("train", "-o", "model", "--corpus", "mine.db")
    measured = json.loads(dateline("evaluate", "model", "--corpus", "mine.db", "--json").stdout)
    f1 = published["systems"]["model"]["macro"]["f1"]
    assert f1["low"] <= measured["systems"]["model"]["macro"]["f1"]["value"] <= f1["high"]
