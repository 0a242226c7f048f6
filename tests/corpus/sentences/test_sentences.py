"""Sentences: where they end, and what holds for every text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dateline.corpus.sentences import describe_sentences, sentence_spans, split_sentences
from dateline.corpus.sentences.lower_case import is_lower_cased

BAR = "‖"
LINES = Path(__file__).parents[2] / "fixtures" / "sentence_lines.txt"


def marked_lines() -> list[str]:
    """The invented lines, `‖` where a sentence ends inside."""
    lines = LINES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def marked(text: str, spans: list[tuple[int, int]]) -> str:
    """`text` with a bar after each sentence but the last."""
    for _, end in reversed(spans[:-1]):
        text = text[:end] + BAR + text[end:]
    return text


texts = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "  \n\n\t.....!?…؛؟۔。\"“”‘’'«»()[]–-0189aAbBiIU٣وقمل\r\u2028\u00a0😀e\u0301\x1c\x85"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=120,
)
WORDS = """The U.S. U.N. Aid army Lt. Gen. Ali left. left.” “We fled. he said. Dec. 16 p.m. … ...
(It over.) no. No. 2 J. online.Reuters al-Nusra قال د. المدينة. انتهت؟ ؛ وقال why? “Stop!” [Those"""
words = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=25).map(" ".join)


@pytest.mark.parametrize("line", marked_lines())
def test_invented_line(line: str) -> None:
    """An invented hard line is cut where a reader would cut it, and nowhere else."""
    text = line.replace(BAR, "")
    assert marked(text, sentence_spans(text)) == line


def test_marked_lines_of_real_news(shared_data: Path) -> None:
    """Boundary F1 on the hand-marked lines of real news is at least .985."""
    hits = false = missed = 0
    with (shared_data / "sentences" / "boundaries.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            found = {end for _, end in sentence_spans(row["text"])[:-1]}
            ends = set(row["ends"])
            hits += len(found & ends)
            false += len(found - ends - set(row["optional"]))
            missed += len(ends - found)
    assert 2 * hits / (2 * hits + false + missed) >= 0.985


def test_articles_split_by_others(shared_data: Path) -> None:
    """On 154 real articles, few sentence ends differ from those their labels were made on."""
    hits = found_in_all = ends_in_all = 0
    with (shared_data / "wire" / "articles.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            found = {end for _, end in sentence_spans(row["text"])}
            ends = {end for _, end in row["sentences"]}
            hits += len(found & ends)
            found_in_all += len(found)
            ends_in_all += len(ends)
    assert 2 * hits / (found_in_all + ends_in_all) >= 0.985


@pytest.mark.parametrize("blank", [" ", "\n"])
def test_lower_cased_corpus_is_not_returned_as_paragraphs(shared_data: Path, blank: str) -> None:
    """Lower-cased articles give within a tenth of the sentences that their authors found in them."""
    articles: dict[int, list[str]] = {}
    path = shared_data / "india_police_events" / "sents.jsonl"
    with path.open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            articles.setdefault(row["doc_id"], []).append(row["sent_text"].strip())
    found = sum(len(sentence_spans(blank.join(article))) for article in articles.values())
    assert found == pytest.approx(sum(map(len, articles.values())), rel=0.1)


def test_pages_are_split_as_their_lines_are(shared_data: Path) -> None:
    """The marked lines of real news, joined into one page, are cut where each is cut alone."""
    path = shared_data / "sentences" / "boundaries.jsonl"
    with path.open(encoding="utf-8") as rows:
        lines = [json.loads(row)["text"] for row in rows]
    page = "\n".join(lines)
    in_lines = [page[start:end] for start, end in sentence_spans(page)]
    assert in_lines == [line[s:e] for line in lines for s, e in sentence_spans(line)]


@pytest.mark.parametrize(
    "text",
    [
        "Published March 3, 2031‖ okundo: the bridge is open.‖ lorries came.‖ it rained.‖ we hid.",
        "the army left.‖ nobody came.‖ it rained.‖ the mill burned.‖ we hid.‖ Top Stories From Okundo",
        "Updated 3 March 2031‖ the army left.‖ nobody came.‖ it rained.‖ the mill of Okundo burned.",
        "the army of General Ali Hadi left.‖ nobody came.‖ it rained.‖ the mill burned.",
        "he was gone...‖ they wept.‖ the roads were free ... to dream of.‖ it rained.",
        "“we fled.‖ we hid.”‖ the army left.‖ nobody came.‖ â€œwe fled.â€\ufffd‖ he nodded.",
    ],
)
def test_lower_cased_text(text: str) -> None:
    """In a text without capitals, the page around it is told by the capitals it has kept."""
    assert marked(text.replace(BAR, ""), sentence_spans(text.replace(BAR, ""))) == text


@pytest.mark.parametrize(
    "blank", ["\u00a0", "\u2003", "\u2007", "\u202f", "\u205f", "\u3000", "\x1f"]
)
def test_every_blank_is_a_blank(blank: str) -> None:
    """A blank that does not break, or is wide or narrow, parts words and sentences like any other."""
    text = (
        f"The U.N.{blank}said so.{blank}Gen.{blank}Ali left at 3{blank}p.m.{blank}{blank}“We stay.”"
    )
    assert [text[s:e].replace(blank, " ") for s, e in sentence_spans(text)] == [
        "The U.N. said so.", "Gen. Ali left at 3 p.m.", "“We stay.”",
    ]  # fmt: skip


@given(st.one_of(texts, words), st.sampled_from(["split", "whole"]))
@example("“A b.\r\n\r\n“C d. E!” f. ", "whole")
def test_spans_partition_the_text(text: str, quotations: str) -> None:
    """Sentences are ordered, trimmed, inside one line, and hold every visible character once."""
    spans = sentence_spans(text, quotations=quotations)  # type: ignore[arg-type]
    cursor = 0
    for start, end in spans:
        assert cursor <= start < end <= len(text)
        assert not text[cursor:start].strip()
        sentence = text[start:end]
        assert sentence == sentence.strip()
        assert len(sentence.splitlines()) == 1
        cursor = end
    assert not text[cursor:].strip()


@given(st.one_of(texts, words))
def test_lines_do_not_touch_each_other(text: str) -> None:
    """The lines of an article, each split alone, give the article's sentences.

    It holds for lines that are cased as their article is: lower case is told by the article.
    """
    lines = text.splitlines(keepends=True)
    if any(is_lower_cased(line) != is_lower_cased(text) for line in lines):
        return
    offset = 0
    alone = []
    for line in lines:
        alone += [(offset + start, offset + end) for start, end in sentence_spans(line)]
        offset += len(line)
    assert alone == sentence_spans(text)


@given(words)
def test_whole_quotations_only_join(text: str) -> None:
    """Keeping quotations whole removes ends and adds none."""
    split = {end for _, end in sentence_spans(text)}
    assert {end for _, end in sentence_spans(text, quotations="whole")} <= split


@pytest.mark.parametrize(
    "line",
    [
        "“They came. They shot. We ran,” she said.‖ He nodded.",
        "He said: “We will fight. We will win.”‖ The crowd cheered.",
        '"It was dark. I hid," said Omar.‖ "Then nothing. Nobody came."',
        "“A forgotten mark.‖ The story goes on.‖ It ends.",
    ],
)
def test_quotations_whole(line: str) -> None:
    """With `whole`, a closed quotation is one sentence with its attribution; an open one is not."""
    text = line.replace(BAR, "")
    assert marked(text, sentence_spans(text, quotations="whole")) == line


def test_offsets_are_code_points() -> None:
    """Emoji and combining marks count as Python counts them."""
    text = "😀 Cafe\u0301 burned. \U0001f1f8\U0001f1fe He left."
    first, second = split_sentences("a", "😀 Cafe\u0301 burned. He left.")
    assert (first.start, first.end, second.start) == (0, 15, 16)
    assert split_sentences("a", text)[0].start == 0


def test_paragraph_and_quotation() -> None:
    """Paragraphs are counted over lines that hold something; quoted means half of the letters."""
    text = "Head\n\n \n“We fled. We hid in it,” she said.\n\nShe told them “no” and left.\n"
    sentences = split_sentences("a", text)
    assert [(s.paragraph, s.in_quote) for s in sentences] == [
        (0, False), (1, True), (1, True), (2, False),
    ]  # fmt: skip
    assert text[sentences[1].start : sentences[1].end] == "“We fled."


def test_given_offsets_are_kept() -> None:
    """An article that brings its own offsets keeps them, in its order."""
    text = "One. Two.\n“Three.”"
    spans = [(10, 18), (0, 9)]
    found = describe_sentences("a", text, spans)
    assert [(s.start, s.end, s.paragraph, s.in_quote) for s in found] == [
        (10, 18, 1, True),
        (0, 9, 0, False),
    ]


@pytest.mark.parametrize("text", ["", " \n\t\n\u00a0", "\n"])
def test_nothing_gives_nothing(text: str) -> None:
    """A text without a visible character has no sentences."""
    assert split_sentences("a", text) == ()


@pytest.mark.parametrize(
    "piece",
    [".", "a.", ". ", "“", "‘a ", "'a' ", '. " ', "A. “B", "!?", "a.B", "[1]", ".)", ". 🕊 ", "🕊"],
)
def test_long_lines_take_linear_time(piece: str) -> None:
    """A line of a hundred thousand hard pieces is split without hanging."""
    text = piece * 100_000
    spans = sentence_spans(text)
    assert spans[-1][1] == len(text.rstrip())
    assert len(split_sentences("a", text)) == len(spans)
