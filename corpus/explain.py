"""The page of `--explain`: pages with their parts in colour, and why each part is what it is.

One HTML file by itself: no script, nothing fetched, every text escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from .pages import FoundArticle, Page, PageBlock, PageBlockKind
from .paper import paper_style
from .plurals import counted

__all__ = ["ExplainedPage", "explain_pages"]


class ExplainedPage(NamedTuple):
    """A page and what it is called: the file, and the record in it where there are several."""

    name: str
    page: Page


_KINDS: dict[PageBlockKind, tuple[str, str]] = {
    "headline": ("headline", "the article's title"),
    "byline": ("byline", "who wrote"),
    "date": ("date", "when it was published"),
    "dateline": ("dateline", "place and agency, at the head of the story"),
    "body": ("body", "the story: its sentences are labelled"),
    "caption": ("caption", "under a picture"),
    "subheading": ("sub-heading", "between two parts of the story"),
    "credit": ("credit", "who reported and edited"),
    "correction": ("correction", "what was put right"),
    "dropped": ("dropped", "the page's own: not in any article"),
}

_CONTROLS = (*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_BREAKS = (10, 11, 12, 13, 28, 29, 30, 0x85)
_UNPRINTABLE = dict.fromkeys(_CONTROLS, "\ufffd") | dict.fromkeys(_BREAKS, "\n") | {9: " "}
"""What HTML does not allow, and what stands for it."""


def explain_pages(explained: Iterable[ExplainedPage]) -> Iterator[str]:
    """Yield the pieces of the HTML page that shows what was found in each page, and why."""
    shown = tuple(explained)
    articles = counted(sum(len(one.page.articles) for one in shown), "article")
    pages = counted(len(shown), "page")
    style = paper_style("explain.css")
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>What was found in {pages}</title>\n<style>{style}</style>\n"
        "</head>\n<body>\n<main>\n<h1>What was found, and why</h1>\n"
        f'<p class="lead">{articles} in {pages}. Every character '
        "of a page stands in one of its parts; nothing is thrown away unseen.</p>\n"
    )
    yield _legend()
    if len(shown) > 1:
        yield _contents(shown)
    for number, one in enumerate(shown, 1):
        yield from _page(number, one)
    yield "</main>\n</body>\n</html>\n"


def _legend() -> str:
    items = "".join(
        f'<li class="{kind}"><span class="swatch"></span>{name} <small>{meaning}</small></li>'
        for kind, (name, meaning) in _KINDS.items()
    )
    return f'<ul class="legend" aria-label="What the colours mean">{items}</ul>\n'


def _contents(pages: Sequence[ExplainedPage]) -> str:
    items = "".join(
        f'<li><a href="#page-{number}">{escape(_printable(explained.name))}</a> '
        f'<span class="count">{counted(len(explained.page.articles), "article")}</span></li>\n'
        for number, explained in enumerate(pages, 1)
    )
    return f'<nav aria-label="Pages"><ol>\n{items}</ol></nav>\n'


def _page(number: int, explained: ExplainedPage) -> Iterator[str]:
    """Yield one page: its articles in frames, what belongs to none between them."""
    page = explained.page
    kept = sum(block.end - block.start for block in page.blocks if block.kind != "dropped")
    share = f", {kept / len(page.text):.0%} of its characters kept" if page.text else ""
    yield (
        f'<section class="page" id="page-{number}"><h2>{escape(_printable(explained.name))}</h2>\n'
        f'<p class="count">{counted(len(page.articles), "article")}{share}</p>\n'
    )
    if not page.articles:
        yield '<p class="none">No article was found on this page.</p>\n'
    frames = _frames(page.blocks)
    for article, positions in groupby(range(len(page.blocks)), key=frames.__getitem__):
        if article is None:
            yield '<div class="outside">\n'
        else:
            yield '<article class="article">\n'
            yield _facts(article, page.articles[article])
        for position in positions:
            block = page.blocks[position]
            yield _block(page.text[block.start : block.end], block)
        yield "</div>\n" if article is None else "</article>\n"
    yield "</section>\n"


def _frames(blocks: Sequence[PageBlock]) -> list[int | None]:
    """Return the article in whose frame each block stands: what is dropped inside it too.

    A headline that is said again below its article, above a copy, stands in no frame.
    """
    frames: list[int | None] = [None] * len(blocks)
    reach: dict[int, tuple[int, int]] = {}
    for position, block in enumerate(blocks):
        if block.article is not None:
            first, last = reach.get(block.article, (position, position))
            reach[block.article] = (first, last if block.kind == "headline" else position)
    for article, (first, last) in reach.items():
        frames[first : last + 1] = [article] * (last + 1 - first)
    return frames


def _facts(number: int, article: FoundArticle) -> str:
    """Return what is known of an article, above its lines."""
    facts = (
        ("Place", article.place),
        ("Agency", article.agency),
        ("Author", article.author),
        ("Published", article.published),
        ("Source", article.source),
        ("Characters", f"{article.start:,}–{article.end:,}"),
        ("Mended", ", ".join(article.repairs)),
    )
    told = "".join(
        f"<div><dt>{name}</dt><dd><bdi>{escape(_printable(said))}</bdi></dd></div>"
        for name, said in facts
        if said
    )
    title = escape(_printable(article.title)) or "without a headline"
    return (
        f'<dl class="facts"><div><dt>Article {number + 1}</dt><dd><bdi>{title}</bdi></dd></div>'
        f"{told}</dl>\n"
    )


def _block(text: str, block: PageBlock) -> str:
    """Return a block: its text, and beside it its kind and the reason, which is its title too."""
    name = _KINDS[block.kind][0]
    reason = escape(block.reason)
    shown = escape(_printable(text.strip())) or "&nbsp;"
    return (
        f'<div class="block {block.kind}" title="{name}: {reason}"><p dir="auto">{shown}</p>'
        f'<div class="why"><b>{name}</b> · {reason}</div></div>\n'
    )


def _printable(text: str) -> str:
    """Return a text without what HTML does not allow: control characters and lone surrogates."""
    return text.translate(_UNPRINTABLE)
