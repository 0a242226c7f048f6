"""WebAnno TSV 3.3: what we write follows its rules, and what INCEpTION writes is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.corpus.errors import DatelineError, RecordError, SourceError
from dateline.corpus.formats import find_format, read_as
from dateline.corpus.formats.told import Told
from dateline.corpus.nouns import Judgment, Ruling, SentenceRef

from .test_tables import article, written

REF = SentenceRef("story", 0, 4)
LINES = r"""#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
#T_SP=webanno.custom.Label|value
#T_RL=webanno.custom.Link|role|BT_webanno.custom.Label


#Text=Officials 🙂 said 12 .
1-1	0-9	Officials	*[1]	PER[1]	official\_statement[2]|statistic[3]	_	_
1-2	10-12	🙂	_	_	official\_statement[2]|statistic[3]	_	_
1-3	13-17	said	_	_	official\_statement[2]|statistic[3]	_	_
1-4	18-20	12	_	_	official\_statement[2]|statistic[3]	_	_
1-5	21-22	.	_	_	official\_statement[2]|statistic[3]	_	_

#Text=Rain .
2-1	23-27	Rain	_	_	_	_	_
2-2	28-29	.	_	_	_	_	_

#Text=Fire
2-1	30-34	Fire	_	_	attack	_	_
""".replace("\t_\n", "\t_\t\n")


def read(folder: Path, text: str = LINES, file: str = "annotation/doc.txt/ana.tsv") -> list[Told]:
    """Return what the one file of a folder says."""
    path = folder / file
    path.parent.mkdir(parents=True)
    path.write_text(text)
    told = read_as(find_format("webanno-tsv"), folder).told
    assert told is not None
    return list(told())


def test_stacked_annotations_and_other_layers(tmp_path: Path) -> None:
    """Stacked labels, one over many tokens, one without a number; none and other layers aside."""
    rows = read(tmp_path)
    assert [row.text for row in rows] == ["Officials 🙂 said 12 .", "Rain .", "Fire"]
    assert [[said["labels"] for said in row.says] for row in rows] == [
        [["official_statement", "statistic"]],
        [],
        [["attack"]],
    ]
    assert {row.article for row in rows} == {"doc"}
    assert rows[0].says[0]["annotator"] == "ana"


def test_the_document_before_anybody_judged_is_nobodys(tmp_path: Path) -> None:
    """INCEpTION gives it beside the annotators' files: its sentences count, its labels do not."""
    rows = read(tmp_path, file="annotation/doc.txt/INITIAL_CAS.tsv")
    assert [row.text for row in rows] == ["Officials 🙂 said 12 .", "Rain .", "Fire"]
    assert [row.says for row in rows] == [(), (), ()]


def test_an_annotator_may_be_called_like_it(tmp_path: Path) -> None:
    """What we exported says itself who a file is of."""
    judgment = Judgment("1", REF, "INITIAL_CAS", frozenset({"attack"}))
    told = read_as(
        find_format("webanno-tsv"), written("webanno-tsv", tmp_path, article("Rain", judgment))
    ).told
    assert told is not None
    assert [said["annotator"] for row in told() for said in row.says] == ["INITIAL_CAS"]


def test_what_the_curator_settled_is_gold(tmp_path: Path) -> None:
    """Labels below curation/ are nobody's judgment."""
    rows = read(tmp_path, file="curation/doc.txt/CURATION_USER.tsv")
    assert [said for row in rows for said in row.says] == [
        {"labels": ["official_statement", "statistic"]},
        {"labels": ["attack"]},
    ]


def test_what_we_write(tmp_path: Path) -> None:
    """Two empty lines after the head, escapes, stacks, numbers, and offsets in UTF-16 units."""
    both = frozenset({"official_statement", "attack"})
    ana = Judgment("1", REF, "ana", both, comment="a|b_[1]\\->;*\n\tc", unsure=True)
    folder = written("webanno-tsv", tmp_path, article("🙂 a\\b", ana))
    lines = (folder / "annotation" / "story" / "ana.tsv").read_text().split("\n")
    comment = r"a\|b\_\[1\]\\\->\;\*\n\tc"
    said = "\t".join(
        rf"{first}[1]|{second}[2]"
        for first, second in (("attack", r"official\_statement"), ("yes", "yes"), (comment,) * 2)
    )
    assert lines[:5] == [
        *("#FORMAT=WebAnno TSV 3.3", "#T_SP=webanno.custom.Label|value|unsure|comment", "", ""),
        r"#Text=🙂 a\\b",
    ]
    assert lines[5:] == [
        *(f"1-1\t0-2\t🙂\t{said}\t", f"1-2\t3-4\ta\t{said}\t", f"1-3\t4-5\t\\\t{said}\t"),
        *(f"1-4\t5-6\tb\t{said}\t", ""),
    ]
    told = read_as(find_format("webanno-tsv"), folder).told
    assert told is not None
    (row,) = told()
    assert row.says[0]["comment"] == ana.comment
    assert (row.text, row.says[0]["unsure"]) == ("🙂 a\\b", True)


def test_none_skipped_and_unjudged_stay_three(tmp_path: Path) -> None:
    """None is `-`, skipped `?`, and a column of a sentence that was not judged `_`."""
    none = Judgment("1", REF, "ana", frozenset())
    skipped = Judgment("2", REF, "../up", frozenset(), skipped=True)
    folder = written(
        "webanno-tsv",
        tmp_path,
        article("Rain", none, skipped, ruling=Ruling(REF, frozenset(), "x")),
    )
    told = read_as(find_format("webanno-tsv"), folder).told
    assert told is not None
    said = {each.get("annotator"): each for row in told() for each in row.says}
    assert {who: (each["labels"], each.get("skipped")) for who, each in said.items()} == {
        "ana": ([], False),
        "../up": ([], True),
        None: ([], None),
    }
    assert not [file for file in tmp_path.rglob("*.tsv") if folder not in file.parents]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LINES.replace("webanno.custom.Label|value", "other|value"), "several layers with a value"),
        ("#FORMAT=WebAnno TSV 2.0\n", "expected #FORMAT=WebAnno TSV 3.3"),
        ("#FORMAT=WebAnno TSV 3.3\n\n\n#Text=a\n1-1\t0-1\ta\t\n", "has no layer of labels"),
        (
            LINES.replace("1-4	18-20	12	_	_	", "1-4	18-"),
            "line 11: expected a token with 8",
        ),
        (LINES.replace("#Text=Officials 🙂 said 12 .\n", ""), "line 7: expected a token"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str, tmp_path: Path) -> None:
    """Another version, no layer, half a line, a token before any text: one line says which."""
    with pytest.raises((SourceError, RecordError)) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)


def test_a_folder_without_documents(tmp_path: Path) -> None:
    """An empty folder is refused."""
    with pytest.raises(DatelineError, match="no .tsv below annotation"):
        list(read_as(find_format("webanno-tsv"), tmp_path).told())  # type: ignore[misc]
