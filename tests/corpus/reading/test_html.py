"""HTML pages: what of them becomes the article, and what they say of themselves."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.errors import DatelineError, RecordError, SourceError
from dateline.corpus.nouns import Article
from dateline.corpus.reading import ReadPage, read_file
from dateline.corpus.reading.html import page_of_html
from dateline.corpus.reading.html_marks import marks_of
from dateline.corpus.reading.html_metadata import iso_date
from dateline.corpus.reading.limits import MOST_BYTES
from dateline.corpus.reading.sources import SourceFile
from dateline.corpus.records import ArticleRow

from .html_pages import TEMPLATES, HtmlPage, pages

BODY = (
    "<p>Shells fell on the market of Ordesk at noon, and three people died, the mayor said.</p>"
    "<p>Nobody claimed the attack, which was the second in a week on the eastern bank.</p>"
)


def read(path: Path) -> list[object]:
    return list(read_file(SourceFile(path, str(path), ".html")))


def articles(path: Path, text: str | bytes) -> list[Article]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return [row.article for row in read(path) if isinstance(row, ArticleRow)]


def body(article: Article) -> str:
    """The text of an article without its typed blocks."""
    pieces, position = [], 0
    for block in article.blocks:
        pieces.append(article.text[position : block.start])
        position = block.end
    return " ".join([*pieces, article.text[position:]])


def word_f1(truth: str, found: str) -> float:
    expected, got = Counter(truth.split()), Counter(found.split())
    both = (expected & got).total()
    return 2 * both / (expected.total() + got.total())


@pytest.mark.parametrize("name", [*TEMPLATES, "several"])
def test_the_article_of_every_template_is_found(tmp_path: Path, name: str) -> None:
    """Title, author and date are right and the body has the article's words, whatever surrounds it."""
    path = tmp_path / "page.html"
    for page in pages(2):
        if page.template == name:
            check(page, articles(path, page.html))


def check(page: HtmlPage, found: list[Article]) -> None:
    assert [article.title for article in found] == [story.title for story in page.articles]
    for story, article in zip(page.articles, found, strict=True):
        assert article.author == story.author
        assert (article.published or "")[:10] == story.day
        assert word_f1(" ".join(story.paragraphs), body(article)) >= 0.98


def test_the_parts_of_a_page_partition_it(tmp_path: Path) -> None:
    """Every character of a page stands in exactly one part, and what is dropped has a reason."""
    path = tmp_path / "page.html"
    for page in pages(1):
        path.write_text(page.html, encoding="utf-8")
        (read_page,) = [item for item in read(path) if isinstance(item, ReadPage)]
        position = 0
        for part in read_page.page.blocks:
            assert part.start == position
            assert part.reason
            position = part.end
        assert position == len(read_page.page.text)


def test_lines_are_as_a_browser_shows_them() -> None:
    """White space is folded, soft hyphens are not seen, <br> and blocks end a line, <pre> keeps its."""
    page = page_of_html(
        "<p>Ex\u00adplo  sions\n were <b>heard</b>.<br>Two\u00a0died.<pre>a\n b</pre>".encode(), "x"
    )

    assert [line.text for line in page.lines or ()] == [
        "Explo sions were heard.",
        "Two\u00a0died.",
        "a",
        "b",
    ]
    assert all(page.text[line.start : line.end] == line.text for line in page.lines or ())


def test_what_nobody_sees_is_hinted_as_hidden() -> None:
    """Hidden parts are kept for --explain with their hint; scripts and styles are no text at all."""
    page = page_of_html(
        f"<style>p {{}}</style><script>x</script>{BODY}<div hidden><p>Not seen.</p></div>".encode(),
        "x",
    )

    assert [line.hint for line in page.lines or ()] == [None, None, "hidden"]


def test_a_page_that_is_all_chrome_by_its_names_is_read_all_the_same(tmp_path: Path) -> None:
    """A word of a class is not believed where it would take most of the prose away."""
    (found,) = articles(
        tmp_path / "a.html", f"<body class='with-sidebar'><div class='ads-sidebar'>{BODY}</div>"
    )

    assert found.text.count("\n\n") == 1


@pytest.mark.parametrize("tag", ["article", "div", "li"])
def test_a_front_page_holds_no_article(tmp_path: Path, tag: str) -> None:
    """Teasers of many stories are none; with an author or a date of its own the page is one."""
    teasers = "".join(
        f"<{tag}><h3><a href='/{town}'>Ferry sinks off the harbour of {town}</a></h3><p>The ferry had "
        f"left {town} at noon with nine people on board, and has not been heard of since.…</p></{tag}>"
        for town in ("Orrey", "Vintel", "Tolloway", "Quillan", "Sabela", "Grennick")
    )
    page = f"<h1>The Courier</h1><p>News from the coast.</p>{teasers}<footer>All rights.</footer>"

    assert articles(tmp_path / "a.html", page) == []
    assert articles(tmp_path / "b.html", f"<meta name=author content='Dana Ouverly'>{page}")


