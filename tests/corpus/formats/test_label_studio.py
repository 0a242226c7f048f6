"""Label Studio's exports, with every trap that they hold for who reads them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dateline.corpus.errors import DatelineError, RecordError, SourceError
from dateline.corpus.export import export_corpus
from dateline.corpus.formats.label_studio import label_config
from dateline.corpus.formats.labelled import labelled_articles
from dateline.corpus.guidelines import parse_guidelines
from dateline.corpus.nouns import Judgment
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.transfer import Imported, import_corpus

from .corpora import Labelling, articles_of, fill

ARTICLES = articles_of([["Shells fell.", "She ran.", "Ten died."]])
REFS = [each.ref for each in ARTICLES[0].sentences]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """A corpus of one article of three sentences."""
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        fill(opened, Labelling(ARTICLES, (), (), ()))
        yield opened


def task(number: int, *annotations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a task as the JSON export has it."""
    texts = ("Shells fell.", "She ran.", "Ten died.")
    data = {"text": texts[number], "article_id": "story-0"}
    return {"id": number + 1, "data": data, "annotations": list(annotations), **more}


def annotation(*labels: str, **more: Any) -> dict[str, Any]:
    value = {"value": {"choices": list(labels)}}
    part = {"from_name": "label", "to_name": "text", "type": "choices", **value}
    return {"completed_by": 1, "result": [part] if labels else [], **more}


def small(number: int, **more: Any) -> dict[str, Any]:
    """Return a row of JSON_MIN."""
    fixed = {"id": number + 1, "annotator": 1, "annotation_id": number + 1, "lead_time": None}
    return {**task(number)["data"], **fixed, **more}


def take(corpus: Corpus, tmp_path: Path, rows: list[Any], **how: Any) -> Imported:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return import_corpus(corpus, path, "label-studio", **how)


def judged(corpus: Corpus) -> list[dict[str, Judgment]]:
    """Return the judgments of each sentence by their annotators."""
    with corpus.read() as connection:
        (article,) = labelled_articles(connection)
    return [{each.annotator: each for each in one.judgments} for one in article.sentences]


def labels(corpus: Corpus) -> list[dict[str, list[str]]]:
    return [{name: sorted(one.labels) for name, one in said.items()} for said in judged(corpus)]


def test_json_min_gives_a_label_in_three_ways(corpus: Corpus, tmp_path: Path) -> None:
    """In JSON_MIN a label is a string, several are an object, and none of them is no key at all."""
    several = {"choices": ["attack", "statistic"]}
    take(corpus, tmp_path, [small(0, label="attack"), small(1, label=several), small(2)])
    assert labels(corpus) == [{"1": ["attack"]}, {"1": ["attack", "statistic"]}, {"1": []}]


def test_a_label_says_that_somebody_judged(corpus: Corpus, tmp_path: Path) -> None:
    """Also in a row that has lost the number of its annotation."""
    trimmed = {key: value for key, value in small(0, label="attack").items() if "_" not in key}
    take(corpus, tmp_path, [trimmed | {"article_id": "story-0"}, small(1)])
    assert labels(corpus) == [{"1": ["attack"]}, {"1": []}, {}]


