"""Rows of each kind (see `records`) on their way into a corpus, written in batches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ..errors import (
    ArticleConflict,
    JudgmentConflict,
    RecordError,
    UnknownArticle,
    place_name,
    shorten,
)
from ..finding_records import finding_from_row, leftovers_from_row
from ..formats.bundle import Bundle, PlacedRow
from ..guidelines import read_guidelines
from ..nouns import Finding, Judgment, Origin, Ruling
from ..reading.sources import file_digest
from ..records import (
    article_from_row,
    judgment_from_row,
    row_kind,
    ruling_from_row,
    suggestion_from_row,
)
from ..repeats import Repeats
from ..rows import Row
from ..segmentation import choose_segmentation, segment
from ..store.articles import (
    Added,
    NewArticle,
    SentenceSeqs,
    add_articles,
    article_seqs,
    known_articles,
)
from ..store.judgments import add_judgments, add_rulings
from ..store.provenance import add_findings, add_leftovers, articles_without_findings
from ..store.review import plan_review
from ..store.settings import earlier_schemes, label_scheme, label_schemes
from ..store.suggestions import add_suggestions
from .news import Item, News
from .split_rows import SplitRows

__all__ = ["BATCH", "Imported", "RowIntake"]

BATCH = 2000
"""rows that are taken in at once"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import added; the rest was in the corpus already."""

    articles: int
    sentences: int
    judgments: int
    rulings: int
    suggestions: int
    """predictions of a model, each in the place of an older one of its sentence"""
    unchanged: int
    """rows that changed nothing"""
    outdated: int
    """judgments and gold among them that say what was said before and corrected since"""
    split: bool
    """whether a split came with it"""
    unmatched: int = 0
    """rows of which no sentence of the corpus could be told to be theirs"""
    not_renamed: tuple[str, ...] = ()
    """labels that were to be renamed and that no row has"""


