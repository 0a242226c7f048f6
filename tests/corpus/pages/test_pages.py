"""Pages: blocks that partition them, and the articles found in them."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.pages import (
    DEFAULT,
    FoundArticle,
    Known,
    Line,
    Page,
    Pattern,
    Patterns,
    lines_of,
    read_page,
)
from dateline.corpus.pages.boilerplate import boilerplate_reason
from dateline.corpus.pages.boilerplate_phrases import PHRASES
from dateline.corpus.pages.dates import published_on
from dateline.corpus.pages.paragraphs import Paragraph

GOLDEN = Path(__file__).parents[2] / "golden" / "pages"
PAGES = sorted(GOLDEN.glob("*.txt"))
UNWRAPPED = "unwrapped"


def read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def as_golden(page: Page) -> dict[str, Any]:
    """Return a page as its golden file has it: its blocks with their words, its articles."""
    return {
        "blocks": [
            [block.kind, block.article, block.reason, page.text[block.start : block.end].strip()]
            for block in page.blocks
        ],
        "articles": [
            {
                "title": article.title,
                "author": article.author,
                "agency": article.agency,
                "place": article.place,
                "published": article.published,
                "source": article.source,
                "span": [article.start, article.end],
                "repairs": list(article.repairs),
                "blocks": [[article.text[start:end], kind] for start, end, kind in article.blocks],
            }
            for article in page.articles
        ],
    }


def body_of(article: FoundArticle) -> list[str]:
    """Return the paragraphs of an article that are none of its typed blocks."""
    typed = {(block.start, block.end) for block in article.blocks}
    found, offset = [], 0
    for line in article.text.split("\n\n"):
        if (offset, offset + len(line)) not in typed:
            found.append(line)
        offset += len(line) + 2
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_golden_pages(path: Path) -> None:
    """Every invented page is read as its golden file says."""
    golden = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert as_golden(read_page(read(path))) == golden


def test_there_are_pages_of_many_kinds() -> None:
    """Every golden page has its golden file, and there are at least 25 of them."""
    assert len(PAGES) >= 25
    assert {path.stem for path in PAGES} == {path.stem for path in GOLDEN.glob("*.json")}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_an_article_read_again_is_the_same(path: Path) -> None:
    """An article's own text below its title is a page with this article and no other."""
    for article in read_page(read(path)).articles:
        again = read_page(f"{article.title}\n\n{article.text}" if article.title else article.text)
        assert [found.text for found in again.articles] == [article.text]
        (found,) = again.articles
        assert (found.title, found.blocks) == (article.title, article.blocks)
        assert (found.place, found.agency) == (article.place, article.agency)


FIRST = (
    "The bridge has been closed since Sunday, when mortar fire hit the eastern bank of the river.",
    "The mayor said that nobody was hurt. He did not know when the bridge would be opened again.",
    "Two boats carry people across the river until then, the mayor said, and a third is on its way.",
)
SECOND = "The mill burned for nine hours before the firemen of three towns could put the fire out."


@pytest.mark.parametrize(
    "head",
    [
        ["Fire destroys the old mill in Sorrel", "FIRE DESTROYS THE OLD MILL IN SORREL"],
        ["Fire destroys the old mill in Sorrel", "March 2, 2019"],
        ["Fire destroys the old mill in Sorrel", "By Dana Veld", "March 2, 2019"],
    ],
)
def test_an_article_below_comments_is_none_of_them(head: list[str]) -> None:
    """A headline said twice, or with a day below it, ends the comments of the story above."""
    lines = [
        "Mortar fire closes a bridge",
        "March 3, 2019",
        *FIRST,
        "Leave a comment",
        *head,
        SECOND,
    ]
    first, second = read_page("\n\n".join(lines)).articles
    assert body_of(first) == list(FIRST)
    assert second.title == "Fire destroys the old mill in Sorrel"
    assert body_of(second) == [SECOND]


def test_a_reader_is_no_headline() -> None:
    """A name and a time of day among the comments begin no article."""
    lines = ["Mortar fire closes a bridge", "March 3, 2019", *FIRST, "Leave a Reply"]
    lines += ["An old man from the river bank", "March 4, 2019 at 5:12 pm", SECOND]
    lines += ["Dana Veld", "March 4, 2019", SECOND]
    (found,) = read_page("\n\n".join(lines)).articles
    assert body_of(found) == list(FIRST)


