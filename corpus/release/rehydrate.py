"""Restoring a release from somebody's own copies of its articles.

Copies are read one after the other, each aligned with the articles that it may be of; the best copy of
each article is kept. So memory holds the anchors, the restored articles and one copy more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ..errors import CoverageTooLow, OutputError, RecordError, SourceError
from ..nouns import text_digest
from ..progress import Progress
from ..reading import PassedOver
from ..reading.sources import file_digest, keep_sources
from .alignment import find_path, is_a_copy
from .copies import Copy, find_copies, read_copies
from .coverage import Coverage, measure_coverage
from .matching import ArticleIndex
from .normalise import AnchorSettings, chunk_cuts
from .placement import chunks_of, place_sentences
from .release_folder import (
    ANCHORS,
    PublishedArticle,
    PublishedSentence,
    Release,
    read_release,
    read_takedown,
)
from .restored import RestoredArticle, RestoredSentence, check_output, write_restored

__all__ = ["Rehydrated", "Rival", "rehydrate", "restore_article"]

AS_GOOD = 0.9
"""share of the best copy's evidence from which another one fits the article too"""


class Rival(NamedTuple):
    """Another copy that fits an article too, with other words than the one that was taken."""

    article_id: str
    taken: str
    other: str


@dataclass(frozen=True, slots=True)
class Rehydrated:
    """What was restored, and of what."""

    articles: tuple[RestoredArticle, ...]
    coverage: Coverage
    copies: int
    files: int
    rejected: int
    """copies that could not be read"""
    passed_over: int
    """files in folders, and parts of files, that have no reader"""
    unused: int
    """copies that are of no article of the release"""
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a copy fits an article; the greatest is taken, in whatever order copies come."""

    score: float
    hinted: bool
    digest: str
    where: str
    restored: RestoredArticle

    @property
    def rank(self) -> tuple[float, bool, str, str]:
        return self.score, self.hinted, self.digest, self.where


def rehydrate(
    release: Path,
    sources: Sequence[str],
    out: Path,
    *,
    min_coverage: float = 0.0,
    takedown: Path | None = None,
    reject: Callable[[RecordError], None] = lambda _: None,
    progress: Progress = lambda *_: None,
) -> Rehydrated:
    """Restore the sentences of a release from copies of its articles, and write them to `out`.

    The suffix of `out` chooses its form (.jsonl, .parquet; without one a folder that
    `dateline import` takes in); beside it, in a folder inside, stands rehydration_report.json.
    `takedown` is a newer list than the release's own. Copies that cannot be read are handed to
    `reject`. Raises ReleaseError and its kind for the release, SourceError where there is nothing to
    read, OutputError, and CoverageTooLow, after writing, where less than `min_coverage` of the
    sentences was restored.
    """
    check_output(out)
    if out.resolve().is_relative_to(release.resolve()):
        raise OutputError(
            f"{out} lies in the release, which is to hold no text; give another place with -o"
        )
    published = read_release(release, read_takedown(takedown) if takedown else ())
    with ExitStack() as stack:
        files, passed_over = find_copies(sources, stack)
        keep_sources(out, (file.source for file in files))
        search = _Search(published)
        rejected = 0
        for number, file in enumerate(files):
            progress(f"{search.copies:,} copies", number, len(files))
            for read in read_copies(file):
                if isinstance(read, RecordError):
                    rejected += 1
                    reject(read)
                elif isinstance(read, PassedOver):
                    passed_over += 1
                else:
                    search.offer(Copy(read, published.settings))
        progress(f"{search.copies:,} copies", len(files), len(files))
    if not search.copies:
        raise SourceError(
            f"{', '.join(sources)} holds no article that could be read ({rejected:,} rows or files "
            "were left out, for the reasons above)"
        )
    articles = search.restored()
    done = Rehydrated(
        articles,
        measure_coverage(articles),
        search.copies,
        len(files),
        rejected,
        passed_over,
        search.unused,
        search.rivals(),
    )
    write_restored(published, done.articles, _report(published, done), out)
    if done.coverage.share < min_coverage:
        raise CoverageTooLow(
            f"{done.coverage.share:.1%} of the sentences were restored, asked for were "
            f"{min_coverage:.1%} (--min-coverage); {out} and its report are written and say what is "
            "missing"
        )
    return done


class _Search:
    """Copies are offered one by one; each article keeps the one that fits best."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._index = ArticleIndex(release.articles, release.settings)
        self._fits: dict[int, list[_Fit]] = {}
        self._misnamed: set[int] = set()
        self.copies = self.unused = 0

    def offer(self, copy: Copy) -> None:
        """Align a copy with the articles that it may be of."""
        self.copies += 1
        articles = self._release.articles
        hinted = self._index.hinted(copy.article)
        used = False
        for number in sorted({*hinted, *self._index.likely(copy.article, copy.windows)}):
            fit = restore_article(articles[number], copy, self._release.settings)
            if fit is not None:
                used = True
                self._keep(number, _fit(fit, copy, number in hinted))
            elif number in hinted:
                self._misnamed.add(number)
        self.unused += not used

    def _keep(self, number: int, fit: _Fit) -> None:
        """Keep the best copy, and the second if it has other words."""
        held = self._fits.setdefault(number, [])
        if any(fit.digest == other.digest for other in held):
            same = next(other for other in held if other.digest == fit.digest)
            if fit.rank > same.rank:
                held[held.index(same)] = fit
        else:
            held.append(fit)
        held.sort(key=lambda fit: fit.rank, reverse=True)
        del held[2:]

    def restored(self) -> tuple[RestoredArticle, ...]:
        """Return the articles of the release, each as its best copy has it."""
        return tuple(
            self._fits[number][0].restored
            if number in self._fits
            else _nothing(article, "wrong_article" if number in self._misnamed else "missing")
            for number, article in enumerate(self._release.articles)
        )

    def rivals(self) -> tuple[Rival, ...]:
        """Return the articles that two copies with other words fit about as well."""
        return tuple(
            Rival(self._release.articles[number].id, fits[0].where, fits[1].where)
            for number, fits in sorted(self._fits.items())
            if len(fits) > 1 and fits[1].score >= AS_GOOD * fits[0].score
        )


