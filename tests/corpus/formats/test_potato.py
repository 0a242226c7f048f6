"""Potato's files as it makes them: states, jsonl and csv, without order, columns or texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dateline.corpus.errors import OutputError, RecordError, SourceError
from dateline.corpus.export import export_corpus
from dateline.corpus.formats import FORMATS, potato_files
from dateline.corpus.formats.potato_files import potato_rows
from dateline.corpus.guidelines import parse_guidelines
from dateline.corpus.nouns import Judgment, Suggestion, latest_judgments
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.store.judgments import iter_judgments
from dateline.corpus.transfer import import_corpus

from .corpora import LABELS, Labelling, articles_of, fill

ARTICLES = articles_of([["One <b>.", "Two.", "Three."]])
REFS = [sentence.ref for sentence in ARTICLES[0].sentences]
NAMES = [f"{ref.article_id}:{ref.start}-{ref.end}" for ref in REFS]
Boxes = dict[str, dict[str, str]]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """A corpus of one article of three sentences, of which ana has judged one and a model another."""
    ana = Judgment("1", REFS[0], "ana", frozenset(), comment="why")
    model = Suggestion(REFS[1], frozenset({"attack"}), dict.fromkeys(LABELS, 0.5))
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        fill(opened, Labelling(ARTICLES, (ana,), (), (model,)))
        yield opened


def state(folder: Path, user: str, items: dict[str, Boxes], **more: Any) -> Path:
    """Write the state of an annotator as Potato does, indented."""
    kept = {
        item: [
            [{"schema": scheme, "name": name}, value]
            for scheme, chosen in boxes.items()
            for name, value in chosen.items()
        ]
        for item, boxes in items.items()
    }
    path = folder / "annotation_output" / user / "user_state.json"
    path.parent.mkdir(parents=True)
    head = {"user_id": user, "instance_id_ordering": list(items), **more}
    rest = {"instance_id_to_label_to_value": kept, "instance_id_to_span_to_value": {}}
    path.write_text(json.dumps(head | rest, indent=2), encoding="utf-8")
    return path


def judged(corpus: Corpus) -> set[tuple[str, int, tuple[str, ...], bool, bool, str | None]]:
    with corpus.read() as connection:
        return {
            (
                said.annotator,
                REFS.index(said.sentence),
                tuple(sorted(said.labels)),
                said.skipped,
                said.unsure,
                said.comment,
            )
            for said in latest_judgments(iter_judgments(connection))
            if said.annotator != "ana"
        }


def test_states_are_read(corpus: Corpus, tmp_path: Path) -> None:
    """Ticked boxes are labels, None is none, marks are marks; touched and unticked is not judged."""
    behaviour = {NAMES[0]: {"note": '"instance_id_to_label_to_value": {', "ms": 12}}
    state(
        tmp_path,
        "dan@example.org",
        {
            NAMES[0]: {
                "labels": {"attack": "true", "statistic": True},
                "marks": {"unsure": "true"},
            },
            NAMES[1]: {"labels": {"None": "true"}, "comment": {"text_box": "a\n“b”"}},
            NAMES[2]: {"labels": {"attack": "false", "testimony": ""}},
        },
        instance_id_to_behavioral_data=behaviour,
    )
    state(tmp_path, "eve", {NAMES[0]: {"marks": {"skipped": "true"}}, NAMES[1]: {}})
    done = import_corpus(corpus, tmp_path / "annotation_output", "potato")
    assert done.judgments == 3
    assert judged(corpus) == {
        ("dan@example.org", 0, ("attack", "statistic"), False, True, None),
        ("dan@example.org", 1, (), False, False, "a\n“b”"),
        ("eve", 0, (), True, False, None),
    }
    assert import_corpus(corpus, tmp_path, "potato").judgments == 0


def test_exports_have_no_order_no_texts_and_not_every_column(
    corpus: Corpus, tmp_path: Path
) -> None:
    """Rows come in any order and are found by our ids; a label that nobody chose has no column."""
    rows = [
        {"instance_id": NAMES[2], "user_id": "dan", "labels": {"labels": {"attack": "true"}}},
        {"instance_id": NAMES[0], "user_id": "eve", "labels": {"labels": {"None": "true"}}},
        {"instance_id": NAMES[0], "user_id": "dan", "labels": {"marks": {"skipped": "true"}}},
    ]
    lines = [json.dumps(row | {"spans": {}, "links": {}}) for row in rows]
    jsonl = tmp_path / "annotations.jsonl"
    jsonl.write_text("\n".join(lines), encoding="utf-8")
    table = tmp_path / "annotations.csv"
    table.write_text(
        "instance_id,user_id,labels.attack,labels.None,marks.skipped,labels._spans\n"
        f"{NAMES[2]},dan,true,,,[]\n{NAMES[0]},eve,,true,,[]\n{NAMES[0]},dan,,,true,[]\n",
        encoding="utf-8",
    )
    assert import_corpus(corpus, jsonl, "potato").judgments == 3
    assert judged(corpus) == {
        ("dan", 2, ("attack",), False, False, None),
        ("eve", 0, (), False, False, None),
        ("dan", 0, (), True, False, None),
    }
    again = import_corpus(corpus, table, "potato")
    assert (again.judgments, again.unchanged) == (0, 3)


def test_the_export_is_a_project(corpus: Corpus, tmp_path: Path) -> None:
    """Every label has a key of its own, the server listens on loopback, and texts are escaped."""
    export_corpus(corpus, tmp_path / "out", "potato")
    config = yaml.safe_load((tmp_path / "out" / "config.yaml").read_text("utf-8"))
    labels, marks, _ = config["annotation_schemes"]
    assert [label["name"] for label in labels["labels"]] == [*LABELS, "None"]
    keys = [box["key_value"] for box in (*labels["labels"], *marks["labels"])]
    assert len(set(keys)) == len(keys)
    assert config["server"]["host"] == "127.0.0.1"
    lines = (tmp_path / "out" / "sentences.jsonl").read_text("utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    assert items[0]["text"] == "One &lt;b&gt;."
    assert [item.get("predictions") for item in items] == [None, {"labels": ["attack"]}, None]
    kept = json.loads((tmp_path / "out/annotation_output/ana/user_state.json").read_text("utf-8"))
    assert kept["instance_id_ordering"] == list(kept["instance_id_to_label_to_value"]) == NAMES[:1]


def test_a_label_called_none_is_refused(tmp_path: Path) -> None:
    """Where a label is called None, Potato would take it for none of the labels."""
    scheme = parse_guidelines("## Labels\n### `None` — None\nWhat?\n", "guidelines.md")
    write = FORMATS["potato"].write
    assert write is not None
    with pytest.raises(OutputError, match="another id"):
        write(iter(()), scheme, tmp_path)


def test_projects_of_others_are_matched_by_text(corpus: Corpus, tmp_path: Path) -> None:
    """Items without our ids are looked up in the data file that config.yaml names."""
    (tmp_path / "config.yaml").write_text(
        "annotation_schemes: []\ndata_files: [d/items.jsonl]\nitem_properties: {text_key: sentence}\n"
    )
    (tmp_path / "d").mkdir()
    item = {"id": "s2", "sentence": "Three.", "article_id": "story-0"}
    (tmp_path / "d" / "items.jsonl").write_text(json.dumps(item))
    state(tmp_path, "dan", {"s2": {"kind": {"attack": "true"}}})
    import_corpus(corpus, tmp_path, "potato")
    assert judged(corpus) == {("dan", 2, ("attack",), False, False, None)}


def test_the_name_of_a_key_is_a_text(corpus: Corpus, tmp_path: Path) -> None:
    """A list in its place is refused in one line."""
    (tmp_path / "config.yaml").write_text(
        "annotation_schemes: []\ndata_files: [items.jsonl]\nitem_properties: {id_key: [id]}\n"
    )
    (tmp_path / "items.jsonl").write_text(json.dumps({"id": "s2", "text": "Three."}))
    state(tmp_path, "dan", {"s2": {"kind": {"attack": "true"}}})
    with pytest.raises(SourceError, match=r"id_key: expected the name of a key, found \['id'\]"):
        import_corpus(corpus, tmp_path, "potato")


@pytest.mark.parametrize(
    "place", ["../items.jsonl", "{outside}", "linked.jsonl", "d/../../items.jsonl"]
)
def test_a_project_is_not_followed_out_of_its_folder(
    corpus: Corpus, tmp_path: Path, place: str
) -> None:
    """A data file that lies elsewhere is named and not read, however the configuration gets there."""
    outside = tmp_path / "items.jsonl"
    outside.write_text(json.dumps({"id": "s2", "text": "Three.", "article_id": "story-0"}))
    project = tmp_path / "project"
    (project / "d").mkdir(parents=True)
    (project / "linked.jsonl").symlink_to(outside)
    named = json.dumps([place.format(outside=outside)])
    (project / "config.yaml").write_text(f"annotation_schemes: []\ndata_files: {named}\n")
    state(project, "dan", {"s2": {"kind": {"attack": "true"}}})
    with pytest.raises(SourceError, match="outside the project; copy it into"):
        import_corpus(corpus, project, "potato")
    assert judged(corpus) == set()


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_states_are_read_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Wherever a piece of the file ends, the items are the same."""
    items = {f"a:{n}-{n + 1}": {"labels": {'é"\\{': "true"}} for n in range(9)}
    path = state(tmp_path, "dan", items, note={"user": "}"})
    monkeypatch.setattr(potato_files, "_CHUNK", max(size, 16))
    rows = list(potato_rows(path))
    assert [row.item for row in rows] == list(items)
    assert {row.user for row in rows} == {"dan"}


