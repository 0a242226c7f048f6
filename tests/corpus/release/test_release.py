"""A release: what it holds, what it keeps home, and that nothing half-made is left."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import datasets
import pyarrow.parquet as pq
import pytest

from dateline.corpus.errors import OutputError, ReleaseChanged, ReleaseError, ReviewUnsettled
from dateline.corpus.nouns import article_id
from dateline.corpus.release.check import check_release
from dateline.corpus.release.masking import keep_as_is
from dateline.corpus.release.opened import OpenRelease
from dateline.corpus.release.privacy.lists import read_names, write_names

from .conftest import PLACES, SETTINGS, Build, articles

OPAQUE = SETTINGS
AS_THEY_ARE = dataclasses.replace(SETTINGS, article_ids="corpus")


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_corpus_gives_the_same_bytes(build: Build, tmp_path: Path) -> None:
    """Two runs on one corpus with the same settings and version differ in no byte."""
    first = build(folder=tmp_path / "one").folder
    second = build(folder=tmp_path / "two").folder

    assert tree(first) == tree(second)


def test_the_tree_is_complete(made_release: Path) -> None:
    """A stand-off release holds its tables, anchors, metadata and documents, and no text."""
    found = set(tree(made_release))

    assert found == {
        *("README.md", "LICENSE", "CITATION.cff", "CHANGELOG.md", "release.json", "SHA256SUMS"),
        *(f"data/gold/{part}.parquet" for part in ("train", "validation", "test")),
        *("data/annotations/annotations.parquet", "data/articles/articles.parquet"),
        *("data/annotators.csv", "data/labels.csv", "data/splits.csv"),
        *("standoff/sentences.parquet", "standoff/normaliser.json", "takedown.jsonl"),
        *(f"docs/{name}.md" for name in ("AGREEMENT", "DATASHEET", "DATA_STATEMENT", "ETHICS")),
        *("docs/GUIDELINES.md", "docs/MAINTENANCE.md", "croissant.json", "datapackage.json"),
        *("ro-crate-metadata.json", "datacite.json", ".zenodo.json", "codemeta.json"),
    }


def test_names_remarks_and_texts_stay_home(made_release: Path) -> None:
    """No file holds an annotator's name or remark, nor an article's headline or words."""
    words = [
        "zoe.marsh",
        "abel.kane",
        "mira.coordinator",
        "Orrin",
        "Ada Venn",
        "below the stairs",
        "k3",
        *PLACES[3::4],
    ]
    for path, data in tree(made_release).items():
        if path.endswith(".parquet"):
            data = json.dumps(pq.read_table(made_release / path).to_pylist(), default=str).encode()
        for word in words:
            assert word.encode() not in data, (path, word)


def test_times_are_coarse(made_release: Path) -> None:
    """The time that a judgment took is rounded up to a bin, and its moment is a day."""
    rows = OpenRelease(made_release).rows("annotations")

    own = [row for row in rows if row["round"] == "independent"]
    assert {row["seconds"] for row in own} == {15.0}
    assert {str(row["annotated_at"]) for row in own} == {"2026-05-01"}


def test_a_person_s_ruling_is_a_row_of_its_own(made_release: Path) -> None:
    """What an adjudicator settled stands among the annotations, under an id of the release."""
    release = OpenRelease(made_release)
    (row,) = [row for row in release.rows("annotations") if row["round"] == "adjudication"]
    roles = {row["annotator_id"]: row["role"] for row in release.csv("data/annotators.csv")}

    assert row["labels"] == ["official_statement"]
    assert sorted(roles.values()) == ["adjudicator", "annotator", "annotator"]
    assert roles[row["annotator_id"]] == "adjudicator"


def test_annotators_are_rekeyed_and_articles_are_not(build: Build) -> None:
    """Another version gives annotators other ids for all that can be known, and articles the same."""
    versions = [OpenRelease(build(f"0.{number}.0").folder) for number in range(1, 6)]
    orders = {
        tuple(
            sorted(
                (row["sentence_id"], row["annotator_id"])
                for row in one.rows("annotations")
                if row["labels"] == [] or row["round"] == "adjudication"
            )
        )
        for one in versions
    }

    assert len(orders) > 1
    assert len({tuple(one.read("articles")["article_id"].to_pylist()) for one in versions}) == 1


def test_ids_may_stay_those_of_the_corpus(build: Build) -> None:
    """With article_ids = "corpus" the ids are the corpus's own."""
    release = OpenRelease(build(settings=AS_THEY_ARE).folder)

    assert set(release.read("articles")["article_id"].to_pylist()) == {f"k{n}" for n in range(8)}


