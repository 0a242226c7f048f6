"""What another tool says anew: it gives back what it was given, without its ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from ..formats.bundle import PlacedRow
from ..formats.things import Thing
from ..nouns import Judgment, Ruling, Suggestion
from ..repeats import Repeats
from ..store.holdings import is_labelled
from ..store.judgments import current_rulings, iter_judgments
from ..store.suggestions import iter_suggestions

__all__ = ["Item", "News"]

Item = tuple[PlacedRow, Any]
"""a row with its place, and the noun that it became"""
_Said = tuple[Any, Any]
"""what something is said of and by whom, and what is said"""
_MARKS: Mapping[Thing, str] = {"unsure": "unsure", "comments": "comment"}
"""what an annotator may say beside labels, and the field of a judgment that holds it"""


class News:
    """Tells what is new from what the corpus holds, as far as a format can say it."""

    def __init__(self, connection: Connection, carries: frozenset[Thing]) -> None:
        self._connection = connection
        marks = (field for thing, field in _MARKS.items() if thing in carries)
        self._says = attrgetter("labels", "skipped", *marks)
        self._has_scores = "scores" in carries
        self._was_labelled = is_labelled(connection)
        self._spoken_of = Repeats()
        """who on which article; gold and predictions are nobody's but their kind's"""

    def keep(self, found: dict[str, list[Item]]) -> None:
        """Take those judgments, gold and predictions away that say what is said already."""
        kinds: tuple[tuple[str, Callable[..., Iterable[Any]], Callable[[Any], _Said]], ...] = (
            ("judgment", iter_judgments, self._judged),
            ("gold", current_rulings, self._ruled),
            ("prediction", iter_suggestions, self._suggested),
        )
        for kind, held, said_by in kinds:
            if not found[kind]:
                continue
            who_of = dict.fromkeys(
                (item.sentence.article_id, getattr(item, "annotator", kind))
                for _, item in found[kind]
            )
            names = {article for article, who in who_of if self._has_spoken(who, article)}
            said = dict(map(said_by, held(self._connection, list(names)))) if names else {}
            new = []
            for item in found[kind]:
                of, says = said_by(item[1])
                if said.get(of) != says:
                    said[of] = says
                    new.append(item)
            found[kind] = new

    def _has_spoken(self, who: str, article: str) -> bool:
        """Whether the corpus may hold their word on an article, from before or from further up."""
        return self._was_labelled or self._spoken_of.count(hash((who, article)) % 2**64) > 0

    def _judged(self, judgment: Judgment) -> _Said:
        return (judgment.sentence, judgment.annotator), self._says(judgment)

    def _ruled(self, ruling: Ruling) -> _Said:
        return ruling.sentence, ruling.labels

    def _suggested(self, suggestion: Suggestion) -> _Said:
        scores = dict(suggestion.scores) if self._has_scores else None
        return suggestion.sentence, (suggestion.labels, scores)
