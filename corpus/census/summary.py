"""What is in a corpus, as people read it on a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from ..nouns import Part
from ..plurals import counted
from ..terminal.console import printable, say, show_table
from ..terminal.doubts_summary import show_reviewed
from . import PLURAL, Census, Facet, Group, LabelCount, Lengths
from .bins import timeline

__all__ = ["show_census"]

MOST_GROUPS = 8
"""Groups that have a line of their own; the rest is summed up in one."""
MOST_PERIODS = 10
LONGEST_NAME = 38


def show_census(done: Census) -> None:
    """Print the counts, what the labels are like, and the groups of articles; long tails summed up."""
    held = f"{counted(done.articles, 'article')} with {counted(done.sentences, 'sentence')}"
    say(f"{done.address}: {held}.")
    if not done.articles:
        say("Take some in with `dateline ingest SOURCE` or `dateline import PATH`.")
        return
    _show_labelling(done)
    _show_lengths("an article", "sentence", done.article_lengths)
    _show_lengths("a sentence", "character", done.sentence_lengths)
    if done.blocks:
        parts = ", ".join(counted(count, kind) for kind, count in done.blocks.items())
        say(f"Kept outside the sentences: {parts}.")
    if done.dropped:
        say(f"In no article: {counted(done.dropped, 'part')} of the pages, with the reasons.")
    _show_copies(done)
    _show_labels(done)
    if done.label_errors:
        show_reviewed(done.label_errors)
    for name in PLURAL:
        _show_facet(name, done.facets[name])
    _show_dates(done)


def _share(count: int, total: int) -> str:
    if not total:
        return "-"
    return "<1%" if 0 < count / total < 0.005 else f"{count / total:.0%}"


def _show_labelling(done: Census) -> None:
    if done.answers:
        who = (
            "of a machine" if done.machine_labels else f"of {counted(done.annotators, 'annotator')}"
        )
        say(
            f"Judged: {counted(done.judged, 'sentence')} ({_share(done.judged, done.sentences)}), "
            f"{counted(done.answers, 'answer')} {who}."
        )
    else:
        say("Judged: none yet.")
    if done.settled:
        who = ", ".join(f"{count:,} {name}" for name, count in done.decided_by.items())
        share = _share(done.settled, done.sentences)
        say(f"Settled: {counted(done.settled, 'sentence')} ({share}): {who}.")


def _show_lengths(of: str, unit: str, lengths: Lengths) -> None:
    low, median, high, longest = map(lengths.quantile, (0.25, 0.5, 0.75, 1.0))
    if median is not None:
        middle = f"half have {low:,} to {high:,}" if low != high else f"most have {low:,}"
        say(f"Length of {of}: {counted(median, unit)} ({middle}; the longest {longest:,}).")


def _show_copies(done: Census) -> None:
    found = done.copies
    if found.unknown == done.articles:
        say("Near-duplicates: not looked for yet.")
        return
    groups = counted(found.groups, "group")
    unseen = f"; {found.unknown:,} not looked at yet" if found.unknown else ""
    say(
        f"Near-duplicates: {counted(found.copies, 'article')} beyond the first of {groups}{unseen}."
    )


def _show_labels(done: Census) -> None:
    parts = [part for part in get_args(Part) if any(p.name == part for p in done.parts)]
    rows = [_label_row(one, parts, done.settled) for one in (*done.labels, done.unlabelled)]
    if done.settled or done.judged:
        show_table(("label", "gold", "share", *parts, "judged"), rows)
    if parts:
        show_table(("part", "articles", "sentences", "share"), _group_rows(done.parts, "no part"))


def _label_row(one: LabelCount, parts: Sequence[str], settled: int) -> tuple[str, ...]:
    held = (f"{one.parts.get(part, 0):,}" for part in parts)
    judged = f"{one.judged:,}" if one.id else ""
    return (_shortened(one.title), f"{one.gold:,}", _share(one.gold, settled), *held, judged)


def _show_facet(name: str, facet: Facet) -> None:
    known = [group for group in facet if group.name is not None]
    if not known:
        return
    if len(facet) == 1:
        say(f"{name.capitalize()}: {_shortened(known[0].name or '')}.")
        return
    shown = facet if len(facet) <= MOST_GROUPS + 1 else _summed_up(facet)
    title = counted(len(known), name, PLURAL[name])
    show_table((title, "articles", "sentences", "share"), _group_rows(shown, "not said"))


def _summed_up(facet: Facet) -> Facet:
    """Return the largest groups, all others as one, and those that do not say at the end."""
    known = [group for group in facet if group.name is not None]
    rest = known[MOST_GROUPS:]
    other = Group(
        f"other, {len(rest):,}", sum(g.articles for g in rest), sum(g.sentences for g in rest)
    )
    return (*known[:MOST_GROUPS], other, *(group for group in facet if group.name is None))


def _group_rows(groups: Facet, unnamed: str) -> list[tuple[str, ...]]:
    total = sum(group.articles for group in groups)
    return [
        (
            unnamed if group.name is None else _shortened(group.name),
            f"{group.articles:,}",
            f"{group.sentences:,}",
            _share(group.articles, total),
        )
        for group in groups
    ]


def _show_dates(done: Census) -> None:
    columns = timeline(done.months, MOST_PERIODS)
    if not columns:
        say("Published: no article has a date.")
        return
    rows = [(column.name, f"{column.count:,}") for column in columns]
    if done.undated:
        rows.append(("undated", f"{done.undated:,}"))
    show_table(("published", "articles"), rows)


def _shortened(name: str) -> str:
    """Return a name as one line that leaves room for the numbers."""
    plain = printable(name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"
