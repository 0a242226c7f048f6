"""Tables: ours out and in again, those of spreadsheets and of other people, and what is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook

from dateline.corpus.errors import DatelineError, LossyExport, RecordError, SourceError
from dateline.corpus.formats import find_format, xlsx
from dateline.corpus.formats.labelled import LabelledArticle, LabelledSentence
from dateline.corpus.formats.told import Told
from dateline.corpus.guidelines import default_guidelines_text, parse_guidelines
from dateline.corpus.nouns import Article, Judgment, Ruling, SentenceRef, Suggestion

from .corpora import LABELS

SCHEME = parse_guidelines(default_guidelines_text(), "guidelines")
CARRIERS = ("csv", "xlsx", "parquet", "hf")
REF = SentenceRef("story", 0, 4)
ANA = Judgment("1", REF, "ana", frozenset({"attack"}), unsure=True, comment="=1+1", seconds=2.5)
BEN = Judgment("2", REF, "ben", frozenset(), skipped=True)
NOBODY = Judgment("3", REF, "cem", frozenset())
GOLD = Ruling(REF, frozenset({"attack", "statistic"}), "adjudicator")
MODEL = Suggestion(REF, frozenset({"attack"}), dict.fromkeys(LABELS, 0.25))


def article(text: str = "Rain", *judgments: Judgment, **more: Any) -> LabelledArticle:
    """Return an article of one sentence, and what is said of it."""
    said = {"ruling": None, "suggestion": None} | more
    sentence = LabelledSentence(REF, text, 0, judgments, said["ruling"], said["suggestion"])
    return LabelledArticle(Article("story", "=HYPERLINK(1)", text), (sentence,))


def written(form: str, folder: Path, *articles: LabelledArticle) -> Path:
    """Return a file or folder of these articles."""
    path = folder / f"table{find_format(form).suffix or ''}"
    if find_format(form).suffix is None:
        path.mkdir()
    write = find_format(form).write
    assert write is not None
    write(iter(articles), SCHEME, path)
    return path


def told(path: Path, form: str, labels: Collection[str] = LABELS) -> list[Told]:
    """Return what a file says."""
    read = find_format(form).read
    assert read is not None
    bundle = read(path)
    assert bundle.told_of is not None
    return list(bundle.told_of(labels))


def table(folder: Path, text: str, labels: Collection[str] = LABELS) -> list[Told]:
    """Return what a CSV file of this text says."""
    path = folder / "table.csv"
    path.write_bytes(text.encode())
    return told(path, "csv", labels)


def labels_of(rows: list[Told]) -> list[Any]:
    """Return the labels that each row says, None for one that says nothing."""
    return [row.says[0]["labels"] if row.says else None for row in rows]


@pytest.fixture(params=CARRIERS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_row_for_each_who_said_something(form: str, tmp_path: Path) -> None:
    """Judgments, gold, a model's word and a sentence that nobody judged are rows of their own."""
    bare = LabelledArticle(
        Article("b", "", "x"), (LabelledSentence(SentenceRef("b", 0, 1), "x", 0, (), None, None),)
    )
    path = written(form, tmp_path, article("Rain", ANA, BEN, ruling=GOLD, suggestion=MODEL), bare)
    rows = told(path, form)
    says = sorted(
        (row.says[0] for row in rows if row.says), key=lambda said: sorted(said.items(), key=str)[0]
    )
    assert {row.ref for row in rows} == {REF, SentenceRef("b", 0, 1)}
    assert [row.says for row in rows if row.ref != REF] == [()]
    assert {"labels": ["attack", "statistic"], "method": "adjudicator"} in says
    assert {"labels": ["attack"], "scores": dict.fromkeys(LABELS, 0.25)} in says
    ana, ben = ({"annotator": who} for who in ("ana", "ben"))
    ana |= {"labels": ["attack"], "skipped": False, "unsure": True, "comment": "=1+1"}
    ben |= {"labels": [], "skipped": True, "unsure": False, "comment": None}
    assert ana | {"seconds": 2.5, "created": None} in says
    assert ben | {"seconds": None, "created": None} in says
    assert len(says) == 4