def test_numbers_that_count_articles_are_none_of_their_titles() -> None:
    """The numbers go where they count on; one that stands by itself is the title's own."""
    one = ["1. MORTAR FIRE CLOSES BRIDGE", f"TEL AMRAN (Reuters) - {FIRST[0]}", *FIRST[1:], "-----"]
    two = ["2. FIRE DESTROYS MILL", f"SORREL (AFP) - {SECOND}"]
    titles = [found.title for found in read_page("\n\n".join(one + two)).articles]
    assert titles == ["MORTAR FIRE CLOSES BRIDGE", "FIRE DESTROYS MILL"]
    (alone,) = read_page("\n\n".join(one)).articles
    assert alone.title == "1. MORTAR FIRE CLOSES BRIDGE"


def test_notes_to_editors_are_dropped() -> None:
    """What a press release tells newsrooms is no story; a note to a word of the story is."""
    lines = ["Mortar fire closes a bridge", "March 3, 2019", *FIRST, "*His name was changed"]
    lines += ["Notes to editors", "The charity has worked by the river since 2003."]
    lines += ["For interviews please contact: Dana Veld, press@river.example"]
    (found,) = read_page("\n\n".join(lines)).articles
    assert body_of(found) == [*FIRST, "*His name was changed"]


def test_a_place_in_a_line_of_its_own() -> None:
    """A place stands between the day and the story."""
    lines = ["Mortar fire closes a bridge", "26.02.2019", "TEL AMRAN, Norland", *FIRST]
    (found,) = read_page("\n\n".join(lines)).articles
    assert (found.place, found.published, found.author) == (
        "TEL AMRAN, Norland",
        "2019-02-26",
        None,
    )


def test_a_brief_without_a_dateline_is_an_article() -> None:
    """Below four short reports with their headlines, a headline needs no dateline."""
    lines = []
    for number, town in enumerate(("TEL AMRAN", "SORREL", "HARBY", "OSTEN")):
        lines += [f"Fire destroys {number + 3} mills in {town.title()}"]
        lines += [f"{town}, Norland (AP) - In {town.title()} {SECOND[:-1]} on day {number}."]
    lines += ["Mortar fire closes a bridge", *FIRST]
    found = read_page("\n\n".join(lines)).articles
    assert len(found) == 5
    assert (found[-1].title, body_of(found[-1])) == ("Mortar fire closes a bridge", list(FIRST))


def assert_holds(page: Page) -> None:
    """Check what is true of every page."""
    offset = 0
    for block in page.blocks:
        assert block.start == offset < block.end
        assert block.reason
        assert block.article is None or block.article < len(page.articles)
        offset = block.end
    assert offset == len(page.text)
    for number, article in enumerate(page.articles):
        lines = article.text.split("\n\n")
        assert all(lines)
        assert page.text[article.start : article.end].split()[0] == article.text.split()[0]
        assert page.text[article.start : article.end].split()[-1] == article.text.split()[-1]
        words = " ".join(
            page.text[block.start : block.end]
            for block in page.blocks
            if block.article == number and block.kind not in {"headline", "dropped"}
        )
        assert words.split() == article.text.split()
        for start, end, _ in article.blocks:
            assert article.text[start:end] in lines


LINES = st.sampled_from(
    [
        "",
        "\u00a0",
        "Home",
        "A bridge is closed in Tel Amran",
        "Mortar fire closes the only bridge into town",
        "By Dana Veld",
        "March 3, 2019",
        "TEL AMRAN, Norland (Reuters) – Mortar fire closed the only bridge on Sunday, officials said.",
        "“We counted eleven shells before noon,” the mayor said. He had not slept.",
        "The army said it had returned fire, and that it did not know who had opened it first.",
        "Smoke over the river, Tel Amran, Norland, March 3, 2019. REUTERS/Dana Veld",
        "NO WAY OUT",
        "(Reporting by Dana Veld; Editing by Ivo Marsh)",
        "This story has been corrected to show that there were eleven shells.",
        "Related articles",
        "We use cookies on our website. By continuing you agree.",
        "Leave a Reply",
        "***",
        "- an item of a list",
        "1. Summary",
        "Comments",
        "Who fired?",
        "Share",
    ]
)


