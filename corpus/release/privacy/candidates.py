"""The persons that an article may name: mentions gathered, one candidate for each person."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ...nouns import Article, Block, Sentence
from ...pages.agencies import agency_in, agency_named
from ...pages.datelines import dateline_of
from ...sentences.quotations import line_spans
from . import gazetteer as known
from .finding import Mention, find_mentions
from .ordinary import Ordinary
from .roles import Role, guess_role
from .tokens import keys_of, segments, tokens_of

__all__ = ["Candidate", "FindMore", "find_candidates"]

FindMore = Callable[[str], Iterable[tuple[int, int]]]
"""Another finder: takes a text, returns code-point offsets of names of persons in it."""

_ALIAS = re.compile(
    r"[\s,(]*(?:(?:who is |is )?(?:also |better |commonly )?(?:known|referred to)(?: as| by)?"
    r"|alias|a\.?k\.?a\.?|nicknamed|nom de guerre|whose (?:nom de guerre|nickname) (?:is|was)"
    r"|المعروف ب|الملقب ب|المكنى ب)[\s,:(]*(?:the )?[\"“'‘«]?\s*"
)
_AUTHORS = re.compile(r"\s*(?:[,;/&|]|\band\b|\bet\b|\by\b|\bund\b)\s*")
_CONTEXT = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person that an article may name, or something that looks like one."""

    article_id: str
    name: str
    """the fullest form"""
    forms: tuple[str, ...]
    """the other forms that were found"""
    count: int
    role: Role
    context: str
    """a few words on both sides of the first mention"""


@dataclass(slots=True)
class _Group:
    """The mentions that share their words."""

    words: tuple[str, ...]
    mentions: list[Mention] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.words) > 1

    def is_person(self, outlet: frozenset[str], ordinary: Ordinary) -> bool:
        """Whether the article ever uses it like a name, or never like anything else."""
        if not self.is_full and agency_in(self.mentions[0].name) is not None:
            return False
        person = sum(mention.person for mention in self.mentions)
        opener = (
            not self.is_full
            and all(mention.opens for mention in self.mentions)
            and self.words[0] not in known.GIVEN_NAMES
            and ordinary.resembles(self.words[0])
        )
        if person > opener:
            return True
        used = any(mention.other for mention in self.mentions)
        said = not self.is_full and self.words[0] in ordinary
        return not (opener or used or said or outlet.issuperset(self.words))


def find_candidates(
    article: Article, sentences: Sequence[Sentence] = (), more: FindMore | None = None
) -> tuple[Candidate, ...]:
    """Return the persons that an article may name, in the order in which they are first met."""
    ordinary = Ordinary(article.text)
    mentions = list(_mentions(article, sentences, ordinary, more))
    groups: dict[tuple[str, ...], _Group] = {}
    for mention in mentions:
        words = _words(mention)
        groups.setdefault(words, _Group(words)).mentions.append(mention)
    outlet = frozenset(
        keys_of(f"{article.source or ''} {article.agency or ''} {article.place or ''}")
    )
    persons = _persons(list(groups.values()), outlet, ordinary)
    for one, other in _aliases(mentions):
        _join(persons, _words(one), _words(other))
    order = {id(mention): place for place, mention in enumerate(mentions)}
    found = sorted(
        (sorted(held, key=lambda mention: order[id(mention)]) for held in persons.values()),
        key=lambda held: order[id(held[0])],
    )
    return tuple(_candidate(article.id, held) for held in found if held)


def _mentions(
    article: Article, sentences: Sequence[Sentence], ordinary: Ordinary, more: FindMore | None
) -> Iterator[Mention]:
    """Yield the mentions in text, title and author; the text first, where names stand in full."""
    text = article.text
    plain = ordinary.caseless
    parts: list[Sentence | Block] = [*sentences, *article.blocks]
    cuts = [edge for part in parts for edge in (part.start, part.end)]
    if not sentences:
        cuts += [edge for span in line_spans(text) for edge in span]
    told = [held for held in article.blocks if held.kind in ("byline", "credit")]
    dateline = _dateline_end(text)
    for mention in find_mentions(text, segments(len(text), cuts), ordinary, plain=plain):
        if any(held.start <= mention.start < held.end for held in told):
            mention = replace(mention, before=("journalist", *mention.before))
        elif mention.end <= dateline:
            mention = replace(mention, person=max(0, mention.person - 1), other=mention.other + 1)
        yield mention
    for start, end in more(text) if more else ():
        tokens = tuple(tokens_of(text, start, end))
        if tokens:
            yield Mention(text[start:end], tokens, (), (), text[end : end + 24], person=1, other=0)
    yield from find_mentions(article.title, [(0, len(article.title))], ordinary, plain=plain)
    for author in _AUTHORS.split(article.author or ""):
        tokens = tuple(tokens_of(author))
        if tokens and agency_named(author) is None:
            yield Mention(author, tokens, ("journalist",), (), "", person=1, other=0)


def _dateline_end(text: str) -> int:
    """Return where the dateline of the first line ends."""
    start, end = next(line_spans(text), (0, 0))
    found = dateline_of(text[start:end], opening=True) if end else None
    return start + found.end if found else 0


def _words(mention: Mention) -> tuple[str, ...]:
    """Return the words that tell a name from another; a kunya is told apart from the name in it."""
    keys = [token.key for token in mention.tokens]
    words = [
        "abu" if key in known.KUNYAS else key
        for key in keys
        if len(key) > 1 and key not in known.ARTICLES and key not in known.LINKS
    ]
    return tuple(words)


def _persons(
    groups: list[_Group], outlet: frozenset[str], ordinary: Ordinary
) -> dict[tuple[str, ...], list[Mention]]:
    """Return the mentions of each person by the words of their fullest name.

    A shorter form belongs to every full name that holds its words.
    """
    persons: dict[tuple[str, ...], list[Mention]] = {}
    holding: dict[str, list[tuple[str, ...]]] = {}
    for group in sorted(groups, key=lambda group: (-len(group.words), group.words)):
        held = set(group.words)
        fuller = [words for words in holding.get(group.words[0], ()) if held < set(words)]
        for words in fuller:
            persons[words] += group.mentions
        if not fuller and group.is_person(outlet, ordinary):
            persons[group.words] = list(group.mentions)
            for word in held:
                holding.setdefault(word, []).append(group.words)
    return persons


def _aliases(mentions: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the pairs of names of which the text says that they are one person's."""
    for one, other in itertools.pairwise(mentions):
        between = other.start - one.end
        if 0 < between <= len(one.following) and _ALIAS.fullmatch(one.following[:between]):
            yield one, other


def _join(
    persons: dict[tuple[str, ...], list[Mention]], one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    mine = next((words for words in persons if set(one) <= set(words)), None)
    if mine is not None and other in persons and other != mine:
        persons[mine] += persons.pop(other)


def _candidate(article_id: str, mentions: Sequence[Mention]) -> Candidate:
    by_form: dict[tuple[str, ...], str] = {}
    for mention in mentions:
        by_form.setdefault(tuple(token.key for token in mention.tokens), _one_line(mention.name))
    fullest = max(by_form, key=len)
    first = mentions[0]
    before = " ".join(reversed(first.before[:_CONTEXT]))
    after = " ".join(first.after[:_CONTEXT])
    return Candidate(
        article_id,
        by_form.pop(fullest),
        tuple(by_form.values()),
        len({(mention.start, mention.following) for mention in mentions}),
        guess_role((held.before, held.after, held.following) for held in mentions),
        f"{before} … {after}".strip(),
    )


def _one_line(name: str) -> str:
    return " ".join(name.split())
