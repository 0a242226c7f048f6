"""Taking articles in: once, whole, from anywhere, on the terms of the settings file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.corpus import ingest as ingest_module
from dateline.corpus.errors import RecordError, SourceError, StoreError
from dateline.corpus.ingest import Ingested, ingest
from dateline.corpus.nouns import Block, folded
from dateline.corpus.source_settings import SourceSettings, read_source_settings
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.articles import StoredArticle, iter_articles
from dateline.corpus.store.provenance import findings_of, iter_findings, iter_leftovers
from dateline.corpus.transfer import import_corpus

CAPTION = "Smoke over Sarn. Photo: A. Amin"
BODY = "Shells fell on Sarn. Two people died."
STORY = {"title": "Sarn", "text": f"{CAPTION}\n\n{BODY}", "blocks": [[0, len(CAPTION), "caption"]]}
PAGE = """Shelling kills two in Sarn

By Ada Amin

SARN (Example Wire) - Shells fell on the market of Sarn on Monday, two doctors said.

The mayor asked for help. He said that the road was closed.

(Reporting by Ada Amin; Editing by Bo Berg)
"""


@pytest.fixture
def corpus(address: str) -> Iterator[Corpus]:
    """A new corpus in each of the two databases."""
    with open_corpus(address, create=True) as opened:
        yield opened


def write_rows(path: Path, rows: Sequence[object]) -> str:
    """Write rows of JSONL and return the path as a user would name it."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def take_in(
    corpus: Corpus, *sources: str, terms: SourceSettings | None = None, **options: object
) -> Ingested:
    """Take sources in; rejects go beside the first of them."""
    rejects = Path(sources[0]).with_name("rejects.jsonl")
    return ingest(corpus, sources, rejects=rejects, settings=terms or SourceSettings(), **options)


def held(corpus: Corpus) -> dict[str, StoredArticle]:
    """Return the articles of a corpus by id."""
    with corpus.read() as connection:
        return {stored.article.id: stored for stored in iter_articles(connection)}


def test_typed_blocks_hold_no_sentences(corpus: Corpus, tmp_path: Path) -> None:
    """A caption stays in the text, as a block, and only the body is split into sentences."""
    take_in(corpus, write_rows(tmp_path / "a.jsonl", [STORY]))

    (stored,) = held(corpus).values()
    text = stored.article.text
    assert text == STORY["text"]
    assert stored.article.blocks == (Block(0, len(CAPTION), "caption"),)
    assert [text[each.start : each.end] for each in stored.sentences] == [
        "Shells fell on Sarn.",
        "Two people died.",
    ]
    assert {each.paragraph for each in stored.sentences} == {1}


def test_a_corpus_that_labels_all_parts_goes_on_so(corpus: Corpus, tmp_path: Path) -> None:
    """With `labelled` all captions have sentences too; another answer later is refused."""
    take_in(corpus, write_rows(tmp_path / "a.jsonl", [STORY]), labelled="all")
    take_in(corpus, write_rows(tmp_path / "b.jsonl", [STORY | {"id": "b"}]))

    assert [len(stored.sentences) for stored in held(corpus).values()] == [4, 4]
    with pytest.raises(StoreError, match="made with --labelled all"):
        take_in(corpus, str(tmp_path / "a.jsonl"), labelled="body")


def test_an_article_keeps_the_sentences_it_brought_over_its_blocks(
    corpus: Corpus, tmp_path: Path
) -> None:
    """Sentences that stand in a block are the user's own doing and stay."""
    spans = [[0, 16], [len(CAPTION) + 2, len(CAPTION) + 22]]
    take_in(corpus, write_rows(tmp_path / "a.jsonl", [STORY | {"sentences": spans}]))

    (stored,) = held(corpus).values()
    assert [[each.start, each.end] for each in stored.sentences] == spans


def test_where_an_article_was_found_is_kept(corpus: Corpus, tmp_path: Path) -> None:
    """File, digest, place, time and version stand beside every article; a second run adds nothing."""
    source = write_rows(tmp_path / "a.jsonl", [{"text": "One.", "id": "one"}, STORY])
    first = take_in(corpus, source)
    again = take_in(corpus, source)

    with corpus.read() as connection:
        findings = list(iter_findings(connection))
    assert (first.added, first.unchanged, first.found_again) == (2, 0, 0)
    assert (again.added, again.unchanged, again.found_again) == (0, 2, 0)
    assert [finding.origin.record for finding in findings] == ["line 1", "line 2"]
    assert {finding.file for finding in findings} == {source}
    digest = hashlib.sha256(Path(source).read_bytes()).hexdigest()
    assert {finding.origin.digest for finding in findings} == {digest}
    assert all(finding.ingested.endswith("+00:00") and finding.version for finding in findings)