@given(st.text())
def test_blocks_partition_any_text(text: str) -> None:
    """Every character of any text stands in exactly one block."""
    assert_holds(read_page(text))


@given(st.lists(LINES, max_size=30), st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", "\r"]))
def test_blocks_partition_any_page(lines: list[str], between: str) -> None:
    """What is true of every page is true of lines of all kinds in any order."""
    page = read_page(between.join(lines))
    assert_holds(page)
    assert read_page(page.text) == page


WHO = ["The mayor", "A baker", "Nobody", "The army", "Her sister", "One soldier", "The court"]
SAYS = ["said that", "had heard that", "did not believe that", "wrote that", "knew that"]
WHAT = ["the bridge was closed", "the mill would burn", "it was over", "flour came", "he lived"]
SENTENCE = st.builds("{} {} {}.".format, *map(st.sampled_from, (WHO, SAYS, WHAT)))


def stories(paragraphs: int, sentences: int) -> st.SearchStrategy[list[str]]:
    """Stories of at least so many paragraphs of so many sentences, none of which says it twice."""
    most = paragraphs + 4
    return st.lists(
        SENTENCE, min_size=paragraphs * sentences, max_size=most * sentences, unique=True
    ).map(
        lambda said: [" ".join(said[at : at + sentences]) for at in range(0, len(said), sentences)]
    )


STORY = st.integers(1, 5).flatmap(lambda sentences: stories(1, sentences))


@given(STORY, st.sampled_from(["\n", "\n\n", "\r\n\r\n"]), st.booleans())
def test_a_plain_story_loses_nothing(story: list[str], between: str, headline: bool) -> None:
    """Plain paragraphs, with or without a headline, are one article with all their words."""
    title = "Bakers of Dorvan go back to work" if headline else ""
    (article,) = read_page(between.join([title, *story] if headline else story)).articles
    assert article.title == title
    assert article.text.split("\n\n") == story
    assert article.blocks == ()


@given(stories(3, 6), st.integers(60, 80))
def test_a_wrapped_story_is_a_story(story: list[str], width: int) -> None:
    """Text that was wrapped at a column has the paragraphs that it had before."""
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in story)
    (article,) = read_page(wrapped).articles
    assert article.text.split("\n\n") == story
    assert article.repairs == (UNWRAPPED,)


def test_lines_are_numbered_by_code_points() -> None:
    """Lines end at every line break there is, and lines of white space only are none."""
    assert lines_of("a\r\n\u00a0\u2028 b \x85c") == [
        Line(0, 1, "a"),
        Line(6, 7, "b"),
        Line(9, 10, "c"),
    ]


def test_the_markup_is_believed() -> None:
    """A line's hint says what it is where the words do not: a heading, a caption, an aside."""
    marked = (
        ("Dorvan", "heading"),
        ("Noa Lind", "author"),
        ("The mill", "caption"),
        ("The mill of Dorvan burned on Friday. It had stood for a hundred years.", None),
        ("A list of all mills of Norland is on page nine.", "aside"),
        ("What now", "subheading"),
        ("Nobody knows yet who will build it up again.", None),
        ("First, said by a reader.", "comment"),
    )
    text = "\n".join(said for said, _ in marked)
    lines = [
        Line(line.start, line.end, line.text, hint)  # type: ignore[arg-type]
        for line, (_, hint) in zip(lines_of(text), marked, strict=True)
    ]
    page = read_page(text, lines=lines)
    assert [block.kind for block in page.blocks] == [
        "headline",
        "byline",
        "caption",
        "body",
        "dropped",
        "subheading",
        "body",
        "dropped",
    ]
    assert page.articles[0].author == "Noa Lind"


def test_what_is_known_fills_what_the_page_does_not_say() -> None:
    """The title, author, date and outlet of the mark-up stand in where the text is silent."""
    known = Known("The mill burns", "Noa Lind", "2017-05-05", "The Courier")
    (article,) = read_page("The mill of Dorvan burned on Friday.", known=known).articles
    assert (article.title, article.author) == ("The mill burns", "Noa Lind")
    assert (article.published, article.source) == ("2017-05-05", "The Courier")