@pytest.mark.parametrize("share", [0.1, 0.4, 0.6, 0.75])
def test_a_truncated_state_is_named(corpus: Corpus, tmp_path: Path, share: float) -> None:
    """A state that ends early is an error that names the file, wherever it ends."""
    items = {name: {"labels": {"attack": "true"}} for name in NAMES}
    path = state(tmp_path, "dan", items)
    whole = path.read_text("utf-8")
    path.write_text(whole[: int(len(whole) * share)])
    with pytest.raises(RecordError) as raised:
        import_corpus(corpus, tmp_path, "potato")
    assert (raised.value.where, raised.value.field) == (str(path), "instance_id_to_label_to_value")
    assert judged(corpus) == set()


def test_a_name_that_is_no_json_is_named(corpus: Corpus, tmp_path: Path) -> None:
    """A state whose annotator cannot be read is an error that names the field."""
    path = state(tmp_path, "dan", {})
    path.write_text(path.read_text("utf-8").replace('"dan"', '"d\0an"'))
    with pytest.raises(RecordError) as raised:
        import_corpus(corpus, tmp_path, "potato")
    assert (raised.value.where, raised.value.field) == (str(path), "user_id")


@pytest.mark.parametrize(
    ("boxes", "found"),
    [
        ({"labels": {"riot": "true"}}, "'riot', allowed are attack"),
        ({"labels": {"attack": "true", "None": "true"}}, "None alone"),
        ({"labels": {"attack": "true"}, "marks": {"skipped": "true"}}, "skipped alone"),
    ],
)
def test_wrong_answers_are_named(corpus: Corpus, tmp_path: Path, boxes: Boxes, found: str) -> None:
    """An unknown label or an answer that contradicts itself is an error that says what was found."""
    state(tmp_path, "dan", {NAMES[0]: boxes})
    with pytest.raises(RecordError) as raised:
        import_corpus(corpus, tmp_path, "potato")
    assert found in str(raised.value)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("annotations.jsonl", '{"instance_id": "a:0-1"}', "'user_id': expected a string"),
        ("annotations.jsonl", '{"instance_id": "a", "user_id": "b", "labels": []}', "found []"),
        ("annotations.jsonl", '{"instance_id": "a", "use', "is no JSON"),
        ("annotations.csv", "instance_id,user_id,labels.attack\na,b\n", "2 cells"),
        ("annotations.csv", "id,user\na,b\n", "'instance_id', 'user_id'|'user_id': expected"),
        ("user_state.json", '{"instance_id_to_label_to_value": {"a": [1]}}', "found 1"),
    ],
)
def test_a_wrong_row_is_named(
    corpus: Corpus, tmp_path: Path, name: str, text: str, found: str
) -> None:
    """A row of another shape is one error that names the file and what was found."""
    (tmp_path / name).write_text(text)
    with pytest.raises(RecordError) as raised:
        import_corpus(corpus, tmp_path / name, "potato")
    assert raised.value.where == str(tmp_path / name)
    assert any(each in str(raised.value) for each in found.split("|"))


def test_what_is_no_project_is_named(corpus: Corpus, tmp_path: Path) -> None:
    """A folder or a file without annotations of Potato is an error that says what to give."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.txt").write_text("x")
    for name in ("empty", "x.txt"):
        with pytest.raises(SourceError, match="project folder"):
            import_corpus(corpus, tmp_path / name, "potato")
        assert not FORMATS["potato"].recognises(tmp_path / name)
