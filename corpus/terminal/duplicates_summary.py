"""The copies in a corpus as people read them on a terminal, and as one JSON object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..clusters import Cluster, Copies
from ..duplicates.at_scale import CopiesInFolder
from ..plurals import counted
from .console import say, show_table, warn

__all__ = [
    "copies_to_json",
    "shortened",
    "show_copies",
    "show_copies_in_folder",
    "told_kinds",
]

MOST_CLUSTERS = 40
TITLE = 48


def show_copies(copies: Copies) -> None:
    """Print how many copies there are, and the largest clusters of them."""
    links = f" with a link of the kind {copies.kind}" if copies.kind else ""
    say(f"{_told(copies)}; {counted(len(copies.clusters), 'cluster')}{links}.")
    if not copies.clusters:
        return
    show_table(
        ("cluster", "articles", "links", "share of the shorter", "title of the first"),
        [
            (
                cluster.id,
                f"{len(cluster.members):,}",
                told_kinds(cluster),
                _scores(cluster),
                shortened(cluster.members[0].head.title, TITLE) or "-",
            )
            for cluster in copies.clusters[:MOST_CLUSTERS]
        ],
    )
    if (more := len(copies.clusters) - MOST_CLUSTERS) > 0:
        say(f"... and {counted(more, 'smaller cluster')}; --json lists them all.")


def show_copies_in_folder(done: CopiesInFolder, output: Path) -> None:
    """Print how many copies there are in files, and what of them could not be compared."""
    if done.rejected:
        warn(f"Left out {done.rejected:,} that could not be read.")
    if done.passed_over:
        warn(f"Passed over {counted(done.passed_over, 'file')} that are no Parquet.")
    if done.repeated:
        warn(f"Took {counted(done.repeated, 'row')} for the same article as an earlier one.")
    say(
        f"{_told(done)}; {counted(done.clusters, 'cluster')}, {counted(done.links, 'link')}: {output}"
    )


def copies_to_json(copies: Copies) -> dict[str, Any]:
    """Return the clusters with their articles and links as one JSON object."""
    return {
        "articles": copies.articles,
        "copies": copies.copies,
        "kind": copies.kind,
        "clusters": [
            {
                "cluster": cluster.id,
                "articles": [
                    {
                        "id": member.id,
                        "title": shortened(member.head.title, 2 * TITLE),
                        "source": member.head.source,
                        "published": member.head.published,
                    }
                    for member in cluster.members
                ],
                "kinds": cluster.kinds,
                "links": [link._asdict() for link in cluster.links],
            }
            for cluster in copies.clusters
        ],
    }


def told_kinds(cluster: Cluster) -> str:
    """Return how many links of each kind a cluster has: `2 contains, 1 rewrite`."""
    return ", ".join(f"{count:,} {kind}" for kind, count in cluster.kinds.items())


def shortened(title: str, most: int) -> str:
    """Return a title that is no longer than so many signs."""
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"


def _told(copies: Copies | CopiesInFolder) -> str:
    return (
        f"{copies.copies:,} of {counted(copies.articles, 'article')} "
        f"{'is a copy' if copies.copies == 1 else 'are copies'} of another"
    )


def _scores(cluster: Cluster) -> str:
    scores = [f"{link.score:.2f}" for link in (cluster.links[-1], cluster.links[0])]
    return " to ".join(dict.fromkeys(scores))
