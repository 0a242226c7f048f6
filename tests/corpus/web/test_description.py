"""The API keeps to its own description, whatever it is sent."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from ...fuzz.damage import SECONDS
from .conftest import House, Visitor, fill

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
OFTEN = settings(
    max_examples=max(15, int(5 * SECONDS)),  # of each route; `make fuzz` tries new ones every time
    deadline=None,
    derandomize=not SECONDS,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Visitor]]:
    """A coordinator at work on the small corpus: every route is theirs to try."""
    house = House(str(fill(tmp_path_factory.mktemp("described") / "corpus.db")), team=True)
    cora = house.person("cora", "coordinator")
    cora.client.put("/api/settings", json={"quiz_required": False})
    cora.post("/api/next", {"leaving": None})
    yield house, cora
    house.close()


@pytest.fixture(scope="module")
def described(served: tuple[House, Visitor]) -> Any:
    """The description, as the page gives it to somebody signed in."""
    house, cora = served
    cookies = "; ".join(f"{name}={value}" for name, value in cora.client.cookies.items())
    return schemathesis.openapi.from_asgi(
        "/api/openapi.json", house.app, headers={"Cookie": cookies}
    )


def test_every_route_keeps_to_its_description(
    described: Any, served: tuple[House, Visitor]
) -> None:
    """No input makes the server fail, and every answer has a status and a form that are described."""
    _, cora = served
    cookies = "; ".join(f"{name}={value}" for name, value in cora.client.cookies.items())
    headers = {"Cookie": cookies, "X-CSRF-Token": cora.token()}
    checks = [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]

    def keeps_to_it(case: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the tool's own transport
            case.call_and_validate(headers=headers, checks=checks)

    tried = 0
    for operation in described.get_all_operations():
        tried += 1
        OFTEN(given(case=operation.ok().as_strategy())(keeps_to_it))()
    assert tried > 15


def test_the_description_is_for_people_who_are_in(house: House) -> None:
    """A stranger does not even get the description; an annotator does."""
    house.stranger().get("/api/openapi.json", 401)

    assert "/api/judgments" in house.person("ana").get("/api/openapi.json")["paths"]


def test_every_write_of_the_description_needs_the_token(house: House) -> None:
    """There is no write in the API that a page of another site could make."""
    cora = house.person("cora", "coordinator")
    paths: dict[str, dict[str, Any]] = cora.get("/api/openapi.json")["paths"]
    writes = [
        (method, path.replace("{", "").replace("}", ""))
        for path, methods in paths.items()
        for method in methods
        if method in ("post", "put", "patch", "delete")
    ]

    assert len(writes) > 5
    for method, path in writes:
        assert cora.client.request(method, path, json={}).status_code == 403, path
        assert house.stranger().client.request(method, path, json={}).status_code == 401, path


def test_no_read_changes_anything(house: House, small_corpus: Path) -> None:
    """Reading every address of the API leaves the corpus as it was."""
    cora = house.person("cora", "coordinator")
    cora.get("/api/preferences")
    with house.page.read() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
        for path, methods in cora.get("/api/openapi.json")["paths"].items():
            if "get" in methods:
                cora.client.get(path.replace("{", "").replace("}", ""))
        assert connection.exec_driver_sql("PRAGMA data_version").scalar() == before
