"""Dealing clusters out to parts so that every column of counts is shared as asked.

Arrays throughout: `counts` : (clusters, columns), what each cluster holds, column 0 of sentences,
the others of each label's positives; `shares` : (parts,), what each part should hold of every
column, summing to 1; `places` : (clusters,), the part of each cluster. The cost of a placing is the
sum over parts and columns of the squared distance between the share held and the share asked for,
plus 1 for every part that holds nothing of a column although enough clusters do for all parts.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["deal", "improve", "stratify"]

Counts: TypeAlias = npt.NDArray[np.float64]
Places: TypeAlias = npt.NDArray[np.int64]

NEAR = 1e-4
"""a mean distance from the shares asked for that is not worth another step"""
GAIN = 1e-9
"""the least fall in cost that counts as one, so that rounding cannot keep a search going"""
WEIGHINGS = 20_000_000
"""the most moves and exchanges weighed, for corpora of very many clusters"""


def stratify(counts: Counts, shares: Counts, generator: np.random.Generator) -> Places:
    """Return a first placing by iterative stratification, in the order of `counts`.

    Sechidis, Tsoumakas and Vlahavas (2011), with clusters for examples: the label with the fewest
    positives left is dealt out first, each cluster to the part that wants most of it, ties by the
    sentences that the parts want, then by lot.
    """
    places = np.full(len(counts), -1, np.int64)
    wanted = shares[:, None] * counts.sum(axis=0)
    left = counts.sum(axis=0)
    while (places < 0).any():
        labels = np.flatnonzero(left[1:] > 0) + 1
        column = int(labels[np.argmin(left[labels])]) if len(labels) else 0
        holders = (places < 0) & ((counts[:, column] > 0) | (column == 0))
        for cluster in np.flatnonzero(holders):
            most = np.flatnonzero(wanted[:, column] == wanted[:, column].max())
            most = most[wanted[most, 0] == wanted[most, 0].max()]
            part = int(generator.choice(most)) if len(most) > 1 else int(most[0])
            places[cluster] = part
            wanted[part] -= counts[cluster]
            left -= counts[cluster]
    return places


def deal(places: Places, counts: Counts, shares: Counts) -> Places:
    """Return `places` with each -1 replaced, largest cluster first, by the cheapest part."""
    places = places.copy()
    held = _held(counts)
    off = np.array([held[places == part].sum(axis=0) for part in range(len(shares))])
    off -= shares[:, None]
    for cluster in np.argsort(-held.sum(axis=1), kind="stable"):
        if places[cluster] < 0:
            part = int(np.argmin(off @ held[cluster]))
            places[cluster] = part
            off[part] += held[cluster]
    return places


def improve(places: Places, counts: Counts, shares: Counts, free: npt.NDArray[np.bool_]) -> Places:
    """Return `places` after the moves and exchanges of `free` clusters that lower the cost.

    The best move first; where no move helps, the best exchange of one cluster after another; until
    nothing helps, the shares are as good as exact, or `WEIGHINGS` is spent.
    """
    search = _Search(places.copy(), counts, shares)
    clusters = np.flatnonzero(free)
    weighed = 0
    while weighed < WEIGHINGS and len(clusters) and not search.exact():
        weighed += len(clusters) * len(shares)
        if search.move(clusters):
            continue
        for cluster in clusters:
            weighed += len(clusters)
            if search.exchange(int(cluster), clusters):
                break
            if weighed >= WEIGHINGS:
                break
        else:
            break
    return search.places


def _held(counts: Counts) -> Counts:
    """Return each cluster's share of each column that holds anything."""
    used = counts[:, counts.sum(axis=0) > 0]
    return np.asarray(used / used.sum(axis=0), np.float64)


class _Search:
    """A placing with what each part holds, kept up to date from step to step."""

    def __init__(self, places: Places, counts: Counts, shares: Counts) -> None:
        self.places = places
        self.held = _held(counts)
        self.holds = (self.held > 0).astype(np.float64)
        self.length = (self.held**2).sum(axis=1)
        parts = range(len(shares))
        self.off = np.array([self.held[places == part].sum(axis=0) for part in parts])
        self.off -= shares[:, None]
        self.holders = np.array([self.holds[places == part].sum(axis=0) for part in parts])
        self.needed = (self.holds.sum(axis=0) >= len(shares)).astype(np.float64)

    def exact(self) -> bool:
        empty = ((self.holders == 0) * self.needed).any()
        return not empty and bool(np.abs(self.off).sum() <= NEAR * self.off.size)

    def move(self, clusters: Places) -> bool:
        """Make the move that lowers the cost most, if one does."""
        here = self.places[clusters]
        held, holds = self.held[clusters], self.holds[clusters]
        nearer = held @ self.off.T
        cost = 2 * (nearer - nearer[np.arange(len(here)), here][:, None])
        cost += 2 * self.length[clusters][:, None]
        last = holds @ ((self.holders == 1) * self.needed).T
        cost += last[np.arange(len(here)), here][:, None]
        cost -= holds @ ((self.holders == 0) * self.needed).T
        cost[np.arange(len(here)), here] = 0.0
        best, part = np.unravel_index(np.argmin(cost), cost.shape)
        if cost[best, part] > -GAIN:
            return False
        self._place(int(clusters[best]), int(part))
        return True

    def exchange(self, cluster: int, clusters: Places) -> bool:
        """Make the exchange of `cluster` with another that lowers the cost most, if one does."""
        here = int(self.places[cluster])
        others = clusters[self.places[clusters] != here]
        there = self.places[others]
        gives = self.held[cluster] - self.held[others]
        cost = 2 * (gives * (self.off[there] - self.off[here])).sum(axis=1)
        cost += 2 * (gives**2).sum(axis=1)
        loses = self.holds[cluster] - self.holds[others]
        for part, after in (
            (here, self.holders[here] - loses),
            (there, self.holders[there] + loses),
        ):
            empty = (after == 0).astype(np.float64) - (self.holders[part] == 0)
            cost += empty @ self.needed
        if not len(others) or cost.min() > -GAIN:
            return False
        other = int(others[np.argmin(cost)])
        there_part = int(self.places[other])
        self._place(other, here)
        self._place(cluster, there_part)
        return True

    def _place(self, cluster: int, part: int) -> None:
        here = self.places[cluster]
        for place, sign in ((here, -1.0), (part, 1.0)):
            self.off[place] += sign * self.held[cluster]
            self.holders[place] += sign * self.holds[cluster]
        self.places[cluster] = part