def test_a_long_part_named_after_its_author_is_no_byline(tmp_path: Path) -> None:
    """`author-12` on the whole article makes none of its short paragraphs a byline."""
    short = "<p>Nobody slept that night.</p>"
    more = "".join(
        f"<p>Ferry number {ferry} was still out at sea when the storm reached the harbour of {town}, "
        "and its crew of nine has not been heard of since, the port said.</p>"
        for ferry, town in enumerate(("Orrey", "Vintel", "Tolloway", "Quillan"), start=2)
    )
    text = f"<article class='post author-12'><h1>Ferry sinks</h1>{BODY}{short}{more}</article>"
    (found,) = articles(tmp_path / "a.html", text)

    assert found.blocks == ()
    assert "Nobody slept that night." in found.text


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("2031-05-17", "2031-05-17"),
        ("20310517", "2031-05-17"),
        ("2031-05-17T09:30:00Z", "2031-05-17T09:30:00+00:00"),
        ("2031-05-17 09:30", "2031-05-17T09:30:00"),
        ("2031-05-17T09:30:00+0200", "2031-05-17T09:30:00+02:00"),
        ("2031-05-17T99:99", "2031-05-17"),
        ("Sat, 17 May 2031 09:30:00 GMT", "2031-05-17T09:30:00+00:00"),
        ("2031-13-40", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_are_told_in_iso_form(said: str, iso: str | None) -> None:
    """A day stays a day, a time keeps its zone, and what says no day says none."""
    assert iso_date(said) == iso


@pytest.mark.parametrize(
    ("head", "title", "outlet"),
    [
        ("<title>Ferry sinks off Orrey - The Courier</title>", "Ferry sinks off Orrey", None),
        (
            "<meta property='og:title' content='Ferry sinks off Orrey | The Courier'>"
            "<meta property='og:site_name' content='The Courier'>",
            "Ferry sinks off Orrey",
            "The Courier",
        ),
        ("<meta name='twitter:title' content='Ferry &amp; tug'>", "Ferry & tug", None),
        (
            "<title>Ferry sinks off Orrey | World | The Courier</title><h1>Ferry sinks off Orrey</h1>",
            "Ferry sinks off Orrey",
            "The Courier",
        ),
        (
            "<title>The Courier: Ferry sinks off Orrey</title><h1><a href='/'>The Courier</a></h1>"
            "<h3>Ferry sinks off Orrey</h3>",
            "Ferry sinks off Orrey",
            "The Courier",
        ),
        ('<script type="application/ld+json">{"@type": broken</script>', "", None),
    ],
)
def test_titles_are_without_the_name_of_the_site(
    tmp_path: Path, head: str, title: str, outlet: str | None
) -> None:
    """The name of the outlet is the source, not a part of the headline; broken JSON-LD is no harm."""
    (found,) = articles(tmp_path / "a.html", f"<head>{head}</head><body>{BODY}")

    assert (found.title, found.source) == (title, outlet)


@pytest.mark.parametrize(
    ("said", "author"),
    [
        ("<meta name=author content='By Imre Castellane, Staff Writer'>", "Imre Castellane"),
        ("<meta name=author content='Dana Ouverly, AP'>", "Dana Ouverly"),
        ("<meta name=author content='Dana Ouverly, Jonas Ekwale'>", "Dana Ouverly, Jonas Ekwale"),
        ("<meta name=author content='https://courier.example/people/7'>", None),
        ("<div class=author>Автор: Пётр Долинин</div>", "Пётр Долинин"),
    ],
)
def test_authors_are_names_without_their_posts(
    tmp_path: Path, said: str, author: str | None
) -> None:
    """What a person does and for whom is no part of the name; an address is none."""
    (found,) = articles(tmp_path / "a.html", f"{said}<h1>Ferry sinks off Orrey</h1>{BODY}")

    assert found.author == author


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ad-slot", "aside"),
        ("topAd", "aside"),
        ("relatedStories", "aside"),
        ("css-1Ad0Gx", None),
        ("qzADx", None),
        ("read-along", None),
    ],
)
def test_names_that_tools_made_up_say_nothing(name: str, hint: str | None) -> None:
    """A class is read word by word; letters that happen to make a word in a made-up name are none."""
    assert marks_of("div", [("class", name)]).hint == hint


