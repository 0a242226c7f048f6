"""doccano's files as it gives them: one a member, `all`, a zip, CSV; none told from not judged."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.corpus.errors import DatelineError, RecordError, SourceError
from dateline.corpus.export import export_corpus
from dateline.corpus.formats import FORMATS, find_format, read_as
from dateline.corpus.nouns import Judgment, latest_judgments
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.judgments import iter_judgments
from dateline.corpus.transfer import import_corpus

from .corpora import Labelling, articles_of, fill

ARTICLES = articles_of([["One.", "Two # 2.", "Three."]])
REFS = [sentence.ref for sentence in ARTICLES[0].sentences]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """A corpus of one article of three sentences, the first of which ana has judged."""
    ana = Judgment("1", REFS[0], "ana", frozenset({"attack"}), comment="why # so")
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        fill(opened, Labelling(ARTICLES, (ana,), (), ()))
        yield opened


def row(number: int, *labels: str, dateline: object = "", **more: object) -> dict[str, Any]:
    """Return a line of doccano's export of one of our sentences."""
    ref = REFS[number]
    text = ARTICLES[0].article.text[ref.start : ref.end]
    name = f"{ref.article_id}:{ref.start}-{ref.end}"
    given = {"id": number, "text": text, "sentence": name, "title": "", "dateline": dateline}
    return given | {"label": list(labels), "Comments": []} | more


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path


def judged(corpus: Corpus, *people: str) -> set[tuple[str, int, tuple[str, ...], bool, bool]]:
    """Return what people say: sentence, labels, skipped, unsure."""
    with corpus.read() as connection:
        return {
            (
                said.annotator,
                REFS.index(said.sentence),
                tuple(sorted(said.labels)),
                said.skipped,
                said.unsure,
            )
            for said in latest_judgments(iter_judgments(connection))
            if said.annotator in people
        }


def test_each_member_has_a_file(corpus: Corpus, tmp_path: Path) -> None:
    """A folder and a zip hold a file for each member, whose name is the annotator's."""
    write(tmp_path / "out" / "dan.jsonl", row(0, "attack", "statistic"), row(1), row(2, "(none)"))
    write(tmp_path / "out" / "eve@example.org.jsonl", row(0), row(1, "(skipped)"), row(2))
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as packed:
        for file in (tmp_path / "out").iterdir():
            packed.write(file, file.name)
    done = import_corpus(corpus, tmp_path / "out.zip", "doccano")
    assert done.judgments == 3
    assert judged(corpus, "dan", "eve@example.org") == {
        ("dan", 0, ("attack", "statistic"), False, False),
        ("dan", 2, (), False, False),
        ("eve@example.org", 1, (), True, False),
    }
    again = import_corpus(corpus, tmp_path / "out", "doccano")
    assert (again.judgments, again.unchanged) == (0, 3)


def test_an_empty_list_is_not_a_judgment(corpus: Corpus, tmp_path: Path) -> None:
    """`[]` alone says nothing: doccano writes it for none and for not judged alike."""
    done = import_corpus(corpus, write(tmp_path / "dan.jsonl", row(0), row(1)), "doccano")
    assert (done.judgments, done.unmatched) == (0, 0)


def test_shared_labels_are_doccanos(corpus: Corpus, tmp_path: Path) -> None:
    """Of a project with shared labels there is one file, `all`, which does not tell who labelled."""
    import_corpus(corpus, write(tmp_path / "all.jsonl", row(1, "(unsure)", "attack")), "doccano")
    assert judged(corpus, "doccano") == {("doccano", 1, ("attack",), False, True)}


def test_labels_joined_by_a_number_sign(corpus: Corpus, tmp_path: Path) -> None:
    """In CSV labels are joined by #, and so are comments; a text may hold one."""
    rows = [row(1, Comments=""), row(2, Comments="a#b")]
    labels = ("attack#statistic#(unsure)", "(none)")
    with (tmp_path / "dan.csv").open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(
            each | {"label": joined} for each, joined in zip(rows, labels, strict=True)
        )
    import_corpus(corpus, tmp_path / "dan.csv", "doccano")
    assert judged(corpus, "dan") == {
        ("dan", 1, ("attack", "statistic"), False, True),
        ("dan", 2, (), False, False),
    }
    with corpus.read() as connection:
        assert [one.comment for one in iter_judgments(connection)][1:] == [None, "a#b"]


def test_what_we_exported_stays_its_annotators(corpus: Corpus, tmp_path: Path) -> None:
    """A row of ana's, uploaded by an admin, is ana's; labelled anew it is of whose file it is in."""
    export_corpus(corpus, tmp_path / "out", "doccano")
    (line,) = (tmp_path / "out" / "members" / "ana.jsonl").read_text("utf-8").splitlines()
    ours = json.loads(line)
    write(tmp_path / "back" / "admin.jsonl", {"id": 1, **ours, "Comments": []})
    write(tmp_path / "back" / "dan.jsonl", {"id": 1, **ours, "label": [], "Comments": []})
    assert import_corpus(corpus, tmp_path / "back", "doccano").unchanged == 1
    write(tmp_path / "back" / "dan.jsonl", {"id": 1, **ours, "label": ["statistic"]})
    import_corpus(corpus, tmp_path / "back", "doccano")
    assert judged(corpus, "admin", "ana", "dan") == {
        ("ana", 0, ("attack",), False, False),
        ("dan", 0, ("statistic",), False, False),
    }


