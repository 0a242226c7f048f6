"""Taking articles in: read, check, split into sentences, store. Doing it twice changes nothing.

Articles go in by small transactions, each with the places where its articles were found. Stopped at
any point, by Ctrl-C or by a full disk, the corpus holds whole articles only, and the same command
goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .errors import ArticleConflict, RecordError, SourceError, one_of, shorten
from .garbage import rare_collections
from .nouns import Article, Dropped, Finding, Leftovers, Origin
from .progress import Progress
from .reading import ReadPage, find_files, read_files
from .reading.sources import SourceFile, is_same_file
from .records import ArticleRow
from .rejects import write_rejects
from .segmentation import Labelled, Segmentation, choose_segmentation, segment
from .sentences import Quotations
from .source_settings import SourceSettings, Terms, complete
from .store import Corpus
from .store.articles import Added, NewArticle, add_articles, known_articles
from .store.provenance import add_findings, add_leftovers, renew_terms

__all__ = ["Ingested", "ingest"]

BATCH = 500
BATCH_CHARACTERS = 4_000_000
"""Where a transaction ends, whichever comes first: that bounds memory, and what a stop costs."""
NO_SETTINGS = SourceSettings()


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of what the sources hold."""

    added: int = 0
    unchanged: int = 0
    """articles that the corpus held already, from the same place"""
    found_again: int = 0
    """articles that the corpus held already, and that stand in another place too"""
    renewed: int = 0
    """of those two, articles of which licence, rights, outlet or language are said anew"""
    sentences: int = 0
    """sentences of the added articles"""
    rejected: int = 0
    """rows, pages and files that could not be read, named in the file of rejects"""
    files: int = 0
    pages: int = 0
    """pages of text that were cut into articles"""
    dropped: int = 0
    """blocks of those pages that belong to no article; the corpus keeps them with the reasons"""
    passed_over: int = 0
    """files in folders, and parts of files, that are of no kind that Dateline reads"""
    passed_over_kinds: Mapping[str, int] = field(default_factory=dict)
    """the same by suffix, media type or answer of the server, the most first"""
    not_met: tuple[str, ...] = ()
    """sources that the settings speak of and no article read is from: `files` or `outlet` of each"""

    @property
    def articles(self) -> int:
        """How many articles were read."""
        return self.added + self.unchanged + self.found_again