class RowIntake:
    """One import into one transaction.

    `news` leaves out what says nothing new; None where rows are known by their ids.
    """

    def __init__(
        self,
        connection: Connection,
        bundle: Bundle,
        renamed: Mapping[str, str],
        news: News | None,
        seqs: SentenceSeqs,
    ) -> None:
        self._connection, self._renamed, self._news = connection, renamed, news
        self._seqs = seqs
        self._not_renamed = set(renamed)
        self._splits = SplitRows(bundle.settings.get("split"))
        self._segmentation = choose_segmentation(
            connection, bundle.settings.get("quotations"), bundle.settings.get("labelled")
        )
        scheme = label_scheme(connection)
        self._ids = scheme.ids
        made_under = read_guidelines(bundle.guidelines) if bundle.guidelines else scheme
        self._made_under = made_under.digest
        self._schemes = label_schemes(connection)
        self._seen: defaultdict[str, Repeats] = defaultdict(Repeats)
        self._counts: Counter[str] = Counter()
        self._added: dict[str, tuple[str, int | None, dict[str, str | None]]] = {}
        self._told: dict[tuple[str | None, str | None], dict[str, str | None]] = {}
        self._reads: Mapping[str, Callable[[Row, str, int | None], Any]] = {
            "article": self._article,
            "judgment": self._judgment,
            "gold": self._ruling,
            "prediction": partial(suggestion_from_row, allowed=scheme.ids),
            "split": self._splits.read,
            "finding": finding_from_row,
            "leftovers": leftovers_from_row,
        }

    def take(self, batch: list[PlacedRow]) -> None:
        """Write a batch of rows. Raises RecordError for the first that is wrong."""
        found: defaultdict[str, list[Item]] = defaultdict(list)
        for placed in batch:
            where, line, row = placed
            self._rename(row)
            if (kind := row_kind(row)) is None:
                raise RecordError(
                    where,
                    line,
                    None,
                    f"found the keys {shorten(sorted(row), 120)}; an article has text, a "
                    "judgment has article_id, start, end, annotator and labels, gold the same "
                    "without annotator, a prediction scores in its place",
                )
            found[kind].append((placed, self._reads[kind](row, where, line)))
        self._articles(found["article"])
        self._refuse_unknown(found["split"])
        if self._news is not None:
            told = sum(map(len, found.values()))
            self._news.keep(found)
            self._counts["unchanged"] += told - sum(map(len, found.values()))
        self._add("leftovers", add_leftovers, found["leftovers"])
        self._add("judgments", partial(add_judgments, seqs=self._seqs), found["judgment"])
        resent = partial(add_rulings, seqs=self._seqs, resent=True)
        self._add("rulings", resent, found["gold"])
        self._add("suggestions", partial(add_suggestions, seqs=self._seqs), found["prediction"])
        self._add("findings", self._findings, found["finding"])

    def _rename(self, row: dict[str, Any]) -> None:
        """Give the labels of a row the names that they have here."""
        if not self._renamed:
            return
        if isinstance(labels := row.get("labels"), list):
            self._not_renamed.difference_update(each for each in labels if isinstance(each, str))
            row["labels"] = [
                self._renamed.get(each, each) if isinstance(each, str) else each for each in labels
            ]
        if isinstance(scores := row.get("scores"), dict):
            self._not_renamed.difference_update(scores)
            row["scores"] = {self._renamed.get(each, each): scores[each] for each in scores}

    def _article(self, row: Row, where: str, line: int | None) -> NewArticle:
        return segment(article_from_row(row, where, line), self._segmentation)

    def _judgment(self, row: Row, where: str, line: int | None) -> Judgment:
        return judgment_from_row(
            row,
            where,
            line,
            allowed=self._labels_of(row),
            seen=self._seen[where],
            made_under=self._made_under,
        )

    def _ruling(self, row: Row, where: str, line: int | None) -> Ruling:
        ruling = ruling_from_row(row, where, line, allowed=self._labels_of(row))
        return ruling if "guidelines" in row else replace(ruling, guidelines=self._made_under)

    def _labels_of(self, row: Row) -> tuple[str, ...]:
        """Return the labels that a judgment or gold may give: those of the scheme that it names."""
        named = row.get("guidelines")
        known = self._schemes.get(named) if isinstance(named, str) else None
        return known.ids if known else self._ids

    def _articles(self, articles: list[Item]) -> None:
        outcomes = add_articles(self._connection, [new for _, new in articles])
        for ((where, line, _), new), outcome in zip(articles, outcomes, strict=True):
            if isinstance(outcome, ArticleConflict):
                raise RecordError(where, line, "id", str(outcome))
            if outcome.new:
                licence, outlet = new.article.licence, new.article.source
                said = self._told.setdefault(
                    (licence, outlet), {"licence": licence, "outlet": outlet}
                )
                self._added[new.article.id] = (where, line, said)
            self._counts["articles"] += outcome.new
            self._counts["unchanged"] += not outcome.new
            self._counts["sentences"] += len(new.sentences) if outcome.new else 0

    def _refuse_unknown(self, splits: list[Item]) -> None:
        known = known_articles(self._connection, [article for _, article in splits])
        for (where, line, _), article in splits:
            if article not in known:
                reason = (
                    f"the corpus holds no article {shorten(article)}; import its articles with the "
                    "split, or take the line out"
                )
                raise RecordError(where, line, "article_id", reason)

    def _add(
        self, kind: str, add: Callable[[Connection, list[Any]], int], items: list[Item]
    ) -> None:
        if not items:
            return
        try:
            added = add(self._connection, [item for _, item in items])
        except (UnknownArticle, JudgmentConflict) as error:
            where, line, _ = items[error.index][0]
            raise RecordError(where, line, None, str(error)) from None
        self._counts[kind] += added
        self._counts["unchanged"] += len(items) - added
        if self._news is not None and kind in ("judgments", "rulings"):
            # what stands was taken away before: these said it once and were corrected
            self._counts["outdated"] += len(items) - added

    def _findings(self, connection: Connection, findings: list[Finding]) -> int:
        """Write down where articles were found. Raises UnknownArticle."""
        seqs = article_seqs(connection, [finding.article_id for finding in findings])
        for index, finding in enumerate(findings):
            if finding.article_id not in seqs:
                raise UnknownArticle(
                    f"the corpus holds no article {shorten(finding.article_id)}; import its "
                    "articles with their provenance",
                    index,
                )
        held = [(finding, Added(seqs[finding.article_id], new=False)) for finding in findings]
        return sum(add_findings(connection, held))

    def finish(self, unmatched: int) -> Imported:
        """Freeze the split that came with the rows, if one did, and say what was added."""
        self._add_own_findings()
        split = self._splits.freeze(self._connection)
        counts = self._counts
        if counts["judgments"] and earlier_schemes(self._connection):
            plan_review(self._connection)
        return Imported(
            articles=counts["articles"],
            sentences=counts["sentences"],
            judgments=counts["judgments"],
            rulings=counts["rulings"],
            suggestions=counts["suggestions"],
            unchanged=counts["unchanged"],
            outdated=counts["outdated"],
            split=split,
            unmatched=unmatched,
            not_renamed=tuple(sorted(self._not_renamed)),
        )

    def _add_own_findings(self) -> None:
        """Write down of articles that brought no provenance that they were found in these rows."""
        digest_of = cache(lambda where: file_digest(Path(where)))
        now, tool = datetime.now(UTC).isoformat(timespec="seconds"), version("dateline")
        without = iter(articles_without_findings(self._connection, list(self._added)))
        while names := list(islice(without, BATCH)):
            findings = []
            for name in names:
                where, line, said = self._added[name]
                record = None if line is None else place_name(line)
                origin = Origin(digest_of(where), record=record)
                findings.append(Finding(name, where, origin, now, tool, **said))
            self._findings(self._connection, findings)