def test_a_known_title_is_the_headline() -> None:
    """Of the lines above a story the one that says the known title is its headline."""
    text = "A mill\n\nSomething else entirely here\n\nThe mill of Dorvan burned on Friday."
    page = read_page(text, known=Known("A mill"))
    assert page.articles[0].title == "A mill"
    assert page.blocks[0].kind == "headline"


def test_added_patterns_come_first() -> None:
    """A pattern of the settings decides before the rules, and gives its own reason."""
    drop = Pattern.of("drop", r"^Weather:", "the weather of the Courier")
    text = "The mill of Dorvan burned on Friday.\n\nWeather: rain is expected all day long."
    assert len(read_page(text).articles[0].text.split("\n\n")) == 2
    page = read_page(text, patterns=Patterns((drop,)))
    assert page.articles[0].text == "The mill of Dorvan burned on Friday."
    assert (page.blocks[1].kind, page.blocks[1].reason) == ("dropped", "the weather of the Courier")


@pytest.mark.parametrize(("kind", "regex"), [("advert", "x"), ("drop", "(")])
def test_a_pattern_that_is_none_is_refused(kind: str, regex: str) -> None:
    """A kind that is not known, or an expression that is none, is refused in one line."""
    with pytest.raises(ValueError, match="pattern") as caught:
        Pattern.of(kind, regex)
    assert "\n" not in str(caught.value)


STORY_OF_A_MILL = (
    "The mill of Dorvan burned on Friday. It had stood for a hundred years.\n\n"
    "Nobody was hurt, the fire brigade said."
)


def test_a_last_line_without_a_stop_is_kept() -> None:
    """What a plain article ends with is its own, whether it ends in a full stop or not."""
    last = "Coordinates: 51.5, 7.4"
    (article,) = read_page(f"The mill burns\n\n{STORY_OF_A_MILL}\n\n{last}").articles
    assert body_of(article)[-1] == last


@pytest.mark.parametrize("author", ["Noa Lind", "Ivo Marsh"])
def test_who_the_author_is_is_no_part_of_the_story(author: str) -> None:
    """A last paragraph on the author goes; one on somebody else who writes is of the story."""
    told = "Noa Lind covers mills and rivers for the Courier."
    page = f"The mill burns down\n\nBy {author}\n\n{STORY_OF_A_MILL}\n\n{told}"
    (article,) = read_page(page).articles
    assert (told in body_of(article)) == (author != "Noa Lind")


def test_the_headline_shares_words_with_the_story() -> None:
    """Of the lines above a story, its headline is the one that tells the same, not the outlet's."""
    above = "The Kelmar Morning Courier\n\nWorld Politics Culture Weather\n\nWhat to do this week"
    (article,) = read_page(f"{above}\n\nFire takes Dorvan mill\n\n{STORY_OF_A_MILL}").articles
    assert article.title == "Fire takes Dorvan mill"


def test_no_page_has_no_article() -> None:
    """Nothing, and white space only, are pages without an article."""
    assert read_page("") == Page("", (), ())
    assert read_page(" \n\u00a0\n").articles == ()
    assert Patterns() == DEFAULT


def kinds(*paragraphs: str) -> dict[str, str]:
    """Return what each paragraph of a page is taken for."""
    page = read_page("\n\n".join(paragraphs))
    return {page.text[b.start : b.end].strip(): b.kind for b in page.blocks}


LEAD = "Shells fell on the bread market of Ordesk at noon on Tuesday, and six people died."
ENDING = "The mayor of the town asked both sides to let the ambulances through at once."


@pytest.mark.parametrize(
    "said",
    [
        "The desk spoke with 34 survivors.2",
        "Survivors described men in uniform.3, 4",
        "“They burned the mill,” one farmer said.¹",
        "قال رئيس البلدية إن ستة مدنيين قتلوا.\u200f",
        "הצבא הכחיש את הדברים.\u200f",
    ],
)
def test_a_note_or_an_unseen_mark_after_the_stop_hides_no_sentence(said: str) -> None:
    """A short paragraph is body although the number of a note or a mark of direction ends it."""
    assert kinds("Six dead in the market of Ordesk", LEAD, said, ENDING)[said] == "body"


