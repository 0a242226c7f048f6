"""What people decided of names and sentences, and what still waits for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ...errors import OutputError, ReviewUnsettled, one_of
from ...files import new_file
from ...nouns import Article, Sentence, SentenceRef
from ...progress import Progress
from .candidates import Candidate, FindMore, find_candidates
from .forms import DECISIONS, Decision, Name
from .lists import (
    EVERYWHERE,
    NameLine,
    SentenceLine,
    read_names,
    read_sentences,
    write_names,
    write_sentences,
)
from .merging import merged_names, merged_sentences
from .ordinary import is_caseless
from .sensitive import SENSITIVE, Sensitive, sensitive_guesses
from .tokens import keys_of

__all__ = ["READ_WHOLE", "Review", "renew_review"]

READ_WHOLE = "(no capitals: read the whole article)"
"""stands for a name where capitals tell nothing; whoever has read the article writes not_a_name"""
_Line = TypeVar("_Line", NameLine, SentenceLine)


class Review:
    """The lists of a corpus, as people left them. An open name counts as one to mask."""

    def __init__(
        self, path: Path, names: Iterable[NameLine], sentences: Iterable[SentenceLine]
    ) -> None:
        self.path = path
        """the list of names"""
        self._everywhere: dict[tuple[str, ...], NameLine] = {}
        self._names: dict[str, list[NameLine]] = {}
        self._withheld: dict[str, dict[SentenceRef, Sensitive]] = {}
        for line in names:
            if line.article_id == EVERYWHERE:
                self._everywhere[keys_of(line.name)] = line
            else:
                self._names.setdefault(line.article_id, []).append(line)
        for held in sentences:
            if held.reason != "none":
                of_article = self._withheld.setdefault(held.sentence.article_id, {})
                of_article[held.sentence] = held.reason
        self.unsettled_names = sum(
            self._decision(line) is None for lines in self._names.values() for line in lines
        )

    def _decision(self, line: NameLine) -> Decision | None:
        everywhere = self._everywhere.get(keys_of(line.name))
        return line.decision or (everywhere.decision if everywhere else None)

    def require_settled(self) -> None:
        """Raise ReviewUnsettled while a name waits for a decision."""
        if self.unsettled_names:
            lines = sum(map(len, self._names.values()))
            raise ReviewUnsettled(
                f"{self.unsettled_names:,} of {lines:,} names in {self.path} wait for a decision; "
                f"write one of {one_of(DECISIONS)} in the column 'decision' of each, add the names "
                "that are missing, and run the command again"
            )

    def names(self, article_id: str) -> tuple[Name, ...]:
        """Return what was decided of the names of one article."""
        own = self._names.get(article_id, ())
        told = {keys_of(form) for line in own for form in (line.name, *line.forms)}
        everywhere = (line for keys, line in self._everywhere.items() if keys not in told)
        return tuple(
            Name(line.name, self._decision(line) or "mask", line.forms)
            for line in (*own, *everywhere)
        )

    def withheld(self, article_id: str) -> dict[SentenceRef, Sensitive]:
        """Return the sentences of one article that are published without anchors, and why."""
        return dict(self._withheld.get(article_id, {}))

    def counts_to_json(self) -> dict[str, Any]:
        """Return how many names and sentences were decided how: numbers only."""
        lines = [line for held in self._names.values() for line in held]
        decided: Counter[str] = Counter(self._decision(line) or "open" for line in lines)
        reasons = Counter(reason for held in self._withheld.values() for reason in held.values())
        return {
            "names": {decision: decided[decision] for decision in (*DECISIONS, "open")},
            "sentences": {reason: reasons[reason] for reason in SENSITIVE if reason != "none"},
        }


def renew_review(
    folder: Path,
    articles: Iterable[tuple[Article, Sequence[Sentence]]],
    *,
    more: FindMore | None = None,
    progress: Progress = lambda what, done, total: None,
    total: int = 0,
) -> Review:
    """Write the lists of a corpus anew, keeping what people wrote, and return them.

    FOLDER/names.csv and FOLDER/sentences.csv are for their owner's eyes only, and a `.gitignore`
    keeps them from being committed by mistake. Raises RecordError where a list says what it cannot
    say, OutputError where it cannot be written.
    """
    _make_private(folder)
    names_path, sentences_path = folder / "names.csv", folder / "sentences.csv"
    old_names = _by_article(read_names(names_path), lambda line: line.article_id)
    old_sentences = _by_article(
        read_sentences(sentences_path), lambda line: line.sentence.article_id
    )
    names = old_names.pop(EVERYWHERE, [])
    sentences: list[SentenceLine] = []
    for number, (article, split) in enumerate(articles, 1):
        found = find_candidates(article, split, more)
        if is_caseless(article.text):
            found = (Candidate(article.id, READ_WHOLE, (), 0, "unknown", ""), *found)
        names += merged_names(old_names.pop(article.id, []), found)
        guesses = sensitive_guesses(article, split)
        sentences += merged_sentences(old_sentences.pop(article.id, []), guesses, article, split)
        progress("looking for names", number, total)
    names += [line for held in old_names.values() for line in held if line.decision]
    sentences += [line for held in old_sentences.values() for line in held]
    write_names(names_path, names)
    write_sentences(sentences_path, sentences)
    return Review(names_path, names, sentences)


def _by_article(
    lines: Iterable[_Line], article_of: Callable[[_Line], str]
) -> dict[str, list[_Line]]:
    held: dict[str, list[_Line]] = {}
    for line in lines:
        held.setdefault(article_of(line), []).append(line)
    return held


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be made ({error.strerror}); give another folder for the lists of names"
        ) from None
    ignore = folder / ".gitignore"
    if not ignore.exists():
        with new_file(ignore, private=True) as file:
            file.write("*\n")
