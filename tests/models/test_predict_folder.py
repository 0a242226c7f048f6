"""Prediction into a folder: units, resuming, checking. The engine here is this process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.engines import find_engine
from dateline.corpus.errors import DatelineError, EngineError, OutputError, SourceError
from dateline.corpus.reading import units as unit_rules
from dateline.corpus.reading.units import Unit, _runs, input_digest
from dateline.models.batches import predict_source
from dateline.models.job_check import check_job
from dateline.models.predict_folder import PredictedFolder, predict_folder
from dateline.models.predictor import Predictor, find_predictor

SENTENCES = (
    "Shells hit the mill of Dunmarrow.",
    "“I ran,” said a driver.",
    "The ministry of Velloe denied it.",
    "At least 9 were hurt, all of them porters.",
)
FILES, GROUPS, ROWS = 3, 4, 5
UNITS = 6
"""two of each file's groups in each unit"""


def here(work: Callable[[Unit], None], units: Sequence[Unit], _: int) -> Iterator[int]:
    """The simplest engine there is."""
    for number, unit in enumerate(units, start=1):
        work(unit)
        yield number


def write_articles(folder: Path) -> None:
    """Write files of several row groups, in folders, with articles of several lengths."""
    for file in range(FILES):
        rows = [
            {"id": f"a{file}-{i}", "text": " ".join(SENTENCES[: 1 + (file + i) % 4])}
            for i in range(GROUPS * ROWS)
        ]
        path = folder / f"day-{file % 2}" / f"{file}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=ROWS)
    (folder / "notes.txt").write_text("Not an article.")


@pytest.fixture(scope="module")
def predictor(saved_model: Path) -> Predictor:
    """The small model, for tables."""
    return find_predictor(saved_model)


@pytest.fixture(autouse=True)
def _small_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_rules, "UNIT", 2 * ROWS)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Parquet files; not to be changed."""
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder)
    return folder


@pytest.fixture(scope="module")
def finished(
    predictor: Predictor, articles: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A finished folder of predictions; not to be changed."""
    out = tmp_path_factory.mktemp("out") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unit_rules, "UNIT", 2 * ROWS)
        predict_folder(predictor, [str(articles)], out, engine=here)
    return out


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    return Path(shutil.copytree(finished, tmp_path / "out"))


def broken(folder: Path) -> dict[str, tuple[str, ...]]:
    """The rules that a folder breaks, with what is wrong."""
    return {one.rule: one.problems for one in check_job(folder) if one.state == "broken"}


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too, with its bytes."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_the_folder_holds_what_one_file_would(
    predictor: Predictor, articles: Path, finished: Path, tmp_path: Path
) -> None:
    """Its files, one after the other, are the predictions of the same articles in one stream."""
    one = tmp_path / "one.parquet"
    done = predict_source(
        predictor.classifier, [str(articles / "day-0"), str(articles / "day-1")], one
    )
    parts = sorted((finished / "predictions").iterdir())
    table = pa.concat_tables([pq.read_table(part) for part in parts])

    assert [part.name for part in parts] == [f"part-{n:05}.parquet" for n in range(UNITS)]
    assert table.drop(["scores"]) == pq.read_table(one).drop(["scores"])
    assert (done.articles, done.sentences) == (FILES * GROUPS * ROWS, len(table))
    assert pq.read_table(finished / "predictions").num_rows == len(table)  # as a data set
    assert broken(finished) == {}


def test_the_manifest_accounts_for_every_unit(predictor: Predictor, finished: Path) -> None:
    """A line for each unit: articles, rows, checksum, model and version; nothing else is left."""
    lines = [json.loads(line) for line in (finished / "manifest.jsonl").read_text().splitlines()]

    assert [line["unit"] for line in lines] == [f"part-{n:05}" for n in range(UNITS)]
    assert {(line["articles"], line["rejected"]) for line in lines} == {(2 * ROWS, 0)}
    assert {line["model"] for line in lines} == {predictor.digest}
    assert sorted(path.name for path in finished.iterdir()) == [
        "job.json",
        "manifest.jsonl",
        "predictions",
    ]


@given(sizes=st.lists(st.integers(0, 3 * 2 * ROWS), max_size=20))
def test_units_take_every_row_group_once(sizes: list[int]) -> None:
    """Whatever the row groups, each is in one unit, and all units but the last have enough rows."""
    runs = list(_runs(sizes))

    assert [group for first, last, _ in runs for group in range(first, last)] == [
        *range(len(sizes))
    ]
    assert [rows for *_, rows in runs] == [sum(sizes[first:last]) for first, last, _ in runs]
    assert all(rows >= unit_rules.UNIT for *_, rows in runs[:-1])


