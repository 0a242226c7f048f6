"""The page of the copies, and what `dateline duplicates` prints."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dateline.corpus import duplicates_page
from dateline.corpus.clusters import list_copies
from dateline.corpus.comparison import compare_new
from dateline.corpus.duplicates_page import write_copies
from dateline.corpus.store import Corpus, open_corpus
from dateline.corpus.transfer import import_corpus

Run = Callable[..., subprocess.CompletedProcess[str]]

STORY = (
    "Shells hit the ferry pier of Tarn on Monday, and two boats sank beside it.",
    "“I saw the second boat go down,” said Ilva Toren, who sells tickets there.",
    "The harbour office said that nobody had been aboard either of the boats.",
    "Forty people were waiting at the gate when the first shell came down.",
    "The ferry is to run again as soon as divers have looked at the quay.",
)
NEWER = (*STORY[:2], "The harbour office denied it.", "It rained.", *STORY[3:])
ARABIC = "سقطت قذائف قرب الميناء يوم الاثنين وقالت بائعة خبز إنها اختبأت في القبو حتى المساء."
ROWS = (
    {"id": "old", "title": "Pier hit", "text": " ".join(STORY), "source": "Okundo Radio"},
    {"id": "new", "title": "<b>Pier</b> hit", "text": " ".join(NEWER), "published": "2031-05-02"},
    {"id": "ar", "title": "قصف", "text": ARABIC, "language": "ar"},
    {"id": "ar2", "title": "قصف قرب الميناء", "text": f"{ARABIC} <img src=x>", "language": "ar"},
    {"id": "one", "title": "Other", "text": "The market of Belmora was quiet all day long."},
)


def write_rows(folder: Path) -> None:
    text = "".join(json.dumps(row) + "\n" for row in ROWS)
    (folder / "in.jsonl").write_text(text, encoding="utf-8")


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """A corpus with two pairs of copies, and an article that is like no other."""
    write_rows(tmp_path)
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        import_corpus(opened, tmp_path / "in.jsonl", "dateline")
        yield opened


def page_of(corpus: Corpus, path: Path) -> str:
    found = compare_new(corpus)
    with corpus.read() as connection:
        copies = list_copies(connection, found)
    write_copies(corpus, copies, path)
    return path.read_text(encoding="utf-8")


def test_what_differs_is_marked(corpus: Corpus, tmp_path: Path) -> None:
    """Sentences of both stand side by side, what one text alone has is marked; texts are text."""
    page = page_of(corpus, tmp_path / "copies.html")

    assert "2 of 5 articles are copies of another" in page
    assert page.count("<article ") == 2
    assert "&lt;b&gt;Pier&lt;/b&gt; hit" in page
    assert "<img" not in page
    assert "It rained." in re.sub(r"</?mark>", "", page)
    marked = " ".join(re.findall(r"<mark>(.*?)</mark>", page))
    assert "denied it" in marked or "denied it" in page.split('class="cell alone"', 1)[1]
    assert "Belmora" not in page


def test_control_characters_are_escaped(tmp_path: Path) -> None:
    """What steers a terminal, and no HTML may hold, is shown as what it is."""
    rows = [{"id": n, "title": "\x1b[31m", "text": f"{' '.join(STORY)} \x07\x9b{n}."} for n in "ab"]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with open_corpus(str(tmp_path / "corpus.db"), create=True) as opened:
        import_corpus(opened, tmp_path / "in.jsonl", "dateline")
        page = page_of(opened, tmp_path / "copies.html")

    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", page)
    assert "\\x1b[31m" in page
    assert "\\x07" in page


def test_the_page_stands_alone(corpus: Corpus, tmp_path: Path) -> None:
    """Nothing is fetched, no script runs, and the same corpus gives the same bytes."""
    page = page_of(corpus, tmp_path / "copies.html")

    assert page == page_of(corpus, tmp_path / "again.html")
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|@import|url\(|https?:", page)


def test_anybody_can_read_it(
    corpus: Corpus, tmp_path: Path, presentable: Callable[[str], None]
) -> None:
    """Copies in two directions of writing, and a page without any, are shown without an obstacle."""
    presentable(page_of(corpus, tmp_path / "copies.html"))
    with open_corpus(str(tmp_path / "empty.db"), create=True) as empty:
        presentable(page_of(empty, tmp_path / "empty.html"))


def test_very_many_links_are_not_all_drawn(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says how many of the links it draws, and where the others are."""
    monkeypatch.setattr(duplicates_page, "MOST_LINKS", 1)
    page = page_of(corpus, tmp_path / "copies.html")

    assert "1 of 2 links are drawn" in page
    assert page.count("<article ") == 1


def test_the_command_lists_prints_and_draws(dateline: Run, tmp_path: Path) -> None:
    """The table, the JSON object and the page tell the same copies; a kind leaves out the others."""
    write_rows(tmp_path)
    dateline("ingest", "in.jsonl")
    said = dateline("duplicates", "-o", "copies.html").stdout
    told = json.loads(dateline("duplicates", "--json").stdout)
    kinds = {kind for cluster in told["clusters"] for kind in cluster["kinds"]}
    exact = dateline("duplicates", "--kind", "exact").stdout

    assert "2 of 5 articles are copies of another; 2 clusters." in said
    assert "side by side in copies.html" in said
    assert (told["articles"], told["copies"], len(told["clusters"])) == (5, 2, 2)
    assert kinds <= {"format", "contains", "rewrite"}
    assert "0 clusters with a link of the kind exact" in exact
    assert (tmp_path / "copies.html").is_file()