@pytest.mark.parametrize(
    "text",
    [
        *("=cmd|' /C calc'!A0", "'=1", "''@x", "+49 30", "-5 %", "@name", "\ttab", "\rreturn"),
        *(
            "'quoted'",
            "#N/A",
            "_x0041_",
            "a_x005F_",
            "\x07bell\x0b",
            "＝1",
            'He said ""no"",',
            "a\r\nb",
        ),
    ],
)
def test_text_comes_back_to_the_letter(form: str, text: str, tmp_path: Path) -> None:
    """Formulas, apostrophes, control characters and Office's own escapes are text."""
    assert [row.text for row in told(written(form, tmp_path, article(text)), form)] == [text]


def test_a_spreadsheet_sees_no_formula(tmp_path: Path) -> None:
    """No cell of a CSV file begins as a formula does, and no cell of a workbook is one."""
    texts = ("=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1")
    made = [article(text, ANA) for text in texts]
    with written("csv", tmp_path, *made).open(encoding="utf-8-sig", newline="") as file:
        assert not [
            cell for row in csv.reader(file) for cell in row if cell[:1] in "=+-@\t\r＝" and cell
        ]
    sheet = load_workbook(written("xlsx", tmp_path, *made)).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_excel_takes_the_csv_for_utf_8(tmp_path: Path) -> None:
    """A byte order mark stands first."""
    assert written("csv", tmp_path, article()).read_bytes().startswith(b"\xef\xbb\xbfarticle,title")


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_every_locale(delimiter: str, encoding: str, tmp_path: Path) -> None:
    """Semicolons and tabs, byte order marks and encodings of Windows are read."""
    path = tmp_path / "table.csv"
    said = "The town’s “old” house burnt down on Monday – her neighbours said"
    text = f"text{delimiter}label\r\n{said}{delimiter}attack\r\n"
    path.write_bytes(text.encode(encoding))
    (row,) = told(path, "csv")
    assert (row.text, row.says[0]["labels"]) == (said, ["attack"])


def test_lines_that_excel_wrapped_in_quotes(tmp_path: Path) -> None:
    """A line that became one quoted cell is taken apart again."""
    rows = table(tmp_path, 'text,label\r\n"""Rain, they said"",attack"\r\nSun,none\r\n')
    assert [(row.text, *labels) for row, labels in zip(rows, labels_of(rows), strict=True)] == [
        ("Rain, they said", "attack"),
        ("Sun",),
    ]


def test_a_single_column_may_hold_what_separates_columns_elsewhere(tmp_path: Path) -> None:
    """A cell with a comma is a cell where there is one column, not a line that Excel wrapped."""
    (row,) = table(tmp_path, 'text\r\n"Rain, they said"\r\n')
    assert row.text == "Rain, they said"


