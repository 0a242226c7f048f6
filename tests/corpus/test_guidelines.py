"""The label scheme is read strictly; its digest follows the section `## Labels` and no other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import GuidelinesError
from dateline.corpus.guidelines import (
    Example,
    Label,
    default_guidelines_text,
    parse_guidelines,
    read_guidelines,
)

ROOT = Path(__file__).parents[2]
POLICE = ROOT / "tests" / "fixtures" / "india_police_guidelines.md"

BEFORE = "# Water\n\nRead slowly.\n\n"
LABELS = """\
## Labels

**Version:** 2.1

Each label is a question.

### `flood` — Flood

Water stands where it should not.
A tide counts.

So does a burst pipe.

**Yes:**

- “The river ‘took’ the road.” — A river
  left its bed.
- "Nobody could cross."
- Any water in a house.

**No:**

- “The dam is forty years old.”: No water.

**Hard cases:**

- “He said “wait” twice.” Nested marks.

### `Dry_2` - Drought and dust

No water.
"""
AFTER = "\n## Licence\n\nFree. **Yes:**\n\n### Not a label\n"
WATER = BEFORE + LABELS + AFTER


def parse(text: str) -> tuple[Label, ...]:
    return parse_guidelines(text, "water.md").labels


def digest(text: str) -> str:
    return parse_guidelines(text, "water.md").digest


# ------------------------------------------------------------------ what is read


def test_a_label_is_read_whole() -> None:
    """Heading, definition and lists of a label are read, with wrapped items joined."""
    flood = parse(WATER)[0]
    assert flood == Label(
        id="flood",
        title="Flood",
        definition="Water stands where it should not.\nA tide counts.\n\nSo does a burst pipe.",
        yes=(
            Example("The river ‘took’ the road.", "A river left its bed."),
            Example("Nobody could cross.", ""),
            Example(None, "Any water in a house."),
        ),
        no=(Example("The dam is forty years old.", "No water."),),
        hard=(Example("He said “wait” twice.", "Nested marks."),),
        line=11,
    )


def test_a_heading_and_a_definition_are_enough() -> None:
    """A label needs no lists, and its id keeps its case."""
    dry = parse(WATER)[1]
    assert (dry.id, dry.title, dry.definition) == ("Dry_2", "Drought and dust", "No water.")
    assert dry.yes == dry.no == dry.hard == ()


def test_the_version_and_the_text_are_kept() -> None:
    """The scheme states its version and keeps the file as it was; the version may be absent."""
    scheme = parse_guidelines(WATER, "water.md")
    assert (scheme.version, scheme.text, scheme.ids) == ("2.1", WATER, ("flood", "Dry_2"))
    assert parse_guidelines(WATER.replace("**Version:** 2.1", ""), "water.md").version is None


@pytest.mark.parametrize("dash", ["—", "–", "-"])
def test_three_dashes_are_accepted(dash: str) -> None:
    """An em dash, an en dash and a hyphen part the id from the title."""
    assert parse(WATER.replace("`flood` —", f"`flood` {dash}"))[0].title == "Flood"


def test_fenced_code_is_no_heading() -> None:
    """A file may show the form in fenced code, before the section and in it."""
    shown = f"````md\n```\n{LABELS}\n````\n\n"
    lines = shown.count("\n")
    moved = tuple(replace(label, line=label.line + lines) for label in parse(WATER))
    assert parse(shown + WATER + shown) == moved
    code = "\n~~~\n## Rivers\n### `x`\n**Yes:**\n~~~\n"
    inside = WATER.replace("\nNo water.\n", f"\nNo water.\n{code}")
    assert "### `x`" in parse(inside)[1].definition


@pytest.mark.parametrize("marks", ["“”", '""', "„“", "«»"])
def test_quotation_marks_of_several_languages_open_an_example(marks: str) -> None:
    """An item that begins with a double quotation mark is an example."""
    text = WATER.replace("- Any water in a house.", f"- {marks[0]}Wet.{marks[1]} — Yes.")
    assert parse(text)[0].yes[2] == Example("Wet.", "Yes.")


# ------------------------------------------------------------------ files


def test_a_byte_order_mark_and_other_line_ends_change_nothing_that_binds(tmp_path: Path) -> None:
    """A file saved on Windows has the same labels and digest, and another file digest."""
    path = tmp_path / "water.md"
    data = b"\xef\xbb\xbf" + WATER.replace("\n", "\r\n").encode()
    path.write_bytes(data)
    scheme, plain = read_guidelines(path), parse_guidelines(WATER, "water.md")
    assert (scheme.labels, scheme.digest) == (plain.labels, plain.digest)
    assert scheme.file_digest == hashlib.sha256(data).hexdigest() != plain.file_digest


def test_a_file_that_is_not_utf_8_is_refused_with_the_line(tmp_path: Path) -> None:
    """The first byte that is not UTF-8 is named with its line."""
    path = tmp_path / "water.md"
    path.write_bytes("# Eau\n\nété\n".encode("latin-1"))
    with pytest.raises(GuidelinesError, match="line 3: expected UTF-8, found the byte 0xe9; save"):
        read_guidelines(path)


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    """What cannot be read as a file is named."""
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(GuidelinesError, match=f"{path}: cannot be read"):
            read_guidelines(path)


# ------------------------------------------------------------------ digests


@given(before=st.text("ab# \n-*`", max_size=40), after=st.text("ab \n-*", max_size=40))
def test_edits_outside_the_section_do_not_bind(before: str, after: str) -> None:
    """Any text around the section leaves the digest as it is."""
    fences = [line for line in before.split("\n") if line.lstrip().startswith("```")]
    text = f"{before if not fences else ''}\n{LABELS}\n## End\n{after}"
    assert digest(text) == digest(WATER)


@given(
    blanks=st.lists(st.sampled_from(["", " ", "\t", "  \t"]), min_size=40, max_size=40),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    gap=st.integers(0, 3),
)
def test_white_space_that_nobody_sees_does_not_bind(blanks: list[str], end: str, gap: int) -> None:
    """Trailing blanks, line ends and longer runs of blank lines leave the digest as it is."""
    lines = LABELS.split("\n")
    padded = [line + blank for line, blank in zip(lines, blanks, strict=False)]
    loose = [line + (end + " ") * gap if not line.strip() else line for line in padded]
    assert digest(end.join(loose)) == digest(LABELS)


@given(place=st.integers(0), letter=st.sampled_from("xyzé!"))
def test_any_change_of_wording_inside_binds(place: int, letter: str) -> None:
    """A character added in the words of the section changes the digest."""
    words = [i for i in range(LABELS.index("Each"), len(LABELS)) if LABELS[i - 1].islower()]
    at = words[place % len(words)]
    try:
        changed = digest(LABELS[:at] + letter + LABELS[at:])
    except GuidelinesError:
        return  # it hit the form itself, which is refused
    assert changed != digest(LABELS)


def test_order_and_version_bind() -> None:
    """Another order of labels or another version is another scheme."""
    head, flood, dry = LABELS.split("### ")
    assert digest(f"{head}### {dry}\n### {flood}") != digest(LABELS)
    assert digest(LABELS.replace("2.1", "2.2")) != digest(LABELS)


# ------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## Labels\n", "", r"line 1: expected the section '## Labels', found no such heading"),
        (
            "## Labels\n",
            "## labels\n",
            r"line 5: expected the section .*, found '## labels'; write",
        ),
        ("## Labels\n", "```\n## Labels\n", r"line 6: .* found '## Labels' in fenced code;"),
        ("## Licence", "## Labels", r"line 37: expected one section .* a second one after line 5;"),
        (
            "### `flood` — Flood",
            "## Rivers",
            r"line 5: expected a label, found none; add a heading",
        ),
        (
            "`Dry_2`",
            "`FLOOD`",
            r"line 33: expected a new label id, found 'FLOOD' again after .* 11",
        ),
        ("`flood` —", "flood —", r"line 11: expected a heading such as .*, found '### flood — Flo"),
        ("`flood` — Flood", "`flood`", r"line 11: expected a heading such as"),
        ("`flood`", "`2nd`", r"line 11: expected a heading such as .*; an id is a letter, then"),
        ("`flood`", f"`{'f' * 41}`", r"line 11: expected a heading such as"),
        ("### `flood`", "###`flood`", r"line 11: expected a heading such as"),
        ("So does", "#### More\nSo does", r"line 16: expected a heading such as .*, found '#### M"),
        (
            "\nNo water.\n",
            "",
            r"line 33: expected a definition below the heading, found none; say in",
        ),
        ("**No:**", "**Never:**", r"line 25: expected \*\*Yes:\*\* or .*, found '\*\*Never:\*\*';"),
        ("**No:**", "**No**:", r"line 25: expected \*\*Yes:\*\* or"),
        (
            "**No:**",
            "**No:** - “Dry.”",
            r"line 25: expected \*\*Yes:\*\* or .* line below the head",
        ),
        ("**No:**", "**Yes:**", r"line 25: expected each list once, found \*\*Yes:\*\* again;"),
        ("Each label", "**Yes:**\nEach label", r"line 9: expected a label heading first, found \*"),
        ("- Any water", "Any water", r"line 23: expected a list item, found 'Any water in a house"),
        ("- Any water", "  - Any water", r"line 23: expected a list item, found '  - Any water"),
        ("- Any water", "1. Any water", r"line 23: expected a list item"),
        (
            "- Any water in a house.",
            "-",
            r"line 23: expected a list item, found '-'; begin an item",
        ),
        (
            "- “The dam is forty years old.”: No water.",
            "",
            r"line 25: expected a list item below, ",
        ),
        ('cross."', "cross.", r"line 22: expected a closing \", found '\"Nobody could cross.'; cl"),
        ("twice.”", "twice.", r"line 31: expected a closing ”"),
        ("Nobody could", 'Nobody "could', r"line 22: expected one quoted sentence"),
        ("“The dam is forty years old.”", "“”", r"line 27: expected one quoted sentence, then the"),
        (
            "“The dam is forty years old.”",
            '"Nobody could cross."',
            r"line 11: expected a sentence u",
        ),
    ],
)
def test_a_broken_form_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    """Each break of the form names file, line, what was expected and found, and what to do."""
    assert old in WATER
    with pytest.raises(GuidelinesError, match=f"^water.md, {message}") as caught:
        parse(WATER.replace(old, new, 1))
    assert "\n" not in str(caught.value)


def test_fifty_labels_are_the_most() -> None:
    """Fifty labels are read and the fifty-first is refused at its line."""
    labels = [f"### `l{n}` — L\nIt is {n}.\n" for n in range(51)]
    assert len(parse("## Labels\n" + "".join(labels[:50]))) == 50
    with pytest.raises(GuidelinesError, match="line 102: expected at most 50 labels, found 51;"):
        parse("## Labels\n" + "".join(labels))


@given(
    st.lists(st.sampled_from([*LABELS.split("\n"), "```", "## X", "- “", "\ufeff", "\0", "   "]))
)
def test_any_heap_of_lines_is_read_or_refused(lines: list[str]) -> None:
    """Whatever the lines, the answer is a scheme with labels or a GuidelinesError."""
    try:
        sound = bool(parse_guidelines("\n".join(["## Labels", *lines]), "heap.md").ids)
    except GuidelinesError as error:
        sound = str(error).startswith("heap.md, line ")
    assert sound


# ------------------------------------------------------------------ the files that ship


def test_the_shipped_labels() -> None:
    """The one literal list of the shipped label ids: change it on purpose."""
    shipped = parse_guidelines(default_guidelines_text(), "annotation_guidelines.md")
    assert shipped.ids == ("attack", "testimony", "official_statement", "statistic")
    assert shipped == parse_guidelines(
        (ROOT / "annotation_guidelines.md").read_bytes().decode(), "annotation_guidelines.md"
    )


def test_the_shipped_examples_suffice_for_a_qualification_round() -> None:
    """Each shipped label has six explained sentences for yes and for no, and none stands twice."""
    shipped = parse_guidelines(default_guidelines_text(), "annotation_guidelines.md")
    for label in shipped.labels:
        for examples in (label.yes, label.no):
            assert sum(bool(example.text and example.note) for example in examples) >= 6
    texts = [e.text for la in shipped.labels for e in (*la.yes, *la.no, *la.hard) if e.text]
    assert len(texts) == len(set(texts))


def test_the_shipped_links_lead_somewhere() -> None:
    """Every link inside the shipped file names one of its headings."""
    text = default_guidelines_text()
    anchors = {
        line[3:].lower().replace(" ", "-").strip("?").replace(",", "").replace("?", "")
        for line in text.split("\n")
        if line.startswith("## ")
    }
    links = {part.split(")")[0] for part in text.split("](#")[1:]}
    assert links <= anchors


def test_another_corpus_brings_its_own_labels() -> None:
    """The file for IndiaPoliceEvents is read, ids as its data has them."""
    police = read_guidelines(POLICE)
    assert police.ids == ("KILL", "ARREST", "FAIL", "FORCE", "ANY_ACTION")
    assert all(label.yes and label.no for label in police.labels)


def test_the_other_corpus_has_just_these_labels(shared_data: Path) -> None:
    """The ids of the file are those of the IndiaPoliceEvents data."""
    with (shared_data / "india_police_events" / "sents.jsonl").open(encoding="utf-8") as rows:
        used = {label for row in rows for label in json.loads(row)["sent_labels"]}
    assert used == set(read_guidelines(POLICE).ids)
