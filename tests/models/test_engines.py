"""The engines, as real processes: the same files by each, whoever is killed and whatever is full."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.corpus.engines import find_engine
from dateline.corpus.errors import EngineError
from dateline.corpus.reading.units import Unit
from dateline.models.job_check import check_job
from dateline.models.predict_folder import predict_folder
from dateline.models.predictor import find_predictor

from ..processes import descendants, kill, kill_worker

PROGRAM = Path(sys.executable).with_name("dateline")
UNITS, ARTICLES = 8, 40
SENTENCES = ("Shells hit the mill.", "“I ran,” said a driver.", "At least 9 were hurt.")


@pytest.fixture(scope="module", params=["local", "ray", "spark"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine that this machine has."""
    name = str(request.param)
    if name == "ray" and find_spec("ray") is None:
        pytest.skip("needs Ray: pip install -e '.[ray]' (75 MB)")
    if name == "spark" and (find_spec("pyspark") is None or shutil.which("java") is None):
        pytest.skip("needs Spark: pip install -e '.[spark]' (450 MB) and openjdk-17-jre-headless")
    return name


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Parquet files, each of them a unit, the last one larger."""
    folder = tmp_path_factory.mktemp("articles")
    for number in range(UNITS):
        ids = [f"a{number}-{i}" for i in range(ARTICLES * (1 + 20 * (number == UNITS - 1)))]
        texts = [" ".join(f"{i}: {said}" for said in SENTENCES * 5) for i in ids]
        pq.write_table(pa.table({"id": ids, "text": texts}), folder / f"{number}.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(
    saved_model: Path, articles: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """The files that every engine is to write, name by name."""
    out = tmp_path_factory.mktemp("expected") / "out"

    def here(work: Callable[[Unit], None], units: Sequence[Unit], _: int) -> Iterator[int]:
        for number, unit in enumerate(units, start=1):
            work(unit)
            yield number

    predict_folder(find_predictor(saved_model), [str(articles)], out, engine=here)
    return files_of(out)


def files_of(out: Path) -> dict[str, bytes]:
    """Every file of a folder, but `job.json`, with its bytes."""
    found = (path for path in out.rglob("*") if path.is_file() and path.name != "job.json")
    return {str(path.relative_to(out)): path.read_bytes() for path in found}


def command(engine: str, model: Path, articles: Path, out: Path) -> list[str]:
    options = ["--engine", engine, "--workers", "1", "--model", str(model), "-o", str(out)]
    return [str(PROGRAM), "predict", str(articles), *options]


def wait_for(out: Path, units: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until so many units are done."""
    while len([*out.glob("done/part-*.json")]) < units:
        assert process.poll() is None, "it was done before it could be killed"
        time.sleep(0.002)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_killed_and_called_again(
    engine: str, saved_model: Path, articles: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """The whole job killed, then one worker: in the end every byte is as in a run in peace."""
    out = tmp_path / "out"
    call = command(engine, saved_model, articles, out)
    with (tmp_path / "log").open("wb") as log:
        job = subprocess.Popen(call, stdout=log, stderr=log)
        wait_for(out, 1, job)
        for process in (job.pid, *descendants(job.pid)):
            kill(process)
        job.wait()
        kept = len([*out.glob("done/part-*.json")])
        assert 1 <= kept < UNITS
        again = subprocess.Popen(call, stdout=log, stderr=log)
        wait_for(out, kept + 1, again)
        kill_worker(again.pid, engine)
        assert again.wait() == 0, (tmp_path / "log").read_text()

    assert files_of(out) == expected
    assert all(one.state == "kept" for one in check_job(out))


def test_a_full_disk_leaves_what_is_done(
    saved_model: Path, articles: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    """A file that may not grow to its size ends the job in one line; with room, the rest is done."""
    out = tmp_path / "out"
    call = command("local", saved_model, articles, out)
    sizes = sorted(len(held) for name, held in expected.items() if name.endswith(".parquet"))
    limit = (sizes[-2] + sizes[-1]) // 2
    full = subprocess.run(
        call,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert f"part-0000{UNITS - 1}.parquet cannot be written (File too large)" in full.stderr
    left = files_of(out)
    assert {name for name in left if "predictions" in name} < set(expected)
    assert not any(Path(name).name.startswith(".") for name in left)

    subprocess.run(call, check=True, capture_output=True)
    assert files_of(out) == expected


@pytest.mark.parametrize(("name", "package"), [("ray", "ray"), ("spark", "pyspark")])
def test_an_engine_that_is_not_installed(name: str, package: str) -> None:
    """Where an engine's package is missing, the line says what to install."""
    if find_spec(package) is not None:
        pytest.skip(f"{package} is installed here")
    with pytest.raises(EngineError, match=rf"pip install 'dateline\[{name}\]'"):
        find_engine(name)