def test_what_is_taken_down_stays_down(build: Build, tmp_path: Path) -> None:
    """Ids in takedown.jsonl are in no table, are told in the changelog, and stay down for good."""
    first = build(settings=AS_THEY_ARE).folder
    name = OpenRelease(first).csv("data/splits.csv")[-1]["sentence_id"]
    down = [
        {"id": "k2", "scope": "article", "reason_code": "privacy"},
        {"id": name, "scope": "sentence", "reason_code": "legal"},
    ]
    list_of_ids = tmp_path / "takedown.jsonl"
    list_of_ids.write_text("".join(json.dumps(row) + "\n" for row in down), encoding="utf-8")
    done = build("0.2.0", AS_THEY_ARE, previous=first)
    list_of_ids.unlink()
    third = build("0.3.0", AS_THEY_ARE, previous=done.folder)

    for folder in (done.folder, third.folder):
        release = OpenRelease(folder)
        ids = {row["sentence_id"] for row in release.csv("data/splits.csv")}
        assert name not in ids
        assert not any(one.startswith("k2-") for one in ids)
        assert {row["since_version"] for row in release.jsonl("takedown.jsonl")} == {"0.2.0"}
    assert done.facts["left_out"] == {"articles taken down": 1, "sentences taken down": 1}
    assert "- taken down: `k2`" in (done.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert done.changes is not None
    assert (done.changes.articles_removed, done.changes.sentences_removed) == (1, 4)


def test_sensitive_sentences_keep_their_label_and_lose_their_anchors(
    build: Build, tmp_path: Path
) -> None:
    """A sentence in sensitive.jsonl is in the gold, and nothing restores its text."""
    name = OpenRelease(build(settings=AS_THEY_ARE).folder).rows("gold")[0]["sentence_id"]
    (tmp_path / "sensitive.jsonl").write_text(
        json.dumps({"id": name, "reason": "minor"}) + "\n", encoding="utf-8"
    )
    release = OpenRelease(build("0.2.0", AS_THEY_ARE).folder)

    (anchor,) = [row for row in release.rows("standoff") if row["sentence_id"] == name]
    assert (anchor["sensitive"], anchor["chunks"]) == ("minor", [])
    assert name in {row["sentence_id"] for row in release.rows("gold")}
    assert release.facts["counts"]["withheld_sentences"] == 1


def test_an_unknown_sensitive_id_is_refused(build: Build, tmp_path: Path) -> None:
    """An id that nothing has is told, not passed over: it may be a slip."""
    (tmp_path / "sensitive.jsonl").write_text('{"id": "k99", "reason": "minor"}\n')

    with pytest.raises(ReleaseError, match="k99"):
        build()


def test_texts_are_not_published_before_names_are_reviewed(build: Build) -> None:
    """Without lists of names no text is published, and what to do is said."""
    with pytest.raises(ReleaseError, match="--review"):
        build(variant="full")


def test_the_lists_of_names_never_lie_in_a_release(build: Build, tmp_path: Path) -> None:
    """A folder for the lists inside the release is refused before anything is written."""
    with pytest.raises(ReleaseError, match="outside"):
        build(variant="full", folder=tmp_path / "out", review=tmp_path / "out" / "review")
    assert not (tmp_path / "out").exists()


def settle(review: Path, decision: str) -> None:
    """Write one decision for every open name."""
    path = review / "names.csv"
    lines = read_names(path)
    write_names(path, [dataclasses.replace(line, decision=decision) for line in lines])


def test_a_full_release_holds_no_name_that_is_to_be_masked(build: Build, tmp_path: Path) -> None:
    """The first run lists the names and refuses; with all of them settled, none of them is left."""
    review = tmp_path / "review"
    with pytest.raises(ReviewUnsettled, match="wait for a decision"):
        build(variant="full", review=review)
    assert not (tmp_path / "release-0.1.0").exists()
    assert {line.name for line in read_names(review / "names.csv")} >= {"Ada Venn"}

    settle(review, "mask")
    done = build(variant="full", review=review)
    texts = OpenRelease(done.folder).rows("text")
    assert done.facts["review"]["names"]["open"] == 0
    assert any("said PERSON_0" in row["text"] for row in texts)
    for path, content in tree(done.folder).items():
        assert b"Venn" not in content, path
    assert not any("Venn" in str(row) for row in texts)
    assert {row["article_id"] for row in texts}.isdisjoint(
        row["article_id"] for row in OpenRelease(done.folder).rows("standoff")
    )

    settle(review, "keep")
    kept = OpenRelease(build("0.2.0", variant="full", review=review).folder).rows("text")
    assert any("said Ada Venn" in row["text"] for row in kept)


def test_no_anchor_is_about_a_masked_name(build: Build, tmp_path: Path) -> None:
    """In a stand-off release the chunks that touch a name to be masked are empty, and only those."""
    review = tmp_path / "review"
    with pytest.raises(ReviewUnsettled):
        build(review=review)
    settle(review, "mask")
    masked = OpenRelease(build(review=review).folder).rows("standoff")
    plain = OpenRelease(build("0.2.0").folder).rows("standoff")

    for one, other in zip(masked, plain, strict=True):
        assert all(
            chunk in (None, given)
            for chunk, given in zip(one["chunks"], other["chunks"], strict=True)
        )
    assert any(None in row["chunks"] for row in masked)
    assert not any(None in row["chunks"] for row in plain)


def test_a_sentence_named_in_the_review_is_withheld(build: Build, tmp_path: Path) -> None:
    """A reason in sentences.csv takes the anchors of its sentence away."""
    review = tmp_path / "review"
    with pytest.raises(ReviewUnsettled):
        build(review=review)
    settle(review, "keep")
    text = articles()[0]["text"]
    (review / "sentences.csv").write_text(
        f"reason,article_id,start,end\nother,k0,{text.index('“')},{text.index('said')}\n", "utf-8"
    )
    rows = OpenRelease(build(review=review).folder).rows("standoff")
    assert [(row["sensitive"], row["chunks"]) for row in rows if row["sensitive"] != "none"] == [
        ("other", [])
    ]


def test_texts_leave_only_under_a_licence(build: Build) -> None:
    """Of a full release the texts are those that may be passed on, and none has anchors besides."""
    done = build(settings=AS_THEY_ARE, variant="full", mask=keep_as_is)
    release = OpenRelease(done.folder)
    texts = release.rows("text")

    assert {row["article_id"] for row in texts} == {"k1", "k2", "k5", "k6"}
    assert {row["article_id"] for row in release.rows("standoff")} == {"k0", "k3", "k4", "k7"}
    assert done.facts["left_out"] == {"articles whose licence keeps their text home": 4}
    whole = {row["id"]: row["text"] for row in articles()}
    for row in texts:
        assert whole[row["article_id"]][row["start"] : row["end"]] == row["text"]


def test_where_every_text_may_leave_there_are_no_anchors(
    build: Build, corpus_file: Path, tmp_path: Path
) -> None:
    """A full release of licensed texts alone has no table of anchors, passes its check and loads."""
    with closing(sqlite3.connect(corpus_file)) as connection, connection:
        connection.execute("UPDATE articles SET licence = 'CC0-1.0'")
    folder = build(variant="full", mask=keep_as_is).folder

    assert not (folder / "standoff" / "sentences.parquet").exists()
    assert OpenRelease(folder).rows("standoff") == []
    assert [one for one in check_release(folder) if one.state == "broken"] == []
    loaded = datasets.load_dataset(str(folder), "text", cache_dir=str(tmp_path / "cache"))
    assert len(loaded["train"]) == 3 * len(articles())


def test_without_any_licence_there_is_no_full_release(build: Build, corpus_file: Path) -> None:
    """Where no text may be passed on, a full release is refused, and what to do is said."""
    forbidding = dict.fromkeys(("CC BY 4.0", "public domain"), "all-rights-reserved")
    settings = dataclasses.replace(SETTINGS, licences=forbidding)

    with pytest.raises(ReleaseError, match="none of the 8 articles"):
        build(settings=settings, variant="full", mask=keep_as_is)


def test_an_id_made_of_the_text_is_no_id_for_a_masked_text(
    build: Build, corpus_file: Path, dateline: Callable[..., Any], tmp_path: Path
) -> None:
    """A content-derived id would let a masked name be found by trying: it is refused."""
    row = {**articles()[1], "text": "Rain fell on the quiet town of Ulm. Nobody was hurt there."}
    del row["id"]
    source = tmp_path / "more.jsonl"
    source.write_text(json.dumps(row) + "\n", encoding="utf-8")
    dateline("ingest", source, "--corpus", corpus_file)
    dateline("split", "--corpus", corpus_file)

    with pytest.raises(ReleaseError, match=article_id(row["text"], row["url"])):
        build(settings=AS_THEY_ARE, variant="full", mask=keep_as_is)


def test_an_address_that_quotes_its_article_stays_home(
    build: Build, dateline: Callable[..., Any], tmp_path: Path, corpus_file: Path
) -> None:
    """A slug that is a sentence of the article is left out, and counted."""
    words = "nine wells were found dry in the valley on monday"
    row = {**articles()[1], "id": "k8", "text": f"A surprise: {words}. Nobody knows why."}
    row["url"] = f"https://example.org/news/{words.replace(' ', '-')}"
    source = tmp_path / "more.jsonl"
    source.write_text(json.dumps(row) + "\n", encoding="utf-8")
    dateline("ingest", source, "--corpus", corpus_file)
    dateline("split", "--corpus", corpus_file)
    done = build(settings=AS_THEY_ARE)

    urls = {one["article_id"]: one["url"] for one in OpenRelease(done.folder).rows("articles")}
    assert urls["k8"] is None
    assert urls["k1"] == "https://example.org/1"
    assert done.facts["left_out"] == {"addresses that quote an article": 1}


def test_a_document_that_quotes_an_article_stops_the_release(
    build: Build, corpus_file: Path, dateline: Callable[..., Any], tmp_path: Path
) -> None:
    """Settings that quote eight words of an article are found, and nothing is left behind."""
    quoting = {"motivation": "As in: we hid, below the STAIRS in Ostrava Vale all day."}

    with pytest.raises(ReleaseError, match="no-run-of-an-article.*DATASHEET"):
        build(settings=dataclasses.replace(SETTINGS, answers=quoting))
    assert not list(tmp_path.glob("*release*"))


def test_a_folder_of_something_else_is_left_alone(build: Build, tmp_path: Path) -> None:
    """A release replaces a release, and nothing else."""
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter.md").write_text("mine")

    with pytest.raises(OutputError, match="thesis"):
        build(folder=folder)
    build(folder=tmp_path / "again")
    build(folder=tmp_path / "again")
    assert (folder / "chapter.md").read_text() == "mine"


def test_a_version_takes_the_place_of_no_other(build: Build, tmp_path: Path) -> None:
    """The version before may be published; the same one may be made again."""
    build("0.1.0", folder=tmp_path / "release")
    with pytest.raises(OutputError, match=r"holds version 0\.1\.0"):
        build("0.2.0", folder=tmp_path / "release")
    build("0.1.0", folder=tmp_path / "release")


@pytest.mark.parametrize("version", ["1", "0.1", "0.1.0-beta", "v1.0.0"])
def test_versions_are_three_numbers(build: Build, version: str) -> None:
    """Another form of version is refused."""
    with pytest.raises(ReleaseError, match="three numbers"):
        build(version)


def test_versions_rise(build: Build) -> None:
    """A version is higher than the one before it."""
    first = build("0.10.0").folder

    with pytest.raises(ReleaseError, match=r"0\.9\.0"):
        build("0.9.0", previous=first)


def test_a_damaged_version_before_is_refused(build: Build) -> None:
    """What an earlier version says is believed only as it was published."""
    first = build().folder
    (first / "data" / "splits.csv").write_text("sentence,part\n", encoding="utf-8")

    with pytest.raises(ReleaseChanged, match=r"changed since they were published: data/splits.csv"):
        build("0.2.0", previous=first)


def test_the_changelog_keeps_what_earlier_versions_told(build: Build) -> None:
    """Each version's changes stand above those of the version before."""
    first = build().folder
    told = (build("0.2.0", previous=first).folder / "CHANGELOG.md").read_text(encoding="utf-8")

    assert told.index("## 0.2.0") < told.index("## 0.1.0") < told.index("First version.")
    assert "- labelled anew: 0 sentences" in told


def test_the_sums_are_those_of_sha256sum(made_release: Path) -> None:
    """SHA256SUMS lists every other file, sorted, in the form that sha256sum reads."""
    lines = (made_release / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    files = {path: data for path, data in tree(made_release).items() if path != "SHA256SUMS"}

    assert lines == [f"{hashlib.sha256(files[p]).hexdigest()}  {p}" for p in sorted(files)]


def test_a_release_says_what_comes_back_from_its_own_articles(
    made_release: Path,
) -> None:
    """Every sentence comes back with its own words, except those that are withheld."""
    facts = json.loads((made_release / "release.json").read_text(encoding="utf-8"))
    own, counts = facts["self_rehydration"], facts["counts"]

    assert own == {
        "articles": counts["articles"],
        "sentences": counts["sentences"],
        "exact": counts["sentences"] - counts["withheld_sentences"],
        "partial": 0,
        "missing": 0,
        "withheld": counts["withheld_sentences"],
    }
    assert own["exact"] > 0
    card = (made_release / "README.md").read_text(encoding="utf-8")
    assert f"{own['exact']:,} of {own['sentences']:,} sentences come back exactly" in card


def test_a_blank_answer_is_marked(made_release: Path) -> None:
    """A question that nobody answered shows in the documents, with the question."""
    statement = (made_release / "docs" / "DATA_STATEMENT.md").read_text(encoding="utf-8")

    assert "**[Not answered: Who wrote the articles, and who speaks in them?]**" in statement