def test_csv_gives_the_same_as_text(corpus: Corpus, tmp_path: Path) -> None:
    """In CSV several labels are the JSON text of that object, and an empty cell is none of them."""
    path = tmp_path / "export.csv"
    several = json.dumps({"choices": ["attack", "statistic"]})
    rows = [small(0, label="attack"), small(1, label=several, lead_time=2.5), small(2)]
    with path.open("w", newline="", encoding="utf-8") as file:
        names = sorted({name for row in rows for name in row})
        writer = csv.DictWriter(file, names, quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        writer.writerows(rows)
    import_corpus(corpus, path, "label-studio")
    assert labels(corpus) == [{"1": ["attack"]}, {"1": ["attack", "statistic"]}, {"1": []}]
    assert judged(corpus)[1]["1"].seconds == 2.5


def test_annotators_of_a_task_have_rows_of_their_own(corpus: Corpus, tmp_path: Path) -> None:
    """In JSON_MIN two annotators' rows of one task are one sentence of a new article."""
    rows = [
        small(number, annotator=who, article_id="story-1", label="attack")
        for number in (0, 1)
        for who in (1, 2)
    ]
    take(corpus, tmp_path, rows)
    with corpus.read() as connection:
        _, made = labelled_articles(connection)
    assert made.article.text == "Shells fell. She ran."
    assert [len(one.judgments) for one in made.sentences] == [2, 2]


def test_a_task_of_two_exports_is_one_sentence(corpus: Corpus, tmp_path: Path) -> None:
    """Exports that were merged hold a task twice; a new article has its sentence once."""
    again = [task(0, annotation("attack")), task(1, annotation())]
    for one in again:
        one["data"]["article_id"] = "story-1"
    take(corpus, tmp_path, [*again, *again])
    with corpus.read() as connection:
        _, made = labelled_articles(connection)
    assert made.article.text == "Shells fell. She ran."


def test_an_unlabelled_row_is_not_none_of_the_labels(corpus: Corpus, tmp_path: Path) -> None:
    """A task that nobody annotated judges nothing, in JSON and in JSON_MIN."""
    unjudged = small(1, annotation_id=None, annotator={})
    take(corpus, tmp_path, [small(0, label="attack"), unjudged])
    take(corpus, tmp_path, [task(0), task(1)])
    assert labels(corpus) == [{"1": ["attack"]}, {}, {}]


def test_json_min_with_choices_of_another_name_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    """Where no row has a label, the choices may have another name: that is not none of the labels."""
    with pytest.raises(SourceError, match="export it as JSON"):
        take(corpus, tmp_path, [small(0, sentiment="attack"), small(1)])
    assert labels(corpus) == [{}, {}, {}]


def test_predictions_as_bare_numbers_suggest_nothing(corpus: Corpus, tmp_path: Path) -> None:
    """The tool exports the numbers of predictions: they are no suggestions, and no error."""
    done = take(corpus, tmp_path, [task(0, annotation("attack"), predictions=[7])])
    assert (done.judgments, done.suggestions) == (1, 0)


def test_predictions_with_their_result_are_suggestions(corpus: Corpus, tmp_path: Path) -> None:
    """Where an export has predictions in full, the last is the suggestion."""
    both = [annotation("testimony"), annotation("attack")]
    assert take(corpus, tmp_path, [task(0, predictions=both)]).suggestions == 1


def test_json_min_takes_nothing_away(corpus: Corpus, tmp_path: Path) -> None:
    """JSON_MIN may have one of two annotations, and no skipped one: those that are here stay."""
    both = [annotation("attack"), annotation("testimony", completed_by=2)]
    take(corpus, tmp_path, [task(0, *both), task(1, annotation(was_cancelled=True))])
    before = judged(corpus)
    done = take(corpus, tmp_path, [small(0, label="testimony", annotator=2)])
    assert (done.judgments, done.unchanged) == (0, 1)
    assert judged(corpus) == before


def test_a_cancelled_annotation_is_skipped(corpus: Corpus, tmp_path: Path) -> None:
    """`was_cancelled` is a skip, whatever was chosen before; an empty result is none of the labels."""
    take(
        corpus,
        tmp_path,
        [task(0, annotation("attack", was_cancelled=True)), task(1, annotation())],
    )
    first, second, _ = judged(corpus)
    assert (first["1"].skipped, first["1"].labels) == (True, frozenset())
    assert (second["1"].skipped, second["1"].labels) == (False, frozenset())


def test_ground_truth_that_nobody_said_is_no_gold(corpus: Corpus, tmp_path: Path) -> None:
    """The tool sets `ground_truth` by itself: only what Dateline wrote as gold is gold."""
    done = take(corpus, tmp_path, [task(0, annotation("attack", ground_truth=True))])
    assert (done.judgments, done.rulings) == (1, 0)


def test_the_type_of_an_answer_is_a_text(corpus: Corpus, tmp_path: Path) -> None:
    """A list in its place is refused in one line."""
    odd = annotation("attack")
    odd["result"][0]["type"] = ["choices"]
    with pytest.raises(RecordError, match=r"expected choices, textarea, found \['choices'\]"):
        take(corpus, tmp_path, [task(0, odd)])


def test_choices_that_the_guidelines_do_not_have_are_refused(
    corpus: Corpus, tmp_path: Path
) -> None:
    """The tool takes choices that no project offers: they are refused by name, with their item."""
    rows = [task(0, annotation("attack")), task(1, annotation("atack"))]
    with pytest.raises(RecordError, match=r"item 2: .* found the label 'atack', .* give --map"):
        take(corpus, tmp_path, rows)
    assert take(corpus, tmp_path, rows, renamed={"atack": "attack"}).judgments == 2


def test_tasks_that_were_imported_twice_count_once(corpus: Corpus, tmp_path: Path) -> None:
    """The tool doubles the tasks of a file that is imported again: that says nothing new."""
    rows = [task(0, annotation("attack")), task(1, annotation())]
    again = [{**row, "id": row["id"] + 100} for row in rows]
    assert take(corpus, tmp_path, rows + again).judgments == 2


def test_doubled_tasks_double_no_sentence(tmp_path: Path) -> None:
    """Tasks of another's project become articles; those of a second upload are the same sentences."""
    rows = [task(number, annotation("attack"), file_upload="a.json") for number in range(3)]
    again = [{**row, "file_upload": "b.json"} for row in rows]
    with open_corpus(str(tmp_path / "new.db"), create=True) as corpus:
        done = take(corpus, tmp_path, rows + again)
        assert (done.articles, done.sentences, done.judgments) == (1, 3, 3)
        assert take(corpus, tmp_path, rows + again).judgments == 0


def test_who_and_when(corpus: Corpus, tmp_path: Path) -> None:
    """People of the tool are known by their e-mail, else by number; a change has its own time."""
    made, later = "2026-11-21T01:49:38.649313Z", "2026-11-21T02:00:00.000000Z"
    ana = annotation("attack", completed_by={"id": 3, "email": "ana@example.org"})
    ben = annotation(completed_by=4)
    times = {"created_at": made, "updated_at": made[:-2] + "9Z"}
    take(corpus, tmp_path, [task(0, ana | times, ben | times | {"updated_at": later})])
    said = judged(corpus)[0]
    assert {name: one.created for name, one in said.items()} == {
        "ana@example.org": made,
        "4": later,
    }


def test_a_judgment_that_was_changed_in_the_tool_is_its_annotators(
    corpus: Corpus, tmp_path: Path
) -> None:
    """What the tool gives back of ana's is hers; changed and changed back it is news each time."""
    said = Judgment("j", REFS[0], "ana", frozenset({"attack"}), created="2026-11-20T08:00:00+00:00")
    fill(corpus, Labelling((), (said,), (), ()))
    export_corpus(corpus, tmp_path / "out", "label-studio")
    rows = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    (ana,) = rows[0]["annotations"]
    times = {"created_at": "2026-11-21T01:00:00Z", "updated_at": "2026-11-21T01:00:00Z"}
    rows[0]["annotations"] = [{**ana, **times, "completed_by": 1}]
    assert take(corpus, tmp_path, rows).judgments == 0
    for hour, label in ((2, "testimony"), (3, "attack")):
        (one,) = rows[0]["annotations"]
        one["result"][0]["value"]["choices"] = [label]
        one["updated_at"] = f"2026-11-21T0{hour}:00:00Z"
        assert take(corpus, tmp_path, rows).judgments == 1
        assert labels(corpus)[0] == {"ana": [label]}


def test_the_interface_is_made_of_the_guidelines(tmp_path: Path) -> None:
    """Labels stand in it with their titles, escaped, and with keys; context and marks besides."""
    scheme = parse_guidelines('## Labels\n\n### `flood` — "Flood" & <more>\n\nWater?\n', "g")
    config = label_config(scheme)
    view = ElementTree.fromstring(config)  # noqa: S314 (our own)
    (flood,) = view.findall("Choices[@name='label']/Choice")
    assert flood.attrib == {"value": "flood", "hint": '"Flood" & <more>', "hotkey": "1"}
    assert [each.get("value") for each in view.findall("Text")] == ["$before", "$text", "$after"]
    assert view.find("Header").get("value") == "$title"  # type: ignore[union-attr]
    assert view.find("Choices[@name='unsure']/Choice") is not None
    assert view.find("TextArea[@name='comment']") is not None


def test_a_sentence_is_shown_with_its_neighbours(corpus: Corpus, tmp_path: Path) -> None:
    """A task has the article's title, and the sentences before and after the one to label."""
    export_corpus(corpus, tmp_path / "out", "label-studio")
    rows = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    assert rows[1]["data"] == {
        "text": "She ran.",
        "title": "Story 0",
        "before": "Shells fell.",
        "after": "Ten died.",
        "sentence": str(REFS[1]),
    }
    assert "completed_by" not in json.dumps(rows)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"data": {}}', "expected a JSON list"),
        ('[{"data": {"text": "Ten died.", "article_id": "story-0"}', "ends before its list"),
        ('[{"data": {"text": "Ten di', "ends before its list"),
        ('[{"data": 7}]', "field 'data': expected an object, found 7"),
        ('[{"data": {}}, {"data" {}}]', "field 'text': expected the sentence"),
        ('[{"data" {}, "x": "' + "y" * 99 + '"}]', "item 1: is no JSON: Expecting ':'"),
        ("[7]", "item 1: expected a JSON object, found 7"),
        (
            '[{"data": {"text": "x"}, "annotations": 7}]',
            "field 'annotations': expected a list of objects",
        ),
        (
            '[{"data": {"text": "x"}, "annotations": [{"result": [{"type": "rating"}]}]}]',
            "expected choices, textarea, found 'rating'",
        ),
    ],
)
def test_a_broken_export_is_one_clear_error(
    corpus: Corpus, tmp_path: Path, text: str, reason: str
) -> None:
    """What is cut short, or of a wrong type, is said with its item, and nothing of it is taken in."""
    path = tmp_path / "export.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatelineError, match=reason):
        import_corpus(corpus, path, "label-studio")
    assert labels(corpus) == [{}, {}, {}]


def test_another_tools_file_is_named(corpus: Corpus, tmp_path: Path) -> None:
    """A file of another format than said is refused with the format that it looks like."""
    export_corpus(corpus, tmp_path / "out", "label-studio")
    with pytest.raises(SourceError, match="like label-studio; give --format label-studio"):
        import_corpus(corpus, tmp_path / "out" / "tasks.json", "prodigy")