def _fit(found: tuple[RestoredArticle, float], copy: Copy, hinted: bool) -> _Fit:
    restored, score = found
    return _Fit(round(score, 3), hinted, text_digest(copy.text), copy.where, restored)


def restore_article(
    article: PublishedArticle, copy: Copy, settings: AnchorSettings
) -> tuple[RestoredArticle, float] | None:
    """Return an article as a copy has it, with the bits of evidence; None where it is no copy."""
    anchored = [sentence.anchored for sentence in article.sentences]
    chunks, owners = chunks_of(anchored, settings)
    path = find_path(chunks, copy.windows)
    ends = copy.ends
    per_token = settings.bits / settings.chunk_tokens
    if not is_a_copy(path, chunks, ends.n_tok, per_token):
        return None
    places = place_sentences(anchored, article.n_tokens, chunks, owners, path, ends)
    places = [
        None if sentence.withheld else place
        for sentence, place in zip(article.sentences, places, strict=True)
    ]
    sentences = []
    for sentence, place, span in zip(article.sentences, places, copy.offsets(places), strict=True):
        if place is None or span is None:
            sentences.append(_lost(sentence, "missing"))
            continue
        cuts = zip(_sizes(sentence, settings), sentence.anchored.chunks, strict=False)
        published = sum(size for size, value in cuts if value is not None)
        whole = place.end - place.start == sentence.anchored.n_tok and place.matched == published
        status: Literal["exact", "partial", "interpolated"] = (
            "exact"
            if whole and (published or not sentence.anchored.n_tok)
            else "partial"
            if place.matched
            else "interpolated"
        )
        score = place.matched / published if published else float(status == "exact")
        sentences.append(RestoredSentence(sentence, status, score, span))
    restored = RestoredArticle(article, tuple(sentences), copy.article, copy.text, copy.where)
    return restored, path.score


def _sizes(sentence: PublishedSentence, settings: AnchorSettings) -> list[int]:
    return [cut.size for cut in chunk_cuts(sentence.anchored.n_tok, settings)]


def _report(release: Release, done: Rehydrated) -> dict[str, Any]:
    """Return what rehydration_report.json says."""
    return {
        "release": {
            "name": release.facts.get("name"),
            "version": release.facts.get("version"),
            "anchors_digest": file_digest(release.folder / ANCHORS),
        },
        "copies": {
            "read": done.copies,
            "unused": done.unused,
            "rejected": done.rejected,
            "files": done.files,
            "passed_over": done.passed_over,
        },
        "sentences": done.coverage.to_json(),
        "two_copies_fit": [rival._asdict() for rival in done.rivals],
        "articles": [
            {
                "article_id": article.published.id,
                "split": article.published.split,
                "copy": article.where,
                "url": article.published.urls[0] if article.published.urls else None,
                **Counter(sentence.status for sentence in article.sentences),
            }
            for article in done.articles
        ],
    }


def _nothing(
    article: PublishedArticle, status: Literal["missing", "wrong_article"]
) -> RestoredArticle:
    sentences = tuple(_lost(sentence, status) for sentence in article.sentences)
    return RestoredArticle(article, sentences, None, "", None)


def _lost(
    sentence: PublishedSentence, status: Literal["missing", "wrong_article"]
) -> RestoredSentence:
    return RestoredSentence(sentence, "withheld" if sentence.withheld else status, 0.0, None)
