"""Where names of persons may stand, and what the words there speak for.

No model: a name is a run of capitalised words, small words of names between them (`Omar al-Jabouri`,
`Umm Ali`), which no title, place, people or body explains away. What is left out is what the article
itself never uses like a name. Where a text has no capitals only titles, kunyas, given names and words
like "said" beside an unknown word tell. It errs on the side of a candidate too many: a person settles
every one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .caseless_runs import caseless_runs
from .ordinary import Ordinary
from .runs import capital_runs, opens
from .signs import other_signs, person_signs
from .tokens import Token, tokens_of

__all__ = ["Mention", "find_mentions"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a name may stand; `person` and `other` count the signs for and against."""

    name: str
    tokens: tuple[Token, ...]
    before: tuple[str, ...]
    """keys of the words before it in its stretch of text, the nearest first"""
    after: tuple[str, ...]
    following: str
    """the next characters of the text"""
    person: int
    other: int
    opens: bool = False
    """whether a sentence or a quotation begins with it, where every word has a capital"""

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def find_mentions(
    text: str, stretches: Iterable[tuple[int, int]], ordinary: Ordinary, *, plain: bool = False
) -> Iterator[Mention]:
    """Yield where names may stand, in order. No name reaches over the end of a stretch.

    `plain` says that capitals tell nothing in this text: there only what has a sign is a name.
    """
    for start, end in stretches:
        tokens = tokens_of(text, start, end)
        if not tokens:
            continue
        untold = plain or _is_shouted(tokens)
        runs = (caseless_runs if untold else capital_runs)(text, tokens, ordinary)
        for first, last in runs:
            yield _mention(text, tokens, first, last, end, untold=untold)


def _is_shouted(tokens: Sequence[Token]) -> bool:
    if not all(token.text.isupper() for token in tokens[:3]):
        return False
    long = [token.text for token in tokens if len(token.text) > 1 and token.text.isalpha()]
    return len(long) > 3 and sum(map(str.isupper, long)) > len(long) * 0.8


def _mention(
    text: str, tokens: Sequence[Token], first: int, last: int, end: int, *, untold: bool
) -> Mention:
    held = tuple(tokens[first:last])
    before = tuple(token.key for token in reversed(tokens[max(0, first - 8) : first]))
    after = tuple(token.key for token in tokens[last : last + 8])
    following = text[held[-1].end : min(end, held[-1].end + 48)]
    return Mention(
        text[held[0].start : held[-1].end],
        held,
        before,
        after,
        following,
        person=sum(person_signs(held, before, after, following)),
        other=untold + sum(other_signs(text, held, before, after, following)),
        opens=opens(text, held[0].start),
    )
