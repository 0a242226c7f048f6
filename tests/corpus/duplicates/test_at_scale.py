"""Copies in folders of Parquet files: the same as in one process, by each engine, stopped or not."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.corpus.duplicates import Duplicates, Link, find_duplicates
from dateline.corpus.duplicates import at_scale as duplicates_at_scale
from dateline.corpus.duplicates.at_scale import CLUSTERS, LINKS, find_in_folders
from dateline.corpus.engines import find_engine
from dateline.corpus.errors import DatelineError, EngineError, OutputError, SourceError
from dateline.corpus.reading import units

from ...commands import run_command

FILES, GROUP = 3, 50


def here(work: Callable[[Hashable], None], units: Sequence[Hashable], _: int) -> Iterator[int]:
    """The simplest engine there is."""
    for number, unit in enumerate(units, start=1):
        work(unit)
        yield number


def made() -> dict[str, str]:
    """Stories with excerpts, versions and exact copies, and reports that share a template."""
    draw = random.Random(5)

    def words(count: int) -> list[str]:
        return [f"w{draw.randrange(5000)}" for _ in range(count)]

    texts = {"none": "***", "nothing": "-", "short": "Two words."}
    template = words(60)
    for number in range(120):
        texts[f"r{number}"] = " ".join([*template, *words(20)])
    for number in range(30):
        story = words(100)
        texts[f"s{number}"] = " ".join(story)
        texts[f"s{number}-copy"] = " ".join(story)
        texts[f"a{number}-loud"] = " ".join(story).upper()
        texts[f"a{number}-cut"] = " ".join(story[30:])
        texts[f"t{number}"] = " ".join([*words(40), *story[:50], *words(10)])
    names = list(texts)
    draw.shuffle(names)
    return {name: texts[name] for name in names}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return made()


@pytest.fixture(scope="module")
def expected(texts: Mapping[str, str]) -> Duplicates:
    """What one process finds in them, of every kind."""
    found = find_duplicates(texts.items())
    assert {link.kind for link in found.links} == {"exact", "format", "contains", "rewrite"}
    return found


@pytest.fixture(scope="module")
def articles(texts: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a folder of Parquet files."""
    folder = tmp_path_factory.mktemp("articles")
    rows = list(texts.items())
    for number in range(FILES):
        ids, held = zip(*rows[number::FILES], strict=True)
        table = pa.table({"id": ids, "text": held})
        pq.write_table(table, folder / f"{number}.parquet", row_group_size=GROUP)
    return folder


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many units, and many ranges of hashes."""
    monkeypatch.setattr(units, "UNIT", GROUP)
    monkeypatch.setattr(duplicates_at_scale, "SHINGLES_AT_ONCE", 5000)


def read(out: Path) -> Duplicates:
    """What was written."""
    links = tuple(Link(**row) for row in pq.read_table(out / LINKS).to_pylist())
    held = pq.read_table(out / CLUSTERS)
    return Duplicates(links, dict(zip(*held.to_pydict().values(), strict=True)))


@pytest.mark.parametrize("name", ["here", "local", "ray", "spark"])
def test_every_engine_finds_what_one_process_finds(
    name: str, articles: Path, expected: Duplicates, tmp_path: Path
) -> None:
    """The same links and clusters, whoever made fingerprints and index, and nothing is left over."""
    if name in ("ray", "spark") and find_spec("ray" if name == "ray" else "pyspark") is None:
        pytest.skip(f"needs {name}: pip install -e '.[{name}]'")
    if name == "spark" and shutil.which("java") is None:
        pytest.skip("needs openjdk-17-jre-headless")
    engine = here if name == "here" else find_engine(name)
    out = tmp_path / "out"
    done = find_in_folders([str(articles)], out, engine=engine, workers=2)
    assert read(out) == expected
    sizes = len(expected.clusters), len(set(expected.clusters.values()))
    assert (done.articles, done.copies, done.links) == (
        sizes[0],
        sizes[0] - sizes[1],
        len(expected.links),
    )
    assert (done.repeated, done.rejected, done.files, done.passed_over) == (0, 0, FILES, 0)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("moment", [0, 3, 9])
def test_stopped_and_called_again(
    moment: int, articles: Path, expected: Duplicates, tmp_path: Path
) -> None:
    """Wherever it is stopped, what was done is not done again, and the result is the same."""
    done: list[Hashable] = []

    def stopped(
        work: Callable[[Hashable], None], units: Sequence[Hashable], _: int
    ) -> Iterator[int]:
        for number, unit in enumerate(units, start=1):
            if len(done) == moment:
                raise EngineError("stopped")
            work(unit)
            done.append(unit)
            yield number

    def go_on(work: Callable[[Hashable], None], units: Sequence[Hashable], _: int) -> Iterator[int]:
        assert not set(units) & set(done)
        yield from here(work, units, 1)

    out = tmp_path / "out"
    with pytest.raises(EngineError, match="stopped"):
        find_in_folders([str(articles)], out, engine=stopped)
    assert not out.exists()
    find_in_folders([str(articles)], out, engine=go_on)
    assert read(out) == expected
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_rows_that_cannot_be_read_and_rows_that_come_again(tmp_path: Path) -> None:
    """A row without a text is left out and named; the same article twice is one."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    text = " ".join(f"w{number}" for number in range(30))
    held = {"id": ["b", "a", "b", "c"], "text": [text, text, text, None]}
    pq.write_table(pa.table(held), folder / "0.parquet")
    (folder / "notes.txt").write_text("no table")
    said: list[str] = []
    done = find_in_folders([str(folder)], out, engine=here, reject=said.append)
    assert (done.articles, done.repeated, done.rejected, done.passed_over) == (2, 1, 1, 1)
    assert read(out) == Duplicates((Link("a", "b", "exact", 1.0),), {"a": "a", "b": "a"})
    assert len(said) == 1
    assert "line 4" in said[0]


