"""What a release is made of: read from the corpus, and cut down to what may leave it.

Left out, and counted by reason: articles that have no part in the split, what is taken down, texts
whose licence does not allow to pass them on (in a full release), addresses that quote an article,
answers that were skipped and answers that wait for review since the guidelines changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from ..adjudication import Rule, settle_sentence
from ..errors import ReleaseError
from ..guidelines import LabelScheme
from ..nouns import Article, Judgment, Part, Ruling, Sentence, SentenceRef
from ..nouns import article_id as content_id
from ..progress import Progress
from ..steps import judgments_in_force
from ..store.articles import StoredArticle, get_split, iter_articles
from ..store.judgments import current_rulings
from ..store.settings import get_setting, label_scheme
from .anchors import anchor_rows
from .id_lists import Takedown
from .licences import PERMITTING, licence_name
from .masking import Mask
from .normalise import AnchorSettings
from .people import opaque_article_id
from .privacy import Review
from .runs import Hashes, all_runs, shares_a_run
from .schemas import DECIDED_BY, Variant
from .settings import ReleaseSettings

__all__ = ["Gold", "Material", "ReleasedArticle", "gather"]

BY_RULE = ("unanimous", "majority")


@dataclass(frozen=True, slots=True)
class ReleasedArticle:
    """An article under its id in the release, with those of its sentences that are in it."""

    id: str
    original: Article
    """as it is in the corpus: nothing of it is published but facts and anchors"""
    sentences: tuple[Sentence, ...]
    """as they are in the corpus"""
    ids: tuple[str, ...]
    """of each sentence, in the release"""
    anchors: tuple[Mapping[str, Any], ...]
    """of each sentence, as if none were sensitive"""
    published: Article
    """what may be published of it"""
    published_sentences: tuple[Sentence, ...]
    part: Part
    licence: str
    with_text: bool
    """whether its text stands in the release"""


@dataclass(frozen=True, slots=True)
class Gold:
    """The settled labels of a sentence, and the judgments of people on their own."""

    labels: frozenset[str]
    decided_by: str
    by: str
    """who settled it, in the corpus's own words; empty: nobody is named"""
    guideline_gap: bool
    judgments: tuple[Judgment, ...]
    created: str | None


@dataclass(frozen=True, slots=True)
class Material:
    """What a release is made of."""

    variant: Variant
    scheme: LabelScheme
    machine_labels: bool
    articles: tuple[ReleasedArticle, ...]
    """by id"""
    names: Mapping[SentenceRef, str]
    """sentence of the corpus -> its id in the release"""
    gold: Mapping[SentenceRef, Gold]
    judgments: tuple[Judgment, ...]
    """those that count, on the sentences of the release"""
    sensitive: Mapping[SentenceRef, str]
    takedowns: tuple[Takedown, ...]
    runs: Hashes
    """of words, of its articles: none may stand in the release but in its texts"""
    left_out: Mapping[str, int]
    """why -> how many"""


def gather(
    connection: Connection,
    settings: ReleaseSettings,
    variant: Variant,
    mask: Mask,
    anchors: AnchorSettings,
    *,
    takedowns: Sequence[Takedown] = (),
    sensitive: Mapping[str, str] | None = None,
    review: Review | None = None,
    progress: Progress = lambda *_: None,
) -> Material:
    """Return what a release of a corpus is made of.

    takedowns, sensitive : by ids of the release, of articles and of sentences. review : what people
    decided of sentences by their place in the corpus. Raises ReleaseError
    where there is no split, nothing settled, or no article whose text may be published.
    """
    if get_split(connection) is None:
        raise ReleaseError(
            "the corpus is not split yet; a release says which articles are for testing: run "
            "`dateline split` first"
        )
    left_out = Counter[str]()
    down = frozenset(one.id for one in takedowns)
    rename = _renaming(settings, variant)
    articles = []
    for number, stored in enumerate(iter_articles(connection)):
        progress("articles", number, 0)
        if (released := _article(stored, rename, settings, variant, mask, anchors, down)) is None:
            left_out[_why_left_out(stored, rename, down)] += 1
            continue
        left_out["sentences taken down"] += len(stored.sentences) - len(released.sentences)
        left_out["articles whose licence keeps their text home"] += (
            variant == "full" and not released.with_text
        )
        articles.append(released)
    runs = all_runs(article.original.text for article in articles)
    articles.sort(key=lambda article: article.id)
    articles = _without_quoting(articles, runs, left_out)
    names = {
        sentence.ref: name
        for article in articles
        for sentence, name in zip(article.sentences, article.ids, strict=True)
    }
    counting = judgments_in_force(connection)
    judgments = tuple(
        judgment
        for judgment in counting.judgments
        if judgment.sentence in names and not judgment.skipped
    )
    left_out["answers skipped"] = sum(one.skipped for one in counting.judgments)
    left_out["answers that wait for review"] = len(counting.waiting)
    scheme = label_scheme(connection)
    gold = _gold(current_rulings(connection), judgments, names, scheme, left_out)
    if not gold:
        raise ReleaseError("no sentence of the corpus is settled; run `dateline adjudicate` first")
    if variant == "full" and not any(article.with_text for article in articles):
        raise ReleaseError(
            f"none of the {len(articles):,} articles has a licence that allows to pass its text on; "
            "publish the labels without the texts (--variant standoff), or say under [licences] in "
            "release.toml what the articles' licences mean"
        )
    return Material(
        variant=variant,
        scheme=scheme,
        machine_labels=bool(get_setting(connection, "machine_labels")),
        articles=tuple(articles),
        names=names,
        gold=gold,
        judgments=judgments,
        sensitive=_sensitive(articles, sensitive or {}, down, review),
        takedowns=tuple(takedowns),
        runs=runs,
        left_out={why: count for why, count in sorted(left_out.items()) if count},
    )