@pytest.mark.parametrize(
    "text",
    [
        "text,label\nRain,attack\nSun,none\nRain,attack\nRain,\n",
        "text,label,coder\nRain,attack,ana\nRain,none,ben\nSun,none,ana\nRain,attack,ana\n",
        "text,label,doc_id\nRain,attack,7\nSun,none,7\nRain,none,7\n",
        "text,label,doc_id\nRain,attack,7\nSun,,7\nRain,none,7\n",
    ],
)
def test_a_sentence_may_be_told_again(text: str, tmp_path: Path) -> None:
    """With the same labels, by another annotator, or where its article may hold it twice."""
    assert len(table(tmp_path, text)) == text.count("\n") - 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('text,label\nRain,"attack\n', "line 2: is no CSV row: unexpected end of data"),
        ("text,label\nRain", "line 2: has 1 cells where the header has 2"),
        ("text,label\nRain,a,b\n", "line 2: has 3 cells"),
        ("", "is empty"),
        ("a,b\n1,2\n", "needs one called text or sentence"),
        ("text,sentence,label\n", "columns text and sentence, and only one"),
        ("text,doc_id,article,label\n", "columns doc_id and article, and only one"),
        ("text,user,coder,label\n", "columns user and coder, and only one"),
        ("text,label,labels\n", "columns label and labels, and only one"),
        (
            "text,Label,label \n",
            "columns 'Label' and 'label ', which differ in case or blanks alone",
        ),
        ("text,label,label\n", "several columns called 'label'"),
        ("text,label,attack\n", "labels in 'label' and in columns of their own (attack)"),
        ("text,category\n", "no column of labels among 'text', 'category'; allowed are label"),
        ("text,annotator\n", "no column of labels"),
        ("text,label\nRain,attack|a;b\n", "joined by | and ;; use one of them"),
        ("text,label\nRain,attack\nRain,statistic\n", "and the row before says attack of the same"),
        ("text,doc_id,label\nRain,7,attack\nRain,7,statistic\n", "joined by |, or say in a column"),
        ("text,label\nRain,attack\nRain,none\n", "found none, and the row before says attack of"),
        ("text,attack,doc_id\nRain,0,7\nRain,1,7\n", "found attack, and the row before says none"),
        (
            "text,label\nRain,attack\nSun,none\nRain,none\n",
            "line 4: field 'label': found none, and",
        ),
        (
            "text,label,coder\nIt  rains,attack,ana\nSun,none,ana\nIt rains,statistic,ana\n",
            "an earlier row says otherwise of the same sentence",
        ),
        ("text,attack,statistic\nRain,1,\n", "field 'statistic': is empty where other labels"),
        ("text,attack\nRain,x\n", "field 'attack': found 'x', allowed are 1, 0 and nothing"),
        ("text,label\nRain,1\n", "say which one it answers, such as --map 1=LABEL"),
        ("text,label,user\nRain,attack,\n", "field 'user': is empty; write who"),
        ("text,label,user,seconds\nRain,attack,ana,long\n", "field 'seconds': expected a number"),
        ("text,kind,sentence\nRain,opinion,a:0-4\n", "field 'kind': found 'opinion'"),
        ("text,kind,sentence,label_attack\nRain,,a:0-4,1\n", "field 'kind': is empty and the row"),
        ("text,kind,sentence,label_attack\nRain,gold,a:0-4,\n", "field 'label_attack': holds noth"),
    ],
)
def test_what_cannot_be_understood_is_refused(text: str, said: str, tmp_path: Path) -> None:
    """One line says where it stands, what was found and what is allowed; nothing is guessed."""
    with pytest.raises((SourceError, RecordError)) as caught:
        table(tmp_path, text)
    assert said in str(caught.value)
    assert "table.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        *(("attack", ["attack"]), ("", None), ("none", []), ("[]", []), ("other", ["other"])),
        *((f"attack{mark}statistic", ["attack", "statistic"]) for mark in ("|", "#", " ; ")),
        ('"attack, statistic"', ["attack", "statistic"]),
    ],
)
def test_labels_in_one_cell(cell: str, labels: list[str] | None, tmp_path: Path) -> None:
    """One, several, none of them, or nothing said: four different things. The core refuses others."""
    assert labels_of(table(tmp_path, f"sentence,Labels\nRain,{cell}\n")) == [labels]


def test_labels_in_a_column_each(tmp_path: Path) -> None:
    """All 0 is none of the labels, all empty is not judged; the case of a header does not matter."""
    rows = table(tmp_path, "text,Attack,label_statistic\na,1,0\nb,0,0\nc,,\n,,\n")
    assert labels_of(rows) == [["attack"], [], None]


def test_yes_and_no_to_one_label(tmp_path: Path) -> None:
    """1 and 0 answer the one label of the guidelines, or the one that --map names."""
    assert labels_of(table(tmp_path, "text,label\na,1\nb,0\n", ["flood"])) == [["flood"], []]
    assert labels_of(table(tmp_path, "text,label\na,1\nb,0\n", [*LABELS, "1"])) == [["1"], []]


