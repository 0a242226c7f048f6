"""Out in a format and in again: what it says that it carries comes back as it went."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from dateline.corpus.errors import LossyExport, SourceError
from dateline.corpus.export import export_corpus
from dateline.corpus.formats import FORMATS, read_as
from dateline.corpus.formats.things import CIRCUMSTANCES, LABELLING
from dateline.corpus.store import open_corpus

from ...interop.invented import invented_labelling
from .corpora import Labelling, fill, labellings, round_trip

TOOLS = [name for name, form in FORMATS.items() if form.write and form.read]


@pytest.mark.parametrize("form", TOOLS)
@given(said=labellings())
@settings(max_examples=10)
def test_what_a_format_carries_comes_back(form: str, said: Labelling) -> None:
    """A round trip keeps everything that the format's row in the table promises, and twice is once."""
    before, after = round_trip(said, form)
    assert after == before


@pytest.mark.parametrize("form", TOOLS)
def test_a_file_of_another_format_is_named(form: str, tmp_path: Path) -> None:
    """What one format wrote no other takes in by mistake: the line says which it looks like."""
    out = tmp_path / ("out" + (FORMATS[form].suffix or ""))
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as corpus:
        fill(corpus, invented_labelling(2))
        export_corpus(corpus, out, form, lossy=True)
    others = [name for name, other in FORMATS.items() if other.read and name != form]
    for other in others:
        if other == "jsonl" and FORMATS["jsonl"].recognises(out):
            continue  # lines with a text are what it reads
        with pytest.raises(SourceError, match=f"but like .*{form}"):
            read_as(FORMATS[other], out)


@pytest.mark.parametrize("form", TOOLS)
def test_what_an_export_leaves_behind_is_said(form: str, tmp_path: Path) -> None:
    """Labels only with leave, times without; what is left behind is not counted as exported."""
    out = tmp_path / ("out" + (FORMATS[form].suffix or ""))
    left = {*LABELLING, *CIRCUMSTANCES} - FORMATS[form].carries
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as corpus:
        fill(corpus, invented_labelling(2))
        if left.intersection(LABELLING):
            with pytest.raises(LossyExport, match="give --lossy"):
                export_corpus(corpus, out, form)
        done = export_corpus(corpus, out, form, lossy=bool(left.intersection(LABELLING)))

    assert set(done.lost) == left
    assert bool(done.suggestions) == ("predictions" not in left)
    assert bool(done.rulings) == ("gold" not in left)