@pytest.mark.parametrize("moment", range(UNITS))
def test_what_is_done_stays_done(
    predictor: Predictor, articles: Path, finished: Path, tmp_path: Path, moment: int
) -> None:
    """Stopped after any unit and called again, the rest is done, and every byte is as in one run."""
    out = tmp_path / "out"
    done: list[int] = []

    def stopped(work: Callable[[Unit], None], units: Sequence[Unit], _: int) -> Iterator[int]:
        for unit in units[:moment]:
            work(unit)
            yield 1
        (out / "predictions").mkdir(exist_ok=True)
        (out / "predictions" / ".part-00005.parquet.half").write_bytes(b"PAR1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        predict_folder(predictor, [str(articles)], out, engine=stopped)
    assert "not finished" in str(broken(out)["manifest-names-every-unit-once"])

    def rest(work: Callable[[Unit], None], units: Sequence[Unit], _: int) -> Iterator[int]:
        done.extend(unit.number for unit in units)
        return here(work, units, _)

    again = predict_folder(predictor, [str(articles)], out, engine=rest)
    assert (again.kept, done) == (moment, [*range(moment, UNITS)])
    assert files_of(out) == files_of(finished)


def test_a_finished_job_does_nothing(predictor: Predictor, articles: Path, out: Path) -> None:
    """Called once more, it scores nothing and says the same."""

    def none(*_: Any) -> Iterator[int]:
        raise AssertionError

    before = files_of(out)
    again = predict_folder(predictor, [str(articles)], out, engine=none)
    assert (again.kept, again.articles) == (UNITS, FILES * GROUPS * ROWS)
    assert files_of(out) == before


@pytest.mark.parametrize("harm", ["removed", "cut", "changed", "no line", "no manifest"])
def test_what_was_harmed_is_done_again(
    predictor: Predictor, articles: Path, finished: Path, out: Path, harm: str
) -> None:
    """A file that is missing, cut or changed, or of which nothing is known, is made anew."""
    part, manifest = out / "predictions" / "part-00002.parquet", out / "manifest.jsonl"
    match harm:
        case "removed":
            part.unlink()
        case "cut":
            part.write_bytes(part.read_bytes()[:100])
        case "changed":
            part.write_bytes(part.read_bytes().replace(b"Dunmarrow", b"Dunmorrow"))
        case "no line":
            manifest.write_text(
                "".join(manifest.read_text().splitlines(keepends=True)[:2]) + '{"unit": "part-0'
            )
        case "no manifest":
            manifest.unlink()
    assert broken(out)
    predict_folder(predictor, [str(articles)], out, engine=here)
    assert files_of(out) == files_of(finished)


def test_check_names_what_is_wrong(out: Path) -> None:
    """A file that is lost, changed, strange or counted wrongly breaks a rule that names it."""
    parts = out / "predictions"
    (parts / "part-00000.parquet").unlink()
    pq.write_table(pq.read_table(parts / "part-00001.parquet")[:1], parts / "part-00001.parquet")
    shutil.copy(parts / "part-00002.parquet", parts / "part-00006.parquet")
    manifest = out / "manifest.jsonl"
    lines = manifest.read_text().splitlines(keepends=True)
    twice = lines[3].replace('"articles": 10', '"articles": 9')
    manifest.write_text("".join([*lines[:3], twice, twice, *lines[5:]]))
    found = broken(out)

    assert "part-00000.parquet is missing" in found["files-are-those-of-the-manifest"][0]
    assert "part-00001.parquet is not the file" in found["files-are-those-of-the-manifest"][1]
    assert "part-00004" in found["manifest-names-every-unit-once"][0]
    assert "part-00004.parquet has no line" in found["files-are-those-of-the-manifest"][2]
    assert "part-00006.parquet is of no unit" in found["no-other-files-are-there"][0]
    assert "9 were scored" in found["every-article-is-accounted-for"][0]


def test_check_sees_a_plan_that_takes_rows_twice(out: Path) -> None:
    """A job whose units overlap, or that was changed, is not taken."""
    content = json.loads((out / "job.json").read_text())
    content["units"][1]["first"] = 1
    (out / "job.json").write_text(json.dumps(content))
    with pytest.raises(SourceError, match="is not what dateline predict wrote"):
        check_job(out)
    units = [Unit(**unit) for unit in content["units"]]
    (out / "job.json").write_text(json.dumps(content | {"input": input_digest(units)}))
    assert "some twice" in broken(out)["units-take-every-row-once"][0]


def test_rows_that_cannot_be_read_are_left_out_and_counted(
    predictor: Predictor, tmp_path: Path
) -> None:
    """A bad row, and what lies beyond damage in a file, is named, counted and kept in the manifest."""
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    texts = ["Shells hit the mill.", None, "", "One more."]
    pq.write_table(pa.table({"text": texts}), folder / "a.parquet")
    long = [f"Sentence {i} of many. " * 50 for i in range(1000)]
    path = folder / "b.parquet"
    pq.write_table(pa.table({"text": long}), path, compression="none", use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[4:40] = b"\xff" * 36
    path.write_bytes(content)
    said: list[str] = []
    done = predict_folder(predictor, [str(folder)], out, engine=here, reject=said.append)

    assert (done.articles, done.rejected, done.units) == (2, 1002, 2)
    for message, place in zip(said, ("line 2", "line 3", "beyond row 0"), strict=True):
        assert place in message
    assert broken(out) == {}


@pytest.mark.parametrize(
    ("sources", "error", "words"),
    [
        (["-"], SourceError, "standard input is no Parquet file"),
        (["notes.txt"], SourceError, "notes.txt is no Parquet file"),
        (["none"], SourceError, "there is no file or folder none"),
        (["empty"], SourceError, "there is no Parquet file in empty"),
        (["broken.parquet"], SourceError, "broken.parquet is no Parquet file"),
        (["columns.parquet"], SourceError, "needs one called 'text'"),
        (["linked"], SourceError, "linked/up is a link to a folder"),
        (["nothing.parquet"], SourceError, "nothing could be read: left out 2 rows"),
        (["."], OutputError, "stands among the articles"),
    ],
)
def test_articles_that_are_none(
    predictor: Predictor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sources: list[str],
    error: type[DatelineError],
    words: str,
) -> None:
    """What is no Parquet file of articles is named in one line, before any work."""
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("One.")
    Path("empty").mkdir()
    Path("linked").mkdir()
    Path("linked/up").symlink_to("..")
    Path("broken.parquet").write_bytes(b"PAR1 no more")
    pq.write_table(pa.table({"body": ["One."]}), "columns.parquet")
    pq.write_table(pa.table({"text": pa.array([None, None], pa.string())}), "nothing.parquet")
    with pytest.raises(error, match=words) as raised:
        predict_folder(predictor, sources, tmp_path / "out", engine=here)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("model", "by another model"),
        ("dateline", "by another Dateline"),
        ("units", "of other articles"),
        (None, "holds no predictions that Dateline made"),
    ],
)
def test_a_folder_of_something_else(
    predictor: Predictor, articles: Path, out: Path, change: str | None, words: str
) -> None:
    """A folder of another model, version or input, or of other things, is refused and left alone."""
    if change is None:
        shutil.rmtree(out)
        (out / "holiday").mkdir(parents=True)
    else:
        content = json.loads((out / "job.json").read_text())
        content[change] = content[change][:-1] if change == "units" else "0" * 64
        digest = input_digest([Unit(**unit) for unit in content["units"]])
        (out / "job.json").write_text(json.dumps(content | {"input": digest}))
    before = files_of(out)
    with pytest.raises(OutputError, match=words):
        predict_folder(predictor, [str(articles)], out, engine=here)
    assert files_of(out) == before


def test_an_engine_whose_workers_see_another_disk(
    predictor: Predictor, articles: Path, tmp_path: Path
) -> None:
    """An engine that says that all is done, with nothing there, is not believed."""
    with pytest.raises(EngineError, match="6 of 6 units are not in"):
        predict_folder(
            predictor, [str(articles)], tmp_path / "out", engine=lambda *_: iter([UNITS])
        )


def test_an_engine_that_is_not_there() -> None:
    """An unknown engine is answered with those that there are."""
    with pytest.raises(EngineError, match="the engines are local, ray, spark"):
        find_engine("slurm")


def test_progress_counts_units(predictor: Predictor, articles: Path, tmp_path: Path) -> None:
    """Progress ends with all units done."""
    told: list[tuple[str, int, int]] = []
    done = predict_folder(
        predictor,
        [str(articles)],
        tmp_path / "out",
        engine=here,
        progress=lambda *told_now: told.append(told_now),
    )
    assert told[-1] == ("units", UNITS, UNITS)
    assert isinstance(done, PredictedFolder)
