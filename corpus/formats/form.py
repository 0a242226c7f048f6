"""What a format is: its name, what it carries, and the pair of functions that read and write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..guidelines import LabelScheme
from ..progress import Progress
from ..store import Corpus
from .bundle import Bundle, Exported
from .labelled import LabelledArticle
from .things import Thing

__all__ = ["Format", "Reads", "Writes", "WritesAll"]

Reads = Callable[[Path], Bundle]
"""from a path to its rows; raises SourceError where nothing is there to read"""
Writes = Callable[[Iterator[LabelledArticle], LabelScheme, Path], None]
"""from labelled articles to a file (where the format has a suffix) or into an empty folder"""
WritesAll = Callable[[Corpus, Path, Progress], Exported]
"""from a corpus to a folder, with all that stands in it"""


@dataclass(frozen=True, slots=True)
class Format:
    """A form that labels come in (`read`) and go out in (`write` or `write_all`), or one of the two."""

    name: str
    of: str
    """the tool, or what the form is, in words"""
    carries: frozenset[Thing]
    recognises: Callable[[Path], bool]
    """whether a file or folder looks like one of this format; never raises for what it holds"""
    read: Reads | None = None
    write: Writes | None = None
    write_all: WritesAll | None = None
    suffix: str | None = None
    """of the one file that it is; None for a folder of files"""
    assumes: str | None = None
    """what an import takes for granted where the form does not tell, in a sentence"""
