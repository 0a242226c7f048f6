"""A list that a person has worked on, and what is found now: nothing that they wrote is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...nouns import Article, Sentence, SentenceRef
from .candidates import Candidate
from .lists import NameLine, SentenceLine
from .sensitive import Sensitive
from .tokens import keys_of

__all__ = ["merged_names", "merged_sentences"]

_BEGINS = 6
"""words of a sentence by which a person finds it"""


def merged_names(old: Sequence[NameLine], found: Iterable[Candidate]) -> Iterator[NameLine]:
    """Yield the lines of one article: what was found, as a person left it, and what they added.

    A candidate that is a form of a line already there is no new line. A line without a decision that
    is not found any more goes; one that a person decided or wrote stays.
    """
    by_name = {keys_of(line.name): line for line in old}
    listed = {keys_of(form) for line in old for form in line.forms}
    seen = set()
    for candidate in found:
        keys = keys_of(candidate.name)
        line = by_name.get(keys)
        if line is not None:
            seen.add(keys)
            yield line if line.decision else _renewed(line, candidate)
        elif keys not in listed:
            yield _renewed(NameLine(candidate.article_id, candidate.name), candidate)
    for line in old:
        if keys_of(line.name) not in seen and (line.decision or not line.count):
            yield line


def _renewed(line: NameLine, candidate: Candidate) -> NameLine:
    known = {keys_of(form) for form in line.forms}
    new = (form for form in candidate.forms if keys_of(form) not in known)
    return replace(
        line,
        forms=(*line.forms, *new),
        count=candidate.count,
        role=candidate.role,
        context=candidate.context,
    )


def merged_sentences(
    old: Sequence[SentenceLine],
    guesses: Mapping[SentenceRef, Sensitive],
    article: Article,
    sentences: Sequence[Sentence],
) -> Iterator[SentenceLine]:
    """Yield the lines of one article in the order of its sentences.

    Where an article is split otherwise than before, what a person wrote of a sentence holds for every
    sentence that shares text with it.
    """
    written = {line.sentence: line for line in old}
    known = {sentence.ref for sentence in sentences}
    moved = [line for ref, line in written.items() if ref not in known and line.reason != "none"]
    for sentence in sentences:
        line, guess = written.get(sentence.ref), guesses.get(sentence.ref, "none")
        if line is None:
            line = next((held for held in moved if _overlap(held.sentence, sentence)), None)
        if line is not None and (line.reason != line.guess or guess != "none"):
            reason = line.reason
        elif guess != "none":
            reason = guess
        else:
            continue
        begins = " ".join(article.text[sentence.start : sentence.end].split()[:_BEGINS])
        yield SentenceLine(sentence.ref, reason, "" if guess == "none" else guess, begins)


def _overlap(one: SentenceRef, other: Sentence) -> bool:
    return one.start < other.end and other.start < one.end