def test_an_article_found_again_elsewhere_gets_a_second_place(
    corpus: Corpus, tmp_path: Path
) -> None:
    """A copy of a file under another name, and a second line, are places of their own."""
    one = write_rows(tmp_path / "one.jsonl", [STORY])
    two = write_rows(tmp_path / "two.jsonl", [STORY, STORY])

    done = take_in(corpus, one, two)

    assert (done.added, done.unchanged, done.found_again) == (1, 0, 2)
    (name,) = held(corpus)
    with corpus.read() as connection:
        places = [(each.file, each.origin.record) for each in findings_of(connection, name)]
    assert places == [(one, "line 1"), (two, "line 1"), (two, "line 2")]


def test_an_article_with_other_white_space_is_found_again(corpus: Corpus, tmp_path: Path) -> None:
    """A copy that was wrapped otherwise is the article that is there; under a given id it is not."""
    text = "Shells fell on Ordesk. Nobody was hurt."
    broken = text.replace(". ", ".\n\n")
    one = write_rows(tmp_path / "one.jsonl", [{"text": text}, {"text": text, "id": "a"}])
    two = write_rows(tmp_path / "two.jsonl", [{"text": broken}, {"text": broken, "id": "a"}])

    done = take_in(corpus, one, two)

    assert (done.added, done.found_again, done.rejected) == (2, 1, 1)
    assert {stored.article.text for stored in held(corpus).values()} == {text}


