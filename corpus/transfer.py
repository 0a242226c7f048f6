"""Importing: rows of each kind (see `records`) go into a corpus, all of them or none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from .comparison import compare
from .errors import (
    ArticleConflict,
    JudgmentConflict,
    RecordError,
    SourceError,
    SplitError,
    SplitFrozen,
    UnknownArticle,
    one_of,
    place_name,
    shorten,
)
from .finding_records import finding_from_row, leftovers_from_row
from .formats import find_format, read_as
from .formats.bundle import Bundle, PlacedRow
from .formats.form import Format
from .formats.matching import match, new_articles, rows_about
from .formats.things import Thing
from .guidelines import LabelScheme, read_guidelines
from .leaks import check_clusters
from .nouns import NOTHING, Finding, Origin, Part, Split
from .progress import Progress
from .reading.sources import file_digest
from .records import (
    article_from_row,
    judgment_from_row,
    row_kind,
    ruling_from_row,
    suggestion_from_row,
)
from .repeats import Repeats
from .segmentation import choose_segmentation, segment
from .store import Corpus
from .store.adoption import adopt_guidelines, keep_guidelines
from .store.articles import (
    Added,
    NewArticle,
    add_articles,
    article_seqs,
    get_split,
    known_articles,
    set_clusters,
    set_split,
)
from .store.holdings import is_labelled
from .store.judgments import add_judgments, add_rulings, current_rulings, iter_judgments
from .store.provenance import add_findings, add_leftovers, articles_without_findings
from .store.review import plan_review
from .store.settings import earlier_schemes, label_scheme, label_schemes, set_setting
from .store.suggestions import add_suggestions, iter_suggestions

__all__ = ["Imported", "import_corpus"]

BATCH = 2000
_Items = list[tuple[PlacedRow, Any]]
_MARKS: Mapping[Thing, str] = {"unsure": "unsure", "comments": "comment"}
"""what an annotator may say beside labels, and the field of a judgment that holds it"""
_PARTS: dict[str, Part] = {"train": "train", "validation": "validation", "test": "test"}


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
    split: bool
    """whether a split came with it"""
    unmatched: int = 0
    """rows of which no sentence of the corpus could be told to be theirs"""


def import_corpus(
    corpus: Corpus,
    path: Path,
    form: str = "dateline",
    *,
    guidelines: Path | None = None,
    accept_change: bool = False,
    machine_labels: bool = False,
    renamed: Mapping[str, str] = NOTHING,
    unmatched: Callable[[RecordError], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Imported:
    """Import a file or folder in one of the known forms: all of it or, on any error, nothing.

    Guidelines come from `guidelines`, else from those that the form brings. `machine_labels` says
    that a machine, not people, made the labels, and the corpus remembers it. `renamed` gives labels
    of the file the names that they have here. What another tool says of a sentence that cannot be
    found is handed to `unmatched`, with the reason. Raises RecordError for the first row that is
    wrong (unknown labels and sentences included), SourceError where nothing is there to import,
    SplitFrozen, GuidelinesChanged.
    """
    kind = find_format(form)
    bundle = read_as(kind, path)
    with corpus.write() as connection:
        for path_of_earlier in bundle.earlier:
            keep_guidelines(connection, read_guidelines(path_of_earlier))
        if scheme_file := guidelines or bundle.guidelines:
            adopt_guidelines(connection, scheme_file, accept_change=accept_change)
        if machine_labels or bundle.settings.get("machine_labels"):
            set_setting(connection, "machine_labels", True)
        if bundle.told_of is not None:
            names = {*label_scheme(connection).ids, *renamed}
            bundle = replace(bundle, told=partial(bundle.told_of, names))
        into = _Intake(connection, bundle, kind, renamed)
        lost: list[RecordError] = []

        def lose(error: RecordError) -> None:
            lost.append(error)
            unmatched(error)

        rows = 0

        def take(placed: Iterator[PlacedRow]) -> None:
            nonlocal rows
            while batch := list(islice(placed, BATCH)):
                into.take(batch)
                rows += len(batch)
                progress(f"{rows:,} rows", rows, 0)

        take(bundle.rows)
        if bundle.told is not None:
            new: set[str] = set()
            take(match(connection, bundle.told(), lose, new))
            if new:
                take(new_articles(rows_about(bundle.told(), new)))
                take(match(connection, rows_about(bundle.told(), new), lose))
        if lost and not rows:
            raise SourceError(f"none of the {len(lost):,} rows fits this corpus; {lost[0]}")
        return into.finish(len(lost))


class _Intake:
    """One import into one transaction: rows are gathered by kind and written in batches."""

    def __init__(
        self, connection: Connection, bundle: Bundle, form: Format, renamed: Mapping[str, str]
    ) -> None:
        self._connection = connection
        self._form, self._renamed = form, renamed
        self._is_told = bundle.told is not None
        self._was_labelled = is_labelled(connection)
        self._spoken_of = Repeats()
        self._split_settings: dict[str, Any] | None = bundle.settings.get("split")
        self._segmentation = choose_segmentation(
            connection, bundle.settings.get("quotations"), bundle.settings.get("labelled")
        )
        scheme: LabelScheme = label_scheme(connection)
        self._ids = scheme.ids
        made_under = read_guidelines(bundle.guidelines) if bundle.guidelines else scheme
        self._made_under = made_under.digest
        self._schemes = label_schemes(connection)
        self._seen: defaultdict[str, Repeats] = defaultdict(Repeats)
        self._counts: Counter[str] = Counter()
        self._parts: dict[str, Part] = {}
        self._clusters: dict[str, str] = {}
        self._split_file = ""
        self._added: dict[str, tuple[str, int | None]] = {}

    def take(self, batch: list[PlacedRow]) -> None:
        """Write a batch of rows. Raises RecordError for the first that is wrong."""
        articles: list[tuple[PlacedRow, NewArticle]] = []
        judgments: list[tuple[PlacedRow, Any]] = []
        rulings: list[tuple[PlacedRow, Any]] = []
        suggestions: list[tuple[PlacedRow, Any]] = []
        splits: list[PlacedRow] = []
        findings: list[tuple[PlacedRow, Finding]] = []
        for placed in batch:
            where, line, row = placed
            self._rename(row)
            match row_kind(row):
                case "article":
                    new = segment(article_from_row(row, where, line), self._segmentation)
                    articles.append((placed, new))
                case "judgment":
                    judgment = judgment_from_row(
                        row,
                        where,
                        line,
                        allowed=self._labels_of(row),
                        seen=self._seen[where],
                        made_under=self._made_under,
                    )
                    judgments.append((placed, judgment))
                case "gold":
                    ruling = ruling_from_row(row, where, line, allowed=self._labels_of(row))
                    if "guidelines" not in row:
                        ruling = replace(ruling, guidelines=self._made_under)
                    rulings.append((placed, ruling))
                case "finding":
                    findings.append((placed, finding_from_row(row, where, line)))
                case "leftovers":
                    leftovers = leftovers_from_row(row, where, line)
                    self._counts["unchanged"] += not add_leftovers(self._connection, [leftovers])
                case "split":
                    self._part(placed)
                    splits.append(placed)
                case "prediction":
                    suggested = suggestion_from_row(row, where, line, allowed=self._ids)
                    suggestions.append((placed, suggested))
                case _:
                    raise RecordError(
                        where,
                        line,
                        None,
                        f"found the keys {shorten(sorted(row), 120)}; an article has text, a "
                        "judgment has article_id, start, end, annotator and labels, gold the same "
                        "without annotator, a prediction scores in its place",
                    )
        self._articles(articles)
        self._refuse_unknown(splits)
        if self._is_told:
            judgments, rulings, suggestions = self._news(judgments, rulings, suggestions)
        self._add("judgments", add_judgments, judgments)
        self._add("rulings", partial(add_rulings, resent=True), rulings)
        self._add("suggestions", add_suggestions, suggestions)
        self._add("findings", self._findings, findings)

    def _rename(self, row: dict[str, Any]) -> None:
        """Give the labels of a row the names that they have here."""
        if not self._renamed:
            return
        if isinstance(labels := row.get("labels"), list):
            row["labels"] = [
                self._renamed.get(each, each) if isinstance(each, str) else each for each in labels
            ]
        if isinstance(scores := row.get("scores"), dict):
            row["scores"] = {self._renamed.get(each, each): scores[each] for each in scores}

    def _news(
        self, judgments: _Items, rulings: _Items, suggestions: _Items
    ) -> tuple[_Items, _Items, _Items]:
        """Return what says something new, as far as the format can say it.

        Another tool gives back what it was given without its ids: that is not said twice.
        """
        spoken = [item.sentence.article_id for _, item in (*judgments, *rulings, *suggestions)]
        names = list(dict.fromkeys(spoken))
        if not self._was_labelled:  # then only what was said further up is held
            names = [name for name in names if self._spoken_of.count(hash(name) % 2**64)]
        carried, known = self._form.carries, Counter[str]()
        held: dict[Any, Any] = {}
        for judgment in iter_judgments(self._connection, names):
            held["judgment", judgment.sentence, judgment.annotator] = judgment
        for ruling in current_rulings(self._connection, names):
            held["ruling", ruling.sentence] = ruling
        for suggestion in iter_suggestions(self._connection, names):
            held["suggestion", suggestion.sentence] = suggestion

        def news(items: _Items, key: Callable[[Any], Any], said: Callable[[Any], Any]) -> _Items:
            new = []
            for placed, item in items:
                before = held.get(key(item))
                if before is not None and said(before) == said(item):
                    known["unchanged"] += 1
                    continue
                held[key(item)] = item
                new.append((placed, item))
            return new

        def judged(item: Any) -> Any:
            more = [getattr(item, field) for thing, field in _MARKS.items() if thing in carried]
            return item.labels, item.skipped, more

        def suggested(item: Any) -> Any:
            return item.labels, dict(item.scores) if "scores" in carried else None

        fresh = (
            news(judgments, lambda one: ("judgment", one.sentence, one.annotator), judged),
            news(rulings, lambda one: ("ruling", one.sentence), lambda one: one.labels),
            news(suggestions, lambda one: ("suggestion", one.sentence), suggested),
        )
        self._counts += known
        return fresh

    def _labels_of(self, row: dict[str, Any]) -> tuple[str, ...]:
        """Return the labels that a judgment or gold may give: those of the scheme that it names."""
        named = row.get("guidelines")
        known = self._schemes.get(named) if isinstance(named, str) else None
        return known.ids if known else self._ids

    def _articles(self, articles: list[tuple[PlacedRow, NewArticle]]) -> None:
        outcomes = add_articles(self._connection, [new for _, new in articles])
        for ((where, line, _), new), outcome in zip(articles, outcomes, strict=True):
            if isinstance(outcome, ArticleConflict):
                raise RecordError(where, line, "id", str(outcome))
            if outcome.new:
                self._added[new.article.id] = (where, line)
            self._counts["articles"] += outcome.new
            self._counts["unchanged"] += not outcome.new
            self._counts["sentences"] += len(new.sentences) if outcome.new else 0

    def _add(
        self,
        kind: str,
        add: Callable[[Connection, list[Any]], int],
        items: list[tuple[PlacedRow, Any]],
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

    def _part(self, placed: PlacedRow) -> None:
        where, line, row = placed
        self._split_file = where
        name, part, cluster = row["article_id"], row["split"], row.get("cluster")
        if not isinstance(part, str) or part not in (*_PARTS, ""):
            reason = f"found {shorten(part)}, allowed are {one_of(_PARTS)} and nothing"
            raise RecordError(where, line, "split", reason)
        for field, value in (("article_id", name), ("cluster", cluster or "")):
            if not isinstance(value, str):
                reason = f"expected a string, found {shorten(value)}"
                raise RecordError(where, line, field, reason)
        if part and self._parts.setdefault(name, _PARTS[part]) != part:
            reason = (
                f"found {part} for the article {shorten(name)}, which stands in "
                f"{self._parts[name]} further up; an article has one part"
            )
            raise RecordError(where, line, "split", reason)
        if cluster:
            self._clusters[name] = cluster

    def _refuse_unknown(self, splits: list[PlacedRow]) -> None:
        known = known_articles(self._connection, [placed.row["article_id"] for placed in splits])
        for where, line, row in splits:
            if row["article_id"] not in known:
                reason = (
                    f"the corpus holds no article {shorten(row['article_id'])}; import its "
                    "articles with the split, or take the line out"
                )
                raise RecordError(where, line, "article_id", reason)

    def finish(self, unmatched: int) -> Imported:
        """Freeze the split that came with the rows, if one did, and say what was added."""
        self._add_own_findings()
        held = get_split(self._connection)
        if self._parts and held is not None and dict(held.parts) != self._parts:
            raise SplitFrozen(
                f"{self._split_file} is another split than the one this corpus is frozen to; delete "
                "the file to keep the corpus's, or import into another corpus"
            )
        fresh = bool(self._parts) and held is None
        if fresh:
            self._freeze()
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
            split=fresh,
            unmatched=unmatched,
        )

    def _add_own_findings(self) -> None:
        """Write down of articles that brought no provenance that they were found in these rows."""
        digest_of = cache(lambda where: file_digest(Path(where)))
        now, tool = datetime.now(UTC).isoformat(timespec="seconds"), version("dateline")
        without = iter(articles_without_findings(self._connection, list(self._added)))
        while names := list(islice(without, BATCH)):
            findings = []
            for name in names:
                where, line = self._added[name]
                record = None if line is None else place_name(line)
                findings.append(
                    Finding(name, where, Origin(digest_of(where), record=record), now, tool)
                )
            self._findings(self._connection, findings)

    def _freeze(self) -> None:
        """Freeze the split that came with the rows, if it is fair.

        Its clusters are those of the file, or, where an article of it has none, looked for anew.
        """
        counts = Counter(self._parts.values())
        if not counts["train"] or not counts["test"]:
            raise SplitError(
                f"{self._split_file} has {counts['train']} train and {counts['test']} test articles; "
                "a split needs both: mend the file, or delete it and run `dateline split`"
            )
        clusters: Mapping[str, str] = self._clusters
        if self._parts.keys() - clusters.keys():
            clusters = compare(self._connection).clusters
        total = len(self._parts)
        shares = {part: counts[part] / total for part in ("test", "validation")}
        made = Split(parts=self._parts, **(self._split_settings or {"seed": 0, **shares}))
        check_clusters(made, clusters)
        set_clusters(self._connection, clusters)
        set_split(self._connection, made)
