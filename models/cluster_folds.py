"""Folds that keep near-duplicate articles together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

__all__ = ["FOLDS", "cluster_folds"]

Integers = NDArray[np.int64]

FOLDS = 5


def cluster_folds(clusters: NDArray[np.str_], seed: int) -> list[tuple[Integers, Integers]]:
    """Return the rows to train on and those held out, for each of FOLDS folds.

    clusters : (rows,) two or more different ones; with fewer than FOLDS, each is a fold.
    """
    splitter = GroupKFold(min(FOLDS, len(set(clusters))), shuffle=True, random_state=seed)
    return list(splitter.split(clusters, groups=clusters))