def test_a_page_is_cut_and_what_it_drops_is_kept(corpus: Corpus, tmp_path: Path) -> None:
    """An article of a page knows its characters there; with the leftovers it makes up the page."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE + "\nLeave a Reply\n", encoding="utf-8")
    seen: list[str] = []

    done = take_in(corpus, str(page), see=lambda read: seen.append(read.page.text))

    assert (done.added, done.pages, done.rejected) == (1, 1, 0)
    assert seen == [page.read_text(encoding="utf-8")]
    (stored,) = held(corpus).values()
    with corpus.read() as connection:
        (finding,) = findings_of(connection, stored.article.id)
        leftovers = list(iter_leftovers(connection))
    origin = finding.origin
    found = seen[0][origin.start : origin.end]
    assert found.split() == stored.article.text.split()
    assert done.dropped == sum(len(left.dropped) for left in leftovers)
    for left in leftovers:
        assert (left.file, left.digest) == (str(page), origin.digest)
        for block in left.dropped:
            assert block.reason
            assert block.text == seen[0][block.start : block.end]


def test_what_is_in_another_language_is_left_out(corpus: Corpus, tmp_path: Path) -> None:
    """With `languages` set, an article that says another one is rejected; one that says none is not."""
    errors: list[RecordError] = []
    rows = [
        {"text": "One.", "language": "en-GB"},
        {"text": "Zwei.", "language": "de"},
        {"text": "Three."},
    ]

    done = take_in(
        corpus,
        write_rows(tmp_path / "a.jsonl", rows),
        terms=SourceSettings(languages=frozenset({"en"})),
        reject=errors.append,
    )

    assert (done.added, done.rejected) == (2, 1)
    assert "a.jsonl, line 2: field 'language': is in 'de', asked for are en" in str(errors[0])


def test_terms_fill_what_an_article_does_not_say(corpus: Corpus, tmp_path: Path) -> None:
    """Licence, outlet and rights come from the settings where the row is silent, and only there."""
    file = tmp_path / "dateline.toml"
    file.write_text(
        '[[source]]\nfiles = "wire/*"\nlicence = "CC0-1.0"\nrights = "Free"\noutlet = "Wire"\n',
        encoding="utf-8",
    )
    (tmp_path / "wire").mkdir()
    rows = [{"text": "One.", "id": "1"}, {"text": "Two.", "id": "2", "licence": "MIT"}]

    take_in(
        corpus, write_rows(tmp_path / "wire" / "a.jsonl", rows), terms=read_source_settings(file)
    )

    articles = [stored.article for stored in held(corpus).values()]
    assert [(each.source, each.licence) for each in articles] == [
        ("Wire", "CC0-1.0"),
        ("Wire", "MIT"),
    ]
    with corpus.read() as connection:
        findings = list(iter_findings(connection))
    assert [(each.licence, each.rights, each.outlet) for each in findings] == [
        ("CC0-1.0", "Free", "Wire"),
        ("MIT", "Free", "Wire"),
    ]


def test_one_id_with_two_texts_is_rejected_with_its_place(corpus: Corpus, tmp_path: Path) -> None:
    """The first text stays; the second goes to the rejects, and so in a second run."""
    source = write_rows(
        tmp_path / "a.jsonl", [{"id": "1", "text": "One."}, {"id": "1", "text": "Two."}]
    )

    for added in (1, 0):
        done = take_in(corpus, source)
        assert (done.added, done.rejected) == (added, 1)
        row = json.loads((tmp_path / "rejects.jsonl").read_text(encoding="utf-8"))
        assert (row["file"], row["line"], row["field"]) == (source, 2, "id")
    assert held(corpus)["1"].article.text == "One."


def test_a_corpus_goes_out_and_in_with_its_provenance(corpus: Corpus, tmp_path: Path) -> None:
    """Export and import keep blocks, places and leftovers to the byte."""
    from dateline.corpus.formats.dateline import export_dateline

    page = tmp_path / "page.txt"
    page.write_text(f"Cookie settings\n\n{PAGE}\nLeave a Reply\n", encoding="utf-8")
    take_in(corpus, str(page), write_rows(tmp_path / "a.jsonl", [STORY, STORY]), labelled="body")
    done = export_dateline(corpus, tmp_path / "one")

    with open_corpus(str(tmp_path / "second.db"), create=True) as second:
        import_corpus(second, tmp_path / "one")
        assert export_dateline(second, tmp_path / "two") == done
        twice = import_corpus(second, tmp_path / "two")

    assert twice.articles == 0
    assert {"provenance.jsonl", "corpus.json"} <= set(done.files)
    for name in done.files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), (
            name
        )


def test_articles_that_bring_no_provenance_came_from_what_is_imported(
    corpus: Corpus, tmp_path: Path
) -> None:
    """After an import of bare articles, their file and line are where they were found."""
    source = write_rows(tmp_path / "articles.jsonl", [{"id": "a", "text": "One."}])
    import_corpus(corpus, Path(source))
    import_corpus(corpus, Path(source))

    with corpus.read() as connection:
        (finding,) = iter_findings(connection)
    assert (finding.file, finding.origin.record) == (source, "line 1")
    assert finding.origin.digest == hashlib.sha256(Path(source).read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"article_id": "x", "ingested": "now", "version": "0"}, "holds no article 'x'"),
        ({"article_id": "x", "ingested": "now"}, "field 'version'"),
    ],
)
def test_wrong_provenance_is_refused_by_line(
    corpus: Corpus, tmp_path: Path, row: dict[str, str], said: str
) -> None:
    """A place of an article that is not there, or half a row, names its file and line."""
    source = write_rows(tmp_path / "p.jsonl", [{"file": "a", "digest": "0" * 64} | row])

    with pytest.raises(RecordError, match="p.jsonl, line 1") as caught:
        import_corpus(corpus, Path(source))
    assert said in str(caught.value)


def test_file_names_of_any_bytes_are_written_down(corpus: Corpus, tmp_path: Path) -> None:
    """A name with a line end and with bytes that are no UTF-8 is kept spelled out."""
    folder = tmp_path / "in"
    folder.mkdir()
    try:
        Path(str(folder) + "/new\nline\udcff.jsonl").write_text('{"text": "One."}\n')
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system takes no such names")

    assert take_in(corpus, str(folder)).added == 1
    with corpus.read() as connection:
        (finding,) = iter_findings(connection)
    assert finding.file.endswith("new\\nline\\xff.jsonl")


def test_nothing_named_is_nothing_lost(corpus: Corpus, tmp_path: Path) -> None:
    """A source that is not there stops the run before anything is written."""
    with pytest.raises(SourceError, match="there is no file or folder"):
        take_in(corpus, str(tmp_path / "none.jsonl"))
    assert held(corpus) == {}


words = st.sampled_from(["Sarn", "fell.", "He", "said", "so.", "Two", "died.", "Mr.", "Amin"])
lines = st.lists(words, min_size=1, max_size=8).map(" ".join)
articles = st.lists(lines, min_size=1, max_size=4).map("\n\n".join)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(articles, min_size=1, max_size=12),
    order=st.randoms(use_true_random=False),
    batch=st.integers(1, 5),
)
def test_order_and_batches_do_not_matter(
    texts: list[str],
    order: object,
    batch: int,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Any order, any size of batch and a second run give the same articles, sentences and blocks."""
    folder = tmp_path_factory.mktemp("ingest")
    rows = []
    same: dict[str, str] = {}
    for told in texts:
        # of two texts that are equal but for white space the first decides, with its blocks
        text = same.setdefault(folded(told), told)
        end = len(text.split("\n\n")[0])
        blocks = [[0, end, "caption"]] if len(text) % 2 else []
        rows.append({"text": text, "blocks": blocks})
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    made = []
    for name, given_rows, size in (("one", rows, 500), ("two", shuffled, batch)):
        monkeypatch.setattr(ingest_module, "BATCH", size)
        half = len(given_rows) // 2
        sources = [
            write_rows(folder / f"{name}-{part}.jsonl", given_rows[start:stop])
            for part, start, stop in (("a", 0, half), ("b", half, len(given_rows)))
        ]
        with open_corpus(str(folder / f"{name}.db"), create=True) as corpus:
            done = take_in(corpus, *sources)
            again = take_in(corpus, *reversed(sources))
            made.append({key: replace_place(stored) for key, stored in held(corpus).items()})
        assert done.articles == len(rows)
        assert (again.added, again.unchanged, again.found_again) == (0, len(rows), 0)
        assert done.sentences == sum(len(stored[1]) for stored in made[-1].values())
    assert made[0] == made[1]


def replace_place(stored: StoredArticle) -> tuple[object, ...]:
    """Return what may not depend on the order: text, sentences and blocks."""
    return stored.article.text, stored.sentences, stored.article.blocks
