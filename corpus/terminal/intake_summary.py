"""What came in, and where from, as people read it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import shorten
from ..formats.bundle import Exported
from ..formats.things import THINGS
from ..ingest import Ingested
from ..nouns import Finding
from ..plurals import counted
from ..provenance import Provenance
from ..transfer import Imported
from .console import FEW, say, warn

__all__ = ["show_exported", "show_imported", "show_ingested", "show_provenance"]


def show_ingested(done: Ingested, address: str, rejects: Path, explained: Path | None) -> None:
    """Print what became of what the sources hold."""
    if done.added:
        say(
            f"Added {counted(done.added, 'article')} with {counted(done.sentences, 'sentence')} "
            f"to {address}."
        )
    if done.unchanged:
        held = counted(done.unchanged, "article was", "articles were")
        say(f"Unchanged: {held} in {address} already.")
    if done.found_again:
        say(
            f"Found again: {counted(done.found_again, 'article was', 'articles were')} in {address} "
            "already, from another place; both places are kept."
        )
    if done.renewed:
        say(
            f"New terms (licence, rights, outlet or language): {counted(done.renewed, 'article')} "
            "of those."
        )
    if not done.articles:
        say("Found no articles.")
    if done.pages:
        rest = counted(done.dropped, "part that belongs", "parts that belong")
        kept = f"; kept {rest} to none, each with its reason" if done.dropped else ""
        say(f"Cut {counted(done.pages, 'page')} into articles{kept}.")
    if done.rejected:
        warn(f"Left out {done.rejected:,} that could not be read: see {rejects}.")
    if done.passed_over:
        passed = counted(done.passed_over, "file, or part of one,", "files, or parts of files,")
        kinds = [f"{number:,} {kind}" for kind, number in done.passed_over_kinds.items()]
        more = ", ..." if len(kinds) > FEW else ""
        warn(f"Passed over {passed} that can hold no article: {', '.join(kinds[:FEW])}{more}.")
    if done.not_met:
        say(f"No article here is of these sources of your settings: {', '.join(done.not_met)}.")
    if explained is not None:
        say(f"Look at the page: {explained}")


def show_imported(done: Imported, address: str, unmatched: Path) -> None:
    """Print what an import added."""
    suggestions = f", {counted(done.suggestions, 'suggestion')}" if done.suggestions else ""
    say(
        f"Imported {counted(done.articles, 'article')} with {counted(done.sentences, 'sentence')}, "
        f"{counted(done.judgments, 'judgment')}, {counted(done.rulings, 'ruling')}{suggestions}"
        f"{' and a split' if done.split else ''}."
    )
    if done.unchanged:
        held = counted(done.unchanged, "row was", "rows were")
        say(f"Unchanged: {held} in {address} already.")
    if done.outdated:
        said = counted(done.outdated, "row says", "rows say")
        warn(
            f"{said} what was said before and has been corrected since: the later word stands. To take "
            "a correction back, answer or settle the sentence again (`dateline serve`)."
        )
    added = (done.articles, done.judgments, done.rulings, done.suggestions, done.split)
    if not any((*added, done.unchanged, done.unmatched)):
        warn("There was nothing in it.")
    for name in done.not_renamed:
        warn(f"No row has the label {shorten(name)}: --map changed nothing there.")
    if done.unmatched:
        rows = counted(done.unmatched, "row fits", "rows fit")
        warn(f"Left out: {rows} no sentence for certain; {unmatched} says which and why.")


def show_exported(done: Exported, place: Path) -> None:
    """Print what an export wrote, and what it left behind."""
    said = [
        counted(done.articles, "article"),
        counted(done.judgments, "judgment"),
        counted(done.rulings, "ruling"),
    ]
    if done.suggestions:
        said.append(counted(done.suggestions, "suggestion"))
    most = 12
    files = ", ".join(done.files[:most]) + (" ..." if len(done.files) > most else "")
    say(f"Exported {', '.join(said[:-1])} and {said[-1]} to {place} ({files}).")
    if done.lost:
        left = "; ".join(f"{THINGS[thing]} ({number:,})" for thing, number in done.lost.items())
        warn(f"Left behind, which this format cannot carry: {left}.")


def show_provenance(done: Provenance) -> None:
    """Print what an article is, and each place where it was found."""
    article = done.article
    say(f"{article.id}  {article.title or '(no headline)'}")
    fields = ("source", "agency", "author", "place", "published", "language", "licence", "url")
    _show((field, getattr(article, field)) for field in fields)
    if not done.findings:
        say("Where it came from is not known: it came in before Dateline kept that.")
    for number, finding in enumerate(done.findings, start=1):
        say("")
        say(f"Found {number} of {len(done.findings)}")
        _show(_lines(finding))


def _lines(finding: Finding) -> Iterator[tuple[str, str | None]]:
    origin = finding.origin
    yield "file", finding.file
    yield "place", ", ".join(dict.fromkeys(filter(None, (finding.page, origin.record)))) or None
    if origin.start is not None:
        yield "characters", f"{origin.start:,} to {origin.end:,} of the page's text"
    yield "SHA-256", origin.digest
    yield "repairs", ", ".join(origin.repairs) or None
    yield "ingested", f"{finding.ingested} by Dateline {finding.version}"
    yield "outlet", finding.outlet
    yield "licence", finding.licence or "not known"
    yield "rights", finding.rights or "not known"


def _show(lines: Iterator[tuple[str, str | None]]) -> None:
    for name, value in lines:
        if value is not None:
            say(f"  {name:<11} {value}")