def _renaming(settings: ReleaseSettings, variant: Variant) -> Callable[[Article], str]:
    """Return how articles are named in the release. Raises ReleaseError for an id that tells."""

    def keep(article: Article) -> str:
        if variant == "full" and article.id == content_id(article.text, article.url):
            raise ReleaseError(
                f"the id {article.id!r} is made from the article's text, so that a masked name "
                'could be found by trying; write article_ids = "opaque" in release.toml'
            )
        return article.id

    if settings.article_ids == "corpus":
        return keep
    return lambda article: opaque_article_id(article.id, settings.key)


def _article(
    stored: StoredArticle,
    rename: Callable[[Article], str],
    settings: ReleaseSettings,
    variant: Variant,
    mask: Mask,
    anchors: AnchorSettings,
    down: frozenset[str],
) -> ReleasedArticle | None:
    article, part = stored.article, stored.part
    name = rename(article)
    if part is None or name in down or not stored.sentences:
        return None
    masked = mask(article, stored.sentences)
    named = replace(article, id=name)
    rows = anchor_rows(named, stored.sentences, {}, anchors, masked.private)
    kept = [place for place, row in enumerate(rows) if row["sentence_id"] not in down]
    licence = licence_name(article.licence, settings.licences)
    return ReleasedArticle(
        id=name,
        original=article,
        sentences=tuple(stored.sentences[place] for place in kept),
        ids=tuple(rows[place]["sentence_id"] for place in kept),
        anchors=tuple(rows[place] for place in kept),
        published=masked.article,
        published_sentences=tuple(masked.sentences[place] for place in kept),
        part=part,
        licence=licence,
        with_text=variant == "full" and PERMITTING.fullmatch(licence) is not None,
    )


def _without_quoting(
    articles: Sequence[ReleasedArticle], runs: Hashes, left_out: Counter[str]
) -> list[ReleasedArticle]:
    """Return the articles, without an address that tells a run of words of one, as slugs do."""
    kept = []
    for article in articles:
        if article.published.url and shares_a_run(article.published.url, runs):
            left_out["addresses that quote an article"] += 1
            article = replace(article, published=replace(article.published, url=None))
        kept.append(article)
    return kept


def _why_left_out(
    stored: StoredArticle, rename: Callable[[Article], str], down: frozenset[str]
) -> str:
    if rename(stored.article) in down:
        return "articles taken down"
    return "articles without a sentence" if stored.part else "articles in no part of the split"


def _gold(
    rulings: Sequence[Ruling],
    judgments: Sequence[Judgment],
    names: Mapping[SentenceRef, str],
    scheme: LabelScheme,
    left_out: Counter[str],
) -> dict[SentenceRef, Gold]:
    """Return what is settled of the sentences in the release.

    A ruling by rule that the judgments of the release do not give (it was imported, or they have
    changed since) says `other`: what a release claims, its readers can recompute.
    """
    known = frozenset(scheme.ids)
    said: dict[SentenceRef, list[Judgment]] = {}
    for judgment in judgments:
        said.setdefault(judgment.sentence, []).append(judgment)
    gold = {}
    for ruling in rulings:
        if ruling.sentence not in names:
            continue
        if not ruling.labels <= known:
            left_out["settled sentences with labels of earlier guidelines"] += 1
            continue
        own = said.get(ruling.sentence, [])
        gold[ruling.sentence] = Gold(
            ruling.labels,
            _decided_by(ruling, own),
            str(ruling.extra.get("by") or ""),
            bool(ruling.extra.get("guideline_gap")),
            tuple(own),
            ruling.extra.get("created"),
        )
    return gold


def _decided_by(ruling: Ruling, own: Sequence[Judgment]) -> str:
    if ruling.decided_by in ("adjudicator", "adjudicated"):
        return "adjudicator"
    if ruling.decided_by in BY_RULE:
        rule: Rule = "unanimous" if ruling.decided_by == "unanimous" else "majority"
        again = settle_sentence(ruling.sentence, own, rule)
        if isinstance(again, Ruling) and again.labels == ruling.labels:
            return again.decided_by
    return DECIDED_BY[-1]


def _sensitive(
    articles: Sequence[ReleasedArticle],
    said: Mapping[str, str],
    down: frozenset[str],
    review: Review | None,
) -> dict[SentenceRef, str]:
    """Return the sensitive sentences, and why. Raises ReleaseError for an id that nothing has."""
    found: dict[SentenceRef, str] = {}
    known = set(down)
    for article in articles:
        known |= {article.id, *article.ids}
        reviewed = review.withheld(article.original.id) if review else {}
        for sentence, name in zip(article.sentences, article.ids, strict=True):
            if reason := said.get(name, said.get(article.id, reviewed.get(sentence.ref))):
                found[sentence.ref] = reason
    if unknown := sorted(said.keys() - known):
        raise ReleaseError(
            f"sensitive.jsonl names {unknown[0]!r}, which is no article and no sentence of this "
            "release; ids are those in data/splits.csv"
        )
    return found
