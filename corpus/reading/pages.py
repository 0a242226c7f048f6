"""Pages of text become articles: what readers of pages yield, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..errors import RecordError
from ..nouns import Article, Origin, article_id
from ..pages import FoundArticle, Hint, Known, Line, Page, Patterns, UnreadPage, read_pages
from ..records import GIVEN, ArticleRow
from ..rows import RowReader
from .decoding import mend_mojibake
from .limits import MOST_LINES, too_many_lines
from .sources import STDIN, SourceFile, file_digest

__all__ = [
    "LaidOut",
    "PageText",
    "PassedOver",
    "ReadPage",
    "cut_pages",
    "lay_out",
    "page_of_paragraphs",
]


class PageText(NamedTuple):
    """A page of text as a reader took it out of a file, still to be cut into articles."""

    where: str
    """the file as the user knows it"""
    text: str
    digest: str
    """SHA-256 of the page's own bytes, as they were: see `Origin`"""
    lines: Sequence[Line] | None = None
    """with the hints of its mark-up; None for plain text"""
    known: Known | None = None
    """what is known of it beside the text"""
    record: str | None = None
    """which page of the file it is, as people read it; None where the file is one page"""
    repairs: tuple[str, ...] = ()
    """what was mended in the text before it came here, for example mojibake"""
    url: str | None = None
    language: str | None = None


class ReadPage(NamedTuple):
    """A page and the parts it was cut into; the rows of its articles follow it."""

    where: str
    digest: str
    page: Page
    record: str | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A part of a file that can hold no article, such as an image in a WARC file."""

    where: str
    record: str
    kind: str
    """its media type, or what else keeps it from being a page: "HTTP 404", "revisit" """


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Lines put together to the text of a page."""

    text: str
    lines: Sequence[Line]
    repairs: tuple[str, ...]
    """that mojibake was mended in them, where it was"""


def lay_out(lines: Sequence[tuple[str, Hint | None, bool]]) -> LaidOut:
    """Return lines as the text of a page; each has its hint, and whether it opens a paragraph."""
    joined, mended = mend_mojibake("\n".join(text for text, _, _ in lines))
    laid: list[Line] = []
    pieces: list[str] = []
    position = 0
    for text, (_, hint, opens) in zip(joined.split("\n"), lines, strict=bool(lines)):
        gap = "" if not pieces else "\n\n" if opens else "\n"
        start = position + len(gap)
        position = start + len(text)
        pieces += (gap, text)
        laid.append(Line(start, position, text, hint))
    return LaidOut("".join(pieces), laid, ("mojibake",) if mended else ())


def page_of_paragraphs(
    source: SourceFile, paragraphs: Sequence[tuple[str, Hint | None]], repairs: tuple[str, ...] = ()
) -> PageText:
    """Return the page of a document whose paragraphs are known, each with what its style says."""
    laid = lay_out([(text, hint, True) for text, hint in paragraphs])
    return PageText(
        source.where,
        laid.text,
        file_digest(source.path),
        lines=laid.lines,
        repairs=(*repairs, *laid.repairs),
    )


def cut_pages(
    found: Sequence[PageText], patterns: Patterns
) -> Iterator[list[ReadPage | ArticleRow | RecordError]]:
    """Yield of each page its parts, and then its articles or what is wrong with them."""
    unread = [
        UnreadPage(page.text, page.lines, page.known)
        for page in found
        if _lines(page) <= MOST_LINES
    ]
    pages = iter(read_pages(unread, patterns))
    for page in found:
        count = _lines(page)
        if count <= MOST_LINES:
            yield list(_rows(page, next(pages)))
        else:
            reason = too_many_lines(count)
            yield [RecordError(page.where, None, None, reason, record=page.record)]


def _lines(page: PageText) -> int:
    return page.text.count("\n") if page.lines is None else len(page.lines)


def _rows(found: PageText, page: Page) -> Iterator[ReadPage | ArticleRow | RecordError]:
    if found.where == STDIN and found.lines is None and not page.articles:
        typed = found.text.strip()
        if "\n" not in typed:  # what somebody typed is a sentence, whatever stands at its end
            start = found.text.index(typed)
            origin = Origin(found.digest, start, start + len(typed), None, found.repairs)
            alone = Article(article_id(typed), "", typed)
            yield ArticleRow(alone, None, GIVEN, found.where, None, origin)
            return
    yield ReadPage(found.where, found.digest, page, found.record)
    if not page.articles:
        reason = "holds no article; `dateline ingest --explain` shows what was taken for what"
        yield RecordError(found.where, None, None, reason, record=found.record)
    for number, article in enumerate(page.articles, start=1):
        record = found.record
        if len(page.articles) > 1:
            record = f"{record}, article {number}" if record else f"article {number}"
        try:
            yield _row(found, article, record)
        except RecordError as error:
            yield error


def _row(found: PageText, article: FoundArticle, record: str | None) -> ArticleRow:
    texts: dict[str, Any] = {
        "title": article.title,
        "text": article.text,
        "url": found.url,
        "source": article.source,
        "published": article.published,
        "language": found.language,
        "author": article.author,
        "agency": article.agency,
        "place": article.place,
    }
    read = RowReader(texts | {"blocks": article.blocks}, found.where, None)
    for field, value in texts.items():
        if value is not None and not (value.isascii() and value.isprintable()):  # most need no more
            read.text(field)
    kept = Article(article_id(article.text, found.url), **texts, blocks=article.blocks)
    repairs = (*found.repairs, *article.repairs)
    origin = Origin(found.digest, article.start, article.end, record, repairs)
    return ArticleRow(kept, None, GIVEN, found.where, None, origin)