def test_the_figures_of_a_table_stay() -> None:
    """A number among short lines, or above what it counts, is kept; the number of a page is not."""
    found = kinds(
        *("Six dead in the market of Ordesk", LEAD, "District", "Killed", "Ordesk", "12", "Sarn"),
        *("31", ENDING, "43", "people were killed in June alone, it said.", LEAD[:-1] + " there."),
        *("7", ENDING[:-1] + " and for all."),
    )
    assert [found[number] for number in ("12", "31", "43", "7")] == ["body"] * 3 + ["dropped"]


def test_what_a_mail_quotes_is_dropped() -> None:
    """Quoted lines, what leads to them and what a telephone adds are no part of the report."""
    quoted = "> Do we have anything on Ordesk? He sounded shaken."
    leads = "On Wed, 2 Jun 2032 at 10:01, Tom Hale <tom@desk.example> wrote:"
    found = kinds("Six dead in Ordesk", LEAD, ENDING, leads, quoted, "Sent from my phone")
    assert [found[said] for said in (leads, quoted, "Sent from my phone")] == ["dropped"] * 3


def test_what_an_agency_asks_of_its_clients_is_no_part_of_the_story() -> None:
    """A rule for broadcasters is dropped, whichever clients of the agency it speaks to."""
    asked = "NORTHERN CLIENTS PLEASE NOTE: MANDATORY EASTLAND LOGO"
    said = (
        "His clients please the crowd with songs, the singer's manager told the market's visitors."
    )
    found = kinds("Six dead in the market of Ordesk", asked, LEAD, said, ENDING)
    assert (found[asked], found[said]) == ("dropped", "body")


def test_a_list_at_the_end_of_a_story_stays_with_what_leads_to_it() -> None:
    """A line with a colon above the items of a list is body, at the end of a story too."""
    listed = ("Among the dead:", "_ Two children", "_ A nurse")
    found = kinds("Six dead in the market of Ordesk", LEAD, ENDING, *listed)
    assert {found[said] for said in listed} == {"body"}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Interview by Lena Marsh", "byline"),
        ("Propos recueillis par Lena Marsh", "byline"),
        ("מאת: דנה לוי", "byline"),
        ("3 червня 2032", "date"),
        ("3 ביוני 2032", "date"),
        ("3 de março de 2032", "date"),
    ],
)
def test_bylines_and_dates_in_more_words_and_languages(line: str, kind: str) -> None:
    """Who spoke with whom is a byline, and a day in the languages of more newsrooms a date."""
    assert kinds("Six dead in the market of Ordesk", line, LEAD, ENDING)[line] == kind


@pytest.mark.parametrize(
    "line",
    [
        "(This June 3 story has been corrected to say six, not sixteen)",
        "(This June 3 story has been refiled to mend a name in paragraph 2)",
        "• This article was amended on 4 June 2032 because it misspelled Rusk.",
    ],
)
def test_corrections_with_a_day_or_a_bullet(line: str) -> None:
    """What was put right is a correction with the day of the story in it, or a bullet before it."""
    assert kinds("Six dead in the market of Ordesk", LEAD, ENDING, line)[line] == "correction"


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("GMT+2", "+02:00"), ("UTC-3:30", "-03:30"), ("GMT", "+00:00"), ("+0300", "+03:00")],
)
def test_a_zone_may_tell_hours_alone(zone: str, offset: str) -> None:
    """The time of day has the zone that stands behind it, with minutes or without."""
    assert published_on(f"3 June 2032, 14:32 {zone}") == f"2032-06-03T14:32{offset}"


def test_a_short_story_wrapped_at_a_column_is_unwrapped() -> None:
    """Short lines around it, a byline and a list, do not hide that a story was wrapped."""
    told = textwrap.fill(f"{LEAD} {ENDING} Nobody had claimed the attack by nightfall.", 60)
    page = read_page(f"SIX DEAD IN ORDESK\nBy PETER LOWE\nDesk Writer\n\n{told}\n\nBest,\nJane\n")
    (article,) = page.articles
    assert UNWRAPPED in article.repairs
    assert LEAD in article.text


@pytest.mark.parametrize("dressed", ["{}", "{}:", "– {}", "[{}]", "{} …"])
def test_every_known_phrase_is_known_in_capitals_and_between_marks(dressed: str) -> None:
    """What is known as a whole is dropped for its reason, whatever marks stand around it."""
    for phrase, reason in PHRASES.items():
        line = dressed.format(phrase.upper())
        assert boilerplate_reason(Paragraph(0, len(line), line, None)) == reason, line
