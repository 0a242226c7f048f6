"""The copies in a corpus as one page that stands alone: the two texts of each link side by side.

What one text has and the other lacks is marked. The page holds style and text, and no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from .clusters import Cluster, Copies
from .differences import Row, compare_texts
from .duplicates import Kind, Link
from .files import new_file
from .nouns import Article
from .paper import paper_name, paper_style, paper_templates
from .progress import Progress
from .store import Corpus
from .store.articles import get_article

__all__ = ["MOST_LINKS", "write_copies"]

MOST_LINKS = 200
"""links that are drawn, in the largest clusters first"""
MOST_OF_ONE = 8
"""links of one cluster that are drawn: the weakest, for it is they that want a look"""
MOST_SIGNS = 20_000
"""of a text that is drawn"""
FOLDED = {
    "sentences the same": 4,
    "sentences on the left alone": 9,
    "sentences on the right alone": 9,
}
"""from how many on a run of rows is folded away"""

WHAT: dict[Kind, str] = {
    "exact": "the same characters",
    "format": "the same words, in another layout, case or punctuation",
    "contains": "the longer holds nearly all of the shorter",
    "rewrite": "a good part in common: two versions of one story",
}


class Run(NamedTuple):
    """Rows in order that are of one sort, and whether they are folded away."""

    rows: tuple[Row, ...]
    folded: str
    """what is folded away, in words; empty: nothing is"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A link with its two articles beside each other."""

    link: Link
    articles: tuple[Article, Article]
    runs: tuple[Run, ...]
    cut: bool
    """whether a text was too long to be drawn in full"""


@dataclass(frozen=True, slots=True)
class Section:
    """A cluster with those of its links that are drawn."""

    cluster: Cluster
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the template is given."""

    copies: Copies
    sections: tuple[Section, ...]
    links: int
    """of all clusters, drawn or not"""
    drawn: int
    name: str
    """of the corpus: its file, or its database"""
    style: str
    version: str


def write_copies(
    corpus: Corpus, copies: Copies, path: Path, progress: Progress = lambda *_: None
) -> None:
    """Write the page to a file, whole or not at all. Raises OutputError."""
    from importlib.metadata import version

    sections = tuple(_sections(corpus, copies, progress))
    environment = paper_templates()
    environment.filters["share"] = "{:.0%}".format
    environment.globals["what"] = WHAT
    page = Page(
        copies=copies,
        sections=sections,
        links=sum(len(cluster.links) for cluster in copies.clusters),
        drawn=sum(len(section.drawn) for section in sections),
        name=paper_name(corpus.address),
        style=paper_style("duplicates.css"),
        version=version("dateline"),
    )
    with new_file(path) as file:
        file.write(environment.get_template("duplicates.html.j2").render(page=page))


def _sections(corpus: Corpus, copies: Copies, progress: Progress) -> list[Section]:
    sections: list[Section] = []
    done = 0
    with corpus.read() as connection:
        for cluster in copies.clusters:
            wanted = cluster.links[-min(MOST_OF_ONE, MOST_LINKS - done) :]
            texts = {name for link in wanted for name in (link.a, link.b)}
            held = {name: get_article(connection, name) for name in texts}
            articles = {name: stored.article for name, stored in held.items() if stored}
            sections.append(Section(cluster, tuple(_drawn(link, articles) for link in wanted)))
            done += len(wanted)
            progress("drawing", done, MOST_LINKS)
            if done >= MOST_LINKS:
                break
    return sections


def _drawn(link: Link, articles: dict[str, Article]) -> Drawn:
    pair = articles[link.a], articles[link.b]
    rows = compare_texts(*(article.text[:MOST_SIGNS] for article in pair))
    return Drawn(link, pair, tuple(_runs(rows)), any(len(one.text) > MOST_SIGNS for one in pair))


def _runs(rows: Sequence[Row]) -> list[Run]:
    runs = []
    for sort, held in groupby(rows, key=_sort):
        run = tuple(held)
        fold = len(run) >= FOLDED.get(sort, len(rows) + 1)
        runs.append(Run(run, f"{len(run):,} {sort}" if fold else ""))
    return runs


def _sort(row: Row) -> str:
    """Return what a run of such rows is told as; empty for rows that are to be read."""
    if row.same:
        return "sentences the same"
    if not row.right:
        return "sentences on the left alone"
    return "" if row.left else "sentences on the right alone"