def ingest(
    corpus: Corpus,
    sources: Sequence[str],
    *,
    quotations: Quotations | None = None,
    labelled: Labelled | None = None,
    settings: SourceSettings = NO_SETTINGS,
    rejects: Path,
    own: Sequence[Path] = (),
    reject: Callable[[RecordError], None] = lambda _: None,
    see: Callable[[ReadPage], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Ingested:
    """Take the articles of `sources` into the corpus.

    What cannot be read is handed to `reject` and written to the file `rejects` with its reason; the
    rest goes in. Every page of text is handed to `see`. `own` are other files of the caller's making,
    left out of folders as `rejects` is. `quotations` says whether a quotation of several sentences is
    split, `labelled` which parts of an article have sentences; a corpus keeps to its first answers.
    Raises SourceError where a named source does not exist or has no reader.
    """
    with ExitStack() as stack:
        stack.enter_context(rare_collections())
        files, passed_over = find_files(sources, stack)
        files = _without_own(files, sources, [path for path in (rejects, *own) if path.exists()])
        with corpus.write() as connection:
            how = choose_segmentation(connection, quotations, labelled)
        write_reject = stack.enter_context(write_rejects(rejects))

        def refuse(error: RecordError) -> None:
            reject(error)
            write_reject(error)

        intake = _Intake(corpus, how, settings, refuse)
        progress("0 articles", 0, len(files))
        terms: Sequence[Terms] = ()
        terms_of = -1
        for number, read in read_files(files, settings.patterns):
            if number != terms_of:
                terms, terms_of = settings.of_file(files[number].where), number
                progress(f"{intake.articles:,} articles", number, len(files))
            if isinstance(read, ReadPage):
                see(read)
                intake.page(read)
            elif isinstance(read, ArticleRow):
                intake.article(read, terms)
            elif isinstance(read, RecordError):
                intake.refuse(read)
            else:
                passed_over[read.kind] += 1
            if intake.is_full:
                intake.commit()
                progress(f"{intake.articles:,} articles", number, len(files))
        intake.commit()
        progress(f"{intake.articles:,} articles", len(files), len(files))
    return Ingested(
        **intake.counts,
        files=len(files),
        passed_over=passed_over.total(),
        passed_over_kinds=dict(passed_over.most_common()),
        not_met=tuple(dict.fromkeys(terms.name for terms in intake.not_met)),
    )


class _Intake:
    """What readers yield is gathered here, and goes into the corpus by one transaction a batch."""

    def __init__(
        self,
        corpus: Corpus,
        how: Segmentation,
        settings: SourceSettings,
        refuse: Callable[[RecordError], None],
    ) -> None:
        self._corpus, self._how, self._settings, self._refuse = corpus, how, settings, refuse
        self._version = version("dateline")
        self._page: ReadPage | None = None
        self._rows: list[tuple[ArticleRow, Finding]] = []
        self._leftovers: list[Leftovers] = []
        self._characters = 0
        self._began = _now()
        self.not_met = list(settings.terms)
        self.counts: Counter[str] = Counter()
        self.articles = 0
        """how many are in the corpus of those that were read"""

    @property
    def is_full(self) -> bool:
        held = len(self._rows) + len(self._leftovers)
        return held >= BATCH or self._characters >= BATCH_CHARACTERS

    def refuse(self, error: RecordError) -> None:
        """Count what cannot be taken in, and hand it on."""
        self.counts["rejected"] += 1
        self._refuse(error)

    def page(self, read: ReadPage) -> None:
        """Take in what a page holds beside its articles, which follow."""
        self._page = read
        text = read.page.text
        dropped = tuple(
            Dropped(block.start, block.end, block.reason, text[block.start : block.end])
            for block in read.page.blocks
            if block.kind == "dropped"
        )
        self._leftovers.append(Leftovers(read.where, read.digest, read.record, dropped))
        self._characters += len(text)
        self.counts["pages"] += 1
        self.counts["dropped"] += len(dropped)

    def article(self, row: ArticleRow, terms: Sequence[Terms]) -> None:
        """Take in an article, completed by what the settings say of its source.

        It is split into sentences only where the corpus turns out not to hold it.
        """
        origin = row.origin
        if origin is None:
            raise TypeError("an article has no origin; read_files gives each one")
        article, rights = complete(row.article, terms)
        if self.not_met and terms:
            met = [said for said in terms if said.speak_of(article)]
            self.not_met = [said for said in self.not_met if said not in met]
        if not self._settings.wants(article.language):
            reason = (
                f"is in {shorten(article.language)}, asked for are "
                f"{one_of(sorted(self._settings.languages))} (languages in the settings file)"
            )
            self.refuse(_wrong(row, "language", reason))
            return
        if article is not row.article:
            row = row._replace(article=article)
        self._rows.append((row, self._finding(row.where, origin, article, rights)))
        self._characters += len(article.text)

    def _finding(self, where: str, origin: Origin, article: Article, rights: str | None) -> Finding:
        page = self._page
        on_page = page is not None and (page.where, page.digest) == (where, origin.digest)
        return Finding(
            article.id,
            where,
            origin,
            self._began,
            self._version,
            licence=article.licence,
            rights=rights,
            outlet=article.source,
            page=page.record if page and on_page else None,
        )

    def commit(self) -> None:
        """Put what was gathered into the corpus."""
        rows, leftovers = self._rows, self._leftovers
        if not rows and not leftovers:
            return
        self._rows, self._leftovers, self._characters, self._began = [], [], 0, _now()
        conflicts: list[RecordError] = []
        counts: Counter[str] = Counter()
        news = self._segmented([row for row, _ in rows])
        with self._corpus.write() as connection:
            add_leftovers(connection, leftovers)
            outcomes = add_articles(connection, news)
            held: list[tuple[Finding, Article, Added]] = []
            for (row, finding), new, outcome in zip(rows, news, outcomes, strict=True):
                if isinstance(outcome, ArticleConflict):
                    conflicts.append(_wrong(row, "id", str(outcome)))
                else:
                    held.append((finding, row.article, outcome))
                    counts["sentences"] += len(new.sentences) if outcome.new else 0
            places = add_findings(connection, [(finding, added) for finding, _, added in held])
            again = [each for each in held if not each[-1].new]
            counts["renewed"] = len(renew_terms(connection, again))
        for (*_, added), new_place in zip(held, places, strict=True):
            kind = "added" if added.new else "found_again" if new_place else "unchanged"
            counts[kind] += 1
        self.articles += len(held)
        self.counts += counts
        for conflict in conflicts:
            self.refuse(conflict)

    def _segmented(self, rows: Sequence[ArticleRow]) -> list[NewArticle]:
        """Split articles into sentences, but not those that the corpus holds and will not take."""
        with self._corpus.read() as connection:
            known = known_articles(connection, [row.article.id for row in rows])
        return [
            NewArticle(row.article, (), str(self._how))
            if row.spans is None and row.article.id in known
            else segment(row, self._how)
            for row in rows
        ]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _wrong(row: ArticleRow, field: str, reason: str) -> RecordError:
    record = row.origin.record if row.origin and row.line is None else None
    return RecordError(row.where, row.line, field, reason, record=record)


def _without_own(
    files: list[SourceFile], sources: Sequence[str], own: Sequence[Path]
) -> list[SourceFile]:
    """Leave out what an earlier run of this command wrote into a folder that is read."""
    kept, names = [], {path.name for path in own}
    for file in files:
        if file.path.name not in names or not any(is_same_file(file.path, path) for path in own):
            kept.append(file)
        elif file.where in sources:
            raise SourceError(
                f"{file.where} is what this command writes, and would be written over; copy what "
                "you have mended in it to another file"
            )
    return kept
