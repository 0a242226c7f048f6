"""Pages that stand alone: one file each, its style inside, no script, and nothing fetched.

They share a look: the sheet `paper.css`, before a page's own.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from .plurals import counted
from .terminal.console import printable

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["paper_name", "paper_style", "paper_templates"]

CORPUS = "dateline.corpus"


def paper_templates(package: str = CORPUS) -> Environment:
    """Return what renders the templates of a package: all is escaped, and nothing may lack."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(package, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number="{:,}".format, plain=printable, counted=counted)
    return environment


def paper_style(sheet: str, package: str = CORPUS) -> str:
    """Return the style that all pages share, and that of one page after it."""
    named = ((CORPUS, "paper.css"), (package, sheet))
    return "\n".join(
        resources.files(room).joinpath(name).read_text("utf-8") for room, name in named
    )


def paper_name(address: str) -> str:
    """Return what a page calls a corpus: its file or its database, without the way there."""
    return address.replace("\\", "/").rstrip("/").rpartition("/")[2]