def test_an_empty_file_has_no_copies(tmp_path: Path) -> None:
    """No article, no link, no cluster."""
    (tmp_path / "in").mkdir()
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "in" / "0.parquet")
    done = find_in_folders([str(tmp_path / "in")], tmp_path / "out", engine=here)
    assert (done.articles, done.links) == (0, 0)
    assert read(tmp_path / "out") == Duplicates((), {})


def test_what_is_refused(articles: Path, tmp_path: Path) -> None:
    """One id for two texts, an output among the articles or over other files: one line each."""
    folder = tmp_path / "in"
    folder.mkdir()
    pq.write_table(pa.table({"id": ["a", "b"], "text": ["one", "two"]}), folder / "0.parquet")
    pq.write_table(pa.table({"id": ["c", "a"], "text": ["one", "two"]}), folder / "1.parquet")
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    cases: list[tuple[Path, Path, type[DatelineError], str]] = [
        (folder, tmp_path / "out", SourceError, r"/0.parquet and \S*/1.parquet: the id 'a' stands"),
        (articles, articles / "out", OutputError, "stands among the articles"),
        (articles, other, OutputError, "is not a folder that Dateline made"),
    ]
    for source, out, error, said in cases:
        with pytest.raises(error, match=said):
            find_in_folders([str(source)], out, engine=here)
        assert not list(tmp_path.glob(".*"))
    with pytest.raises(EngineError, match="the workers must see the same folder"):
        find_in_folders([str(articles)], tmp_path / "out", engine=lambda *_: iter([1]))


def test_the_command(articles: Path, expected: Duplicates, tmp_path: Path) -> None:
    """`dateline duplicates FOLDER -o OUT` says what it found; other options are not for it."""
    done = run_command(["duplicates", articles, "-o", "out", "--workers", "1", "--json"], tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["links"] == len(expected.links)
    assert read(tmp_path / "out") == expected
    said = run_command(["duplicates", articles, "-o", "out"], tmp_path).stdout
    assert f"{told['copies']} of {told['articles']} articles are copies" in said
    for wrong in (
        [articles],
        [articles, "-o", "copies.html"],
        [articles, "-o", "out", "--kind", "exact"],
        ["--engine", "local"],
    ):
        assert run_command(["duplicates", *wrong], tmp_path).returncode == 2