@pytest.mark.parametrize("article_column", ["article_id", "doc_id", "document", "article"])
@pytest.mark.parametrize("annotator_column", ["annotator", "annotator_id", "user", "coder"])
def test_columns_by_their_usual_names(
    article_column: str, annotator_column: str, tmp_path: Path
) -> None:
    """Article, annotator, facts of the article and columns that mean nothing to us are kept."""
    head = f"id,{article_column},{annotator_column},title,text,label,region\n"
    (row,) = table(tmp_path, head + "7,a1,ana,Storm,Rain,attack,north\n")
    assert (row.article, row.sequence, row.about["title"]) == ("a1", "ana", "Storm")
    more = {"their_id": "7", "region": "north"}
    assert row.says == ({"labels": ["attack"], "annotator": "ana"} | more,)


def test_people_may_judge_in_the_table(tmp_path: Path) -> None:
    """A name and labels in a row that nobody had judged are a judgment."""
    head = "text,kind,annotator,label_attack,sentence,notes\n"
    (row,) = table(tmp_path, head + "Rain,,ana,1,a:0-4,look again\n")
    assert row.says[0]["annotator"] == "ana"
    assert row.says[0]["labels"] == ["attack"]
    assert row.says[0]["notes"] == "look again"


def test_a_foreign_workbook(tmp_path: Path) -> None:
    """Numbers are numbers or names as needed, empty sheets and rows are passed over."""
    book = Workbook()
    sheet = book.worksheets[0]
    for cells in (["doc_id", "text", "label", None], [7, "Rain", "attack"], [], [8.0, 12, None, 1]):
        sheet.append(cells)
    book.create_sheet("empty")
    book.save(tmp_path / "table.xlsx")
    rows = told(tmp_path / "table.xlsx", "xlsx")
    assert [(row.article, row.text) for row in rows] == [("7", "Rain"), ("8", "12")]
    other = book.create_sheet("notes")
    other.append(["something", "else"])
    book.save(tmp_path / "table.xlsx")
    with pytest.raises(SourceError, match="different columns .see 'notes'"):
        told(tmp_path / "table.xlsx", "xlsx")


