"""A trained classifier: what it is, how it is saved, loaded and used for prediction.

Loading a model and predicting imports no web page, no command line and no database.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .predictor import Predictor

__all__ = ["load"]


def load(folder: Path | str | None = None) -> Predictor:
    """Return the model in a folder, or the one that ships with Dateline.

    Its `predict` takes a table of articles, or plain texts, and returns a table of scored sentences.
    Raises ModelError where the folder holds no model that this Dateline can use.
    """
    from .folder import SHIPPED  # here, so that `dateline --help` stays quick
    from .predictor import find_predictor

    predictor = find_predictor(SHIPPED if folder is None else Path(folder))
    _ = predictor.classifier  # what is wrong with it is said here
    return predictor
