"""What must hold of a corpus, whoever wrote to it: small rules, each of which says how it is broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import get_args

from sqlalchemy import Connection

from .adjudication import Rule, settle_sentence
from .errors import LeakError, NothingJudged
from .leaks import check_clusters
from .nouns import Judgment, Ruling, SentenceRef
from .outcomes import Outcome, ask, first_line, rule_name
from .plurals import counted
from .steps import judgments_in_force
from .store import Corpus
from .store.articles import get_split, iter_articles
from .store.copying import find_damage
from .store.judgments import current_rulings
from .store.settings import label_schemes

__all__ = ["CORPUS_RULES", "check_corpus"]


def the_file_is_whole(connection: Connection) -> Iterator[str]:
    """SQLite finds no damage in the file; PostgreSQL watches over its own."""
    if problem := find_damage(connection):
        yield problem


def sentences_lie_in_their_articles(connection: Connection) -> Iterator[str]:
    """Sentences stand in order, do not overlap, and hold more than white space."""
    for stored in iter_articles(connection):
        before = 0
        for sentence in stored.sentences:
            inside = before <= sentence.start < sentence.end <= len(stored.article.text)
            if not inside or not stored.article.text[sentence.start : sentence.end].strip():
                yield f"{sentence.ref} does not lie in its article"
                break
            before = sentence.end


def labels_are_of_their_guidelines(connection: Connection) -> Iterator[str]:
    """Every settled label is one of the guidelines that it was settled under."""
    schemes = label_schemes(connection)
    known = {label for scheme in schemes.values() for label in scheme.ids}
    for ruling in current_rulings(connection):
        scheme = schemes.get(ruling.guidelines or "")
        if strange := sorted(ruling.labels - set(scheme.ids if scheme else known)):
            yield f"{ruling.sentence} has the label {strange[0]!r}"


def rulings_by_rule_follow(connection: Connection) -> Iterator[str]:
    """What a rule settled, the judgments that count still give."""
    try:
        judgments = judgments_in_force(connection).judgments
    except NothingJudged:
        judgments = ()
    said = defaultdict[SentenceRef, list[Judgment]](list)
    for judgment in judgments:
        said[judgment.sentence].append(judgment)
    lost = [
        ruling.sentence
        for ruling in current_rulings(connection)
        if ruling.judges and not _follows(ruling, said[ruling.sentence])
    ]
    if lost:
        yield f"{counted(len(lost), 'sentence')} settled by a rule that no longer gives it: {lost[0]}"


def _follows(ruling: Ruling, said: list[Judgment]) -> bool:
    if ruling.decided_by not in get_args(Rule):
        return True
    rule: Rule = "unanimous" if ruling.decided_by == "unanimous" else "majority"
    again = settle_sentence(ruling.sentence, said, rule)
    return isinstance(again, Ruling) and again.labels == ruling.labels


def copies_stand_in_one_part(connection: Connection) -> Iterator[str]:
    """No cluster of near-duplicates stands in two parts of the split."""
    split = get_split(connection)
    clusters = {
        stored.article.id: stored.article.cluster
        for stored in iter_articles(connection)
        if stored.article.cluster
    }
    if split is not None:
        try:
            check_clusters(split, clusters)
        except LeakError as error:
            yield str(error)


CORPUS_RULES: tuple[Callable[[Connection], Iterator[str]], ...] = (
    the_file_is_whole,
    sentences_lie_in_their_articles,
    labels_are_of_their_guidelines,
    rulings_by_rule_follow,
    copies_stand_in_one_part,
)


def check_corpus(corpus: Corpus) -> list[Outcome]:
    """Return what came of every rule."""
    with corpus.read() as connection:
        return [
            ask(rule_name(rule), first_line(rule), partial(rule, connection))
            for rule in CORPUS_RULES
        ]
