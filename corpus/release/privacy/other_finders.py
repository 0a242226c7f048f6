"""Names that a language model of spaCy finds, where one is installed. Nothing is downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from ...errors import SettingsError, shorten
from .candidates import FindMore

__all__ = ["spacy_finder"]


def spacy_finder(model: str) -> FindMore:
    """Return a finder of persons by an installed spaCy model. Raises SettingsError where it is not.

    Its finds are added to the candidates; a person settles them like all others.
    """
    if find_spec("spacy") is None:
        raise SettingsError(
            f"the model {shorten(model)} needs spaCy, which is not installed; install it with the "
            "model, or go on without"
        )
    import spacy

    try:
        language = spacy.load(model, disable=["lemmatizer", "textcat"])
    except (OSError, ImportError, ValueError):
        raise SettingsError(
            f"no spaCy model {shorten(model)} is installed, and none is downloaded; install the "
            "package of that name, or go on without"
        ) from None
    labels = {"PERSON", "PER"}

    def find(text: str) -> Iterator[tuple[int, int]]:
        for entity in language(text).ents:
            if entity.label_ in labels:
                yield entity.start_char, entity.end_char

    return find