def test_a_workbook_goes_on_in_a_second_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a sheet cannot hold stands in the next, under the same header."""
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    path = written("xlsx", tmp_path, *(article(f"Rain {number}") for number in range(5)))
    assert [sheet.max_row for sheet in load_workbook(path).worksheets] == [3, 3, 2]
    assert [row.text for row in told(path, "xlsx")] == [f"Rain {number}" for number in range(5)]


def test_a_cell_holds_so_much(tmp_path: Path) -> None:
    """A text longer than a cell is refused, where others would cut it."""
    written("xlsx", tmp_path, article("x" * 32_767))
    with pytest.raises(LossyExport, match="the text of the sentence 'story:0-4' has 32,768"):
        written("xlsx", tmp_path, article("x" * 32_768))


def test_labels_of_earlier_guidelines_have_no_column(form: str, tmp_path: Path) -> None:
    """A label that the guidelines in force do not have stops the export by its name."""
    old = Judgment("1", REF, "ana", frozenset({"looting"}))
    with pytest.raises(LossyExport, match="story:0-4 has the label 'looting'"):
        written(form, tmp_path, article("Rain", old))


def test_a_data_frame_gets_numbers(tmp_path: Path) -> None:
    """Flags are 1, 0 or missing, seconds and probabilities numbers, times text."""
    made = pq.read_table(written("parquet", tmp_path, article("Rain", ANA, BEN, NOBODY)))
    assert made["label_attack"].to_pylist() == [1, None, 0]
    assert made.schema.field("seconds").type == pa.float64()
    assert made.schema.field("created").type == pa.string()


def test_datasets_reads_the_folder(tmp_path: Path) -> None:
    """`load_dataset` reads all rows or one kind of them, with the names of the labels."""
    from datasets import ClassLabel, load_dataset

    path = written("hf", tmp_path, article("Rain", ANA, BEN, NOBODY, ruling=GOLD))
    cache = str(tmp_path / "cache")
    everything = load_dataset(str(path), cache_dir=cache)["train"]
    gold = load_dataset(str(path), "gold", cache_dir=cache)["train"]
    assert len(everything) == 4
    assert everything.features["labels"].feature == ClassLabel(names=list(LABELS))
    assert gold["labels"][:] == [[0, 3]]
    said = dict(zip(everything["annotator"], everything["labels"], strict=True))
    assert said == {"ana": [0], "ben": None, "cem": [], None: [0, 3]}


def test_a_foreign_data_set_has_names_behind_its_numbers(tmp_path: Path) -> None:
    """ClassLabel columns of `datasets` are read by name, -1 as nothing said."""
    from datasets import ClassLabel, Dataset, Features, Value

    features = Features({"text": Value("string"), "label": ClassLabel(names=list(LABELS))})
    Dataset.from_dict({"text": ["a", "b"], "label": [3, -1]}, features=features).to_parquet(
        tmp_path / "table.parquet"
    )
    assert labels_of(told(tmp_path / "table.parquet", "parquet")) == [["statistic"], None]


def test_json_lines_of_others(tmp_path: Path) -> None:
    """The keys of each line are its columns."""
    path = tmp_path / "table.jsonl"
    rows = [{"text": "a", "labels": ["attack"]}, {"sentence": "b", "label": None, "doc_id": 3}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = told(path, "jsonl")
    assert labels_of(found) == [["attack"], None]
    assert [row.article for row in found] == [None, "3"]


@pytest.mark.parametrize("form_name", ["xlsx", "parquet"])
def test_a_file_that_is_cut_off(form_name: str, tmp_path: Path) -> None:
    """Half a file is refused in one line, and so is a file of another kind."""
    path = written(form_name, tmp_path, *(article(f"Rain {n}", ANA) for n in range(50)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(DatelineError, match="table"):
        told(path, form_name)
    path.write_text("text,label\n")
    with pytest.raises(SourceError, match="is no"):
        told(path, form_name)


def test_a_workbook_that_does_not_fit_is_an_error_of_the_disk(
    tmp_path: Path, room: Callable[[int], AbstractContextManager[None]]
) -> None:
    """Whether the disk of the workbook is full or that of the sheets, which are written before it."""
    articles = [article(f"Rain {number}") for number in range(200)]
    write = find_format("xlsx").write
    assert write is not None
    with pytest.raises(OSError, match="No space left"):
        write(iter(articles), SCHEME, Path("/dev/full"))
    with room(4_000), pytest.raises(OSError, match="in "):
        write(iter(articles), SCHEME, tmp_path / "table.xlsx")


def json_lines(folder: Path, *rows: dict[str, Any]) -> list[Told]:
    """Return what JSON Lines of somebody else say."""
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return told(path, "jsonl")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"text": ["Rain", "Sun"]}, "field 'text': expected text, found ['Rain', 'Sun']"),
        ({"article": {"id": 1}}, "field 'article': expected text, found {'id': 1}"),
        ({"annotator": ["ana"]}, "field 'annotator': expected text, found ['ana']"),
        ({"label": {"choices": ["attack"]}}, "field 'label': expected text, found {'choices'"),
        (
            {"annotator": "ana", "seconds": 10**400},
            "field 'seconds': expected a number, found 1000",
        ),
    ],
)
def test_a_cell_of_another_kind_is_refused(
    cells: dict[str, Any], said: str, tmp_path: Path
) -> None:
    """A list is no sentence and no name, and what no float can hold is no duration."""
    with pytest.raises(RecordError) as caught:
        json_lines(tmp_path, {"text": "Rain", "label": "attack"} | cells)
    assert said in str(caught.value)


def test_lists_and_objects_are_kept_as_they_are(tmp_path: Path) -> None:
    """Columns that mean nothing to us may hold anything that JSON does; a number is kept as text."""
    more = {"spans": [[0, 4, "place", None]], "seen": {"by": ["ana"], "share": 0.5}, "batch": 7}
    (row,) = json_lines(tmp_path, {"text": "Rain", "label": "attack"} | more)
    assert row.says == ({"labels": ["attack"]} | more | {"batch": "7"},)


def test_a_list_in_a_table_of_ours_is_refused(tmp_path: Path) -> None:
    """Also where Parquet has one in the place of a text."""
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table({"text": [["Rain"]], "kind": [""], "sentence": ["story:0-4"]}), path)
    with pytest.raises(RecordError, match="line 1: field 'text': expected text, found"):
        told(path, "parquet")