def test_the_export_is_what_doccano_imports(corpus: Corpus, tmp_path: Path) -> None:
    """Labels have a key of their own each; every row has the same columns, all of them text."""
    export_corpus(corpus, tmp_path / "out", "doccano")
    labels = json.loads((tmp_path / "out" / "label.json").read_text("utf-8"))
    keys = [each["suffixKey"] for each in labels]
    assert [each["text"] for each in labels][-3:] == ["(none)", "(skipped)", "(unsure)"]
    assert len(set(keys)) == len(keys) == 7
    rows = [
        json.loads(line)
        for file in (tmp_path / "out").rglob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    ]
    assert len(rows) == 4
    assert {tuple(each) for each in rows} == {("text", "label", "sentence", "title", "dateline")}
    assert all(isinstance(each[key], str) for each in rows for key in each if key != "label")


def test_names_of_people_stay_in_the_folder(tmp_path: Path) -> None:
    """Names that are paths, too long or equal but for case become files of their own, in members/."""
    people = ("../up", "/etc/x", "a" * 300, "عمر" * 80, "Ana", "ana", ".", "x\n", "ana%2")
    said = [Judgment(name, REFS[0], name, frozenset()) for name in people if name.strip()]
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        fill(opened, Labelling(ARTICLES, tuple(said), (), ()))
        export_corpus(opened, tmp_path / "out", "doccano")
    files = [file for file in (tmp_path / "out" / "members").iterdir() if file.is_file()]
    assert len({file.name.casefold() for file in files}) == len(people)


def test_rows_that_doccano_alone_made_are_found_by_text(corpus: Corpus, tmp_path: Path) -> None:
    """A row without our columns is matched by its article and its text."""
    row = {"id": 5, "text": "Three. ", "article_id": "story-0", "label": ["attack"]}
    import_corpus(corpus, write(tmp_path / "dan.jsonl", row), "doccano")
    assert judged(corpus, "dan") == {("dan", 2, ("attack",), False, False)}


@pytest.mark.parametrize(
    ("bad", "field", "found"),
    [
        (row(0, "attack", "(none)"), "label", "'(none)', 'attack'"),
        (row(0, "(unsure)"), "label", "(unsure)"),
        (row(0, label="attack"), "label", "expected a list of strings, found 'attack'"),
        (row(0, text=7), "text", "expected a string, found 7"),
        (row(0, "riot"), "labels", "'riot', allowed are attack"),
        (row(0, "attack", dateline="{"), "dateline", "found '{'"),
        (row(0, "attack", Comments="a"), "Comments", "found 'a'"),
        ({"id": 1, "text": "One."}, "label", "found ['id', 'text']"),
    ],
)
def test_a_wrong_row_is_named(
    corpus: Corpus, tmp_path: Path, bad: dict[str, Any], field: str, found: str
) -> None:
    """A row of another shape is one error: file, line, field, what was found."""
    path = write(tmp_path / "dan.jsonl", row(1, "attack"), bad)
    with pytest.raises(RecordError) as raised:
        import_corpus(corpus, path, "doccano")
    assert (raised.value.where, raised.value.line, raised.value.field) == (str(path), 2, field)
    assert found in str(raised.value)
    assert judged(corpus, "dan") == set()


def test_a_truncated_zip_is_named(corpus: Corpus, tmp_path: Path) -> None:
    """A zip that ends early, or holds other things, is an error that names it; so is a folder."""
    write(tmp_path / "dan.jsonl", *[row(0, "attack")] * 50)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(tmp_path / "dan.jsonl", "dan.jsonl")
    whole = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:60])
    (tmp_path / "bad.zip").write_bytes(whole[:50] + b"\xff\xff\xff\xff" + whole[54:])
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as packed:
        packed.writestr("all.json", "[]")
    (tmp_path / "empty").mkdir()
    for name in ("cut.zip", "bad.zip", "other.zip", "empty"):
        with pytest.raises(SourceError, match=name):
            import_corpus(corpus, tmp_path / name, "doccano")


def test_a_file_of_another_format_is_named(corpus: Corpus, tmp_path: Path) -> None:
    """Tasks of Prodigy are told from doccano's rows, both ways."""
    task = {"text": "One.", "_view_id": "choice", "accept": [], "answer": "accept"}
    with pytest.raises(SourceError, match="like .*prodigy"):
        import_corpus(corpus, write(tmp_path / "tasks.jsonl", task), "doccano")
    with pytest.raises(SourceError, match="like .*doccano"):
        import_corpus(corpus, write(tmp_path / "dan.jsonl", row(0)), "prodigy")
    assert FORMATS["doccano"].recognises(tmp_path / "dan.jsonl")


@pytest.mark.parametrize("form", ["doccano", "prodigy", "argilla", "potato"])
@pytest.mark.parametrize(
    "row",
    [
        {"text": "Rain", "cats": ["attack"], "entities": []},
        {"text": "Rain", "label": [[0, 4, "a"]]},
    ],
)
def test_rows_of_a_text_are_not_sent_to_another_form(
    form: str, row: dict[str, Any], tmp_path: Path
) -> None:
    """What has a text looks like an article: the reader of the form that was named refuses it."""
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n")
    with pytest.raises(DatelineError, match="rows.jsonl") as caught:
        list(read_as(find_format(form), path).told())  # type: ignore[misc]
    assert "look like" not in str(caught.value)