def test_a_paragraph_that_can_be_pointed_at_is_no_link(tmp_path: Path) -> None:
    """<a name> and links within the page lead nowhere else: what stands in them is text."""
    text = "<h1>Ferry sinks</h1>" + BODY.replace("<p>", "<p><a name='x'>", 1)
    (found,) = articles(tmp_path / "a.html", text.replace("</p>", "</a></p>", 1))

    assert found.text.count("\n\n") == 1


def test_language_and_address_are_told(tmp_path: Path) -> None:
    """The language is that of the page, the address its canonical one; a relative one is none."""
    text = f"<html lang='en-GB'><link rel=canonical href='https://a.example/x'><body>{BODY}"
    (found,) = articles(tmp_path / "a.html", text)
    assert (found.language, found.url) == ("en", "https://a.example/x")

    (found,) = articles(tmp_path / "b.html", f"<link rel=canonical href='/x'><body>{BODY}")
    assert (found.language, found.url) == (None, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds nothing to read"),
        ("<html><body></body></html>", "holds no article"),
        ("<p>" + "<div>" * 1_000_000 + "x", "nests its elements more than 256 deep"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "is no text that Dateline can"),
    ],
)
def test_a_page_that_cannot_be_read_is_named(tmp_path: Path, text: str | bytes, said: str) -> None:
    """Nothing, no article, a million nested tags, no text: one line says so, nothing is raised."""
    path = tmp_path / "a.html"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (wrong,) = [item for item in read(path) if isinstance(item, RecordError)]

    assert said in str(wrong)


def test_a_page_of_many_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The limit is asked of the file's size: such a page is never held in memory."""
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    with pytest.raises(SourceError, match="MB, and a page may have"):
        read(path)


def test_nothing_is_fetched_and_no_file_is_opened(tmp_path: Path) -> None:
    """Entities, DTDs and addresses in a page stay what they are: text."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET", encoding="utf-8")
    text = (
        f"<!DOCTYPE html SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY s SYSTEM 'file://{secret}'>]>"
        f"<html><body>{BODY}<p>&s; is what stands here, and no more than that, all day.</p>"
    )
    (found,) = articles(tmp_path / "a.xhtml", text)

    assert "SECRET" not in found.text


@given(st.binary(max_size=400) | st.text(alphabet="<>/ap\"'=!-& \n\0\ud7ff", max_size=200))
def test_any_bytes_are_a_page_or_an_error(raw: bytes | str) -> None:
    """Whatever the bytes, reading them as HTML gives a page or says in one line why not."""
    data = raw if isinstance(raw, bytes) else raw.encode()
    with suppress(DatelineError):
        page = page_of_html(data, "x")
        assert all(page.text[line.start : line.end] == line.text for line in page.lines or ())


def test_what_a_tag_holds_is_cut_where_it_is_endless(tmp_path: Path) -> None:
    """Pictures written into a page and hundreds of thousands of attributes lose no text."""
    many = " ".join(f'a{number}="x"' for number in range(200_000))
    picture = "data:image/png;base64," + "A" * 11_000_000
    body = "<p>The river rose by two metres on Tuesday, and the harbour was closed to ships.</p>"
    page = f"<article><h1>Flood shuts the harbour</h1><img src='{picture}'><p {many}>{body * 3}"
    found = page_of_html(page.encode(), "flood.html")
    assert found.text.count("The river rose") == 3


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        (
            "<span>The army said that it had </span><span>fired.</span>",
            ["The army said that it had fired."],
        ),
        ("six people</a><a> were killed</a> on Monday", ["six people were killed on Monday"]),
        ("<b>ORDESK – </b><i>Six died on Monday.</i>", ["ORDESK – Six died on Monday."]),
        ("<b>Farida:</b><span>We hid.</span>", ["Farida:", "We hid."]),
        (
            "<span>Lena Marsh</span><span>3 June 2032 2:30 p.m.</span>",
            ["Lena Marsh", "3 June 2032 2:30 p.m."],
        ),
    ],
)
def test_a_sentence_with_marked_words_stays_whole(markup: str, lines: list[str]) -> None:
    """Parts that touch are lines of their own where they say who and when, not in a sentence."""
    page = page_of_html(f"<html><body><p>{markup}</p></body></html>".encode(), "a.html", record="")
    assert [line.text for line in page.lines or ()] == lines


def test_a_paragraph_beside_a_long_one_is_of_the_story(tmp_path: Path) -> None:
    """A story of one long paragraph with line breaks keeps the short ones that stand beside it."""
    told = BODY.replace("</p><p>", "<br><br>")
    page = f"<html><body><h1>Six dead</h1><div>{told}<p>He left at dawn.</p></div></body></html>"
    (article,) = articles(tmp_path / "a.html", page)
    assert article.text.endswith("He left at dawn.")
