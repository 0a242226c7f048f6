"""What is in a corpus, as one page that stands alone: style and plots inside, no script, no text of
an article, and the numbers of every plot in a table beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, get_args

from ..files import new_file
from ..nouns import Part
from ..paper import paper_name, paper_style, paper_templates
from ..plurals import counted
from . import PLURAL, Census, Facet, Group, LabelCount, Lengths
from .bins import Column, histogram, timeline

__all__ = ["render_census", "write_census"]

MOST_COLUMNS = 60
MOST_GROUPS = 15
"""Groups that are drawn; the rest is drawn as one."""

WIDE, NARROW = (920.0, 210.0), (440.0, 190.0)
"""Widths and heights of plots of columns, in their own units, a pixel each where there is room."""
LEFT, BOTTOM, TOP = 50.0, 22.0, 8.0
"""What is left free around the columns, for the numbers."""
WIDEST = 56.0
TICK = 48.0
"""Room that a number below the columns takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A column as it is drawn."""

    x: float
    y: float
    width: float
    height: float
    column: Column


class Mark(NamedTuple):
    """A number at an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns over a line, with the numbers at both axes."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    heights: tuple[Mark, ...]
    ticks: tuple[Mark, ...]


class Piece(NamedTuple):
    """A piece of a bar, in per cent of the longest bar's room."""

    start: float
    width: float
    part: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the template is given."""

    census: Census
    style: str
    name: str
    """of the corpus: its file, or its database"""
    told: str
    """where the articles are from, in a sentence"""
    parts: tuple[str, ...]
    """of the split, those that hold an article"""
    dates: Plot | None
    article_lengths: Plot | None
    sentence_lengths: Plot | None
    about_dates: str
    about_articles: str
    about_sentences: str
    version: str


def write_census(census: Census, path: Path) -> None:
    """Write the page to a file, whole or not at all. Raises OutputError."""
    page = render_census(census)
    with new_file(path) as file:
        file.write(page)


def render_census(census: Census) -> str:
    """Return the page. The same corpus gives the same bytes."""
    from importlib.metadata import version

    environment = paper_templates(__package__)
    environment.filters["share"] = _share
    environment.globals.update(pieces=_pieces, length=_length, shown=_shown)
    page = Page(
        census=census,
        style=paper_style("census.css", __package__),
        name=paper_name(census.address),
        told=_told(census),
        parts=tuple(p for p in get_args(Part) if any(group.name == p for group in census.parts)),
        dates=_plot(timeline(census.months, MOST_COLUMNS), WIDE),
        article_lengths=_plot(histogram(census.article_lengths, MOST_COLUMNS // 2), NARROW),
        sentence_lengths=_plot(histogram(census.sentence_lengths, MOST_COLUMNS // 2), NARROW),
        about_dates=_about_dates(census),
        about_articles=_about_lengths(census.article_lengths, "article", "sentence"),
        about_sentences=_about_lengths(census.sentence_lengths, "sentence", "character"),
        version=version("dateline"),
    )
    return environment.get_template("census.html.j2").render(page=page)


def _told(census: Census) -> str:
    """Return where the articles are from, in which languages and from when."""
    named = ((name, [g for g in census.facets[name] if g.name is not None]) for name in PLURAL)
    told_of = {name: counted(len(groups), name, PLURAL[name]) for name, groups in named if groups}
    sources = " and ".join(told_of[name] for name in ("source", "agency") if name in told_of)
    told = [f"from {sources}"] if sources else []
    told += [f"in {told_of['language']}"] if "language" in told_of else []
    if years := sorted({month.year for month in census.months}):
        when = f"in {years[0]}" if len(years) == 1 else f"from {years[0]} to {years[-1]}"
        told.append(f"{', ' if told else ''}published {when}")
    sentence = " ".join(told).replace(" , ", ", ")
    return f"{sentence[:1].upper()}{sentence[1:]}." if told else ""


def _about_dates(census: Census) -> str:
    dated = census.articles - census.undated
    missing = f" {census.undated:,} say no date." if census.undated else ""
    return f"{dated:,} of {census.articles:,} articles say when they came out.{missing}"


def _about_lengths(lengths: Lengths, subject: str, unit: str) -> str:
    low, median, high, longest = map(lengths.quantile, (0.25, 0.5, 0.75, 1.0))
    if median is None:
        return ""
    return (
        f"A middling {subject} has {counted(median, unit)}; half have {low:,} to {high:,}, the longest "
        f"{longest:,}."
    )


def _share(count: int, total: int) -> str:
    """Return a share in per cent; what is there is not told as nothing, nor what lacks as all."""
    if not total:
        return "–"
    share = round(100 * count / total)
    if share == 0 and count:
        return "< 1 %"
    return "> 99 %" if share == 100 and count < total else f"{share} %"


def _plot(columns: list[Column], size: tuple[float, float]) -> Plot | None:
    if not columns:
        return None
    width, height = size
    highest = max(column.count for column in columns)
    step = next(step for step in _steps() if step * 4 >= highest)
    top = step * -(-highest // step)
    room, tall = (width - LEFT) / len(columns), height - TOP - BOTTOM
    wide = min(WIDEST, room - min(2.0, room / 4))
    middles = [LEFT + (place + 0.5) * room for place in range(len(columns))]

    def y(value: int) -> float:
        return round(TOP + tall * (1 - value / top), 2)

    bars = tuple(
        Bar(
            round(middle - wide / 2, 2),
            y(column.count),
            round(wide, 2),
            round(tall * column.count / top, 2),
            column,
        )
        for middle, column in zip(middles, columns, strict=True)
    )
    heights = tuple(Mark(y(value), f"{value:,}") for value in range(0, top + 1, step))
    marks = [Mark(round(at, 2), column.tick) for at, column in zip(middles, columns, strict=True)]
    return Plot(width, height, bars, heights, tuple(_apart(marks)))


def _steps() -> Iterator[int]:
    """Yield the round numbers: 1, 2, 5, 10, 20, ..."""
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def _apart(marks: list[Mark]) -> Iterator[Mark]:
    """Yield marks that have something to say, so many that none touches the next."""
    told = [mark for mark in marks if mark.text]
    nearest = min((after.at - before.at for before, after in pairwise(told)), default=TICK)
    yield from told[:: math.ceil(TICK / nearest)]


def _shown(facet: Facet) -> tuple[Facet, Group | None]:
    """Return the groups to draw, with those that have no name last, and all others as one."""
    known = [group for group in facet if group.name is not None]
    if len(known) <= MOST_GROUPS + 1:
        return facet, None
    rest = known[MOST_GROUPS:]
    articles, sentences = (sum(g.articles for g in rest), sum(g.sentences for g in rest))
    other = Group(f"other, {len(rest):,}", articles, sentences)
    return (*known[:MOST_GROUPS], *facet[len(known) :]), other


def _length(count: int, longest: int) -> float:
    return round(100 * count / longest, 2) if longest else 0.0


def _pieces(label: LabelCount, labels: tuple[LabelCount, ...]) -> list[Piece]:
    """Return a label's bar: its gold sentences in each part, one after the other."""
    longest = max((one.gold for one in labels), default=0)
    pieces, start = list[Piece](), 0.0
    counts: Mapping[str, int] = label.parts
    for part in (*get_args(Part), ""):
        width = _length(counts.get(part, 0), longest)
        if width:
            pieces.append(Piece(round(start, 2), width, part))
        start += width
    return pieces
