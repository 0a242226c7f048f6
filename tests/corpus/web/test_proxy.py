"""Behind a reverse proxy with TLS: the nginx of `deploy/`, as it is, before a real server."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from ...conftest import unavailable
from .conftest import PASSWORD, Server
from .test_operating import team_of

ROOT = Path(__file__).parents[3]
NAME = "dateline.example.org"


def free_ports(number: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def certificate(folder: Path) -> None:
    """Make a certificate for our name that nobody else trusts."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    files = ["-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2"]
    named = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run([*command, *files, *named], cwd=folder, check=True, capture_output=True)


def configuration(folder: Path, plain: int, tls: int, server: int) -> Path:
    """Write the configuration of `deploy/` with our ports and paths in it."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for told, ours in (
        ("listen 80 ", f"listen 127.0.0.1:{plain} "),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        ("listen [::]:80", f"listen [::1]:{plain}"),
        ("listen [::]:443", f"listen [::1]:{tls}"),
        ("/var/log/nginx/error.log", f"{folder}/error.log"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(folder / "cert.pem")),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(folder / "key.pem")),
        ("127.0.0.1:8642", f"127.0.0.1:{server}"),
    ):
        assert told in text, told
        text = text.replace(told, ours)
    if not has_ipv6():  # as the file says
        text = "".join(line for line in text.splitlines(True) if "[::1]" not in line)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\naccess_log {folder}/access.log;\n{temporary}{text}\n}}\n"
    )
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    return folder / "nginx.conf"


@pytest.fixture
def proxied(
    tmp_path: Path, small_corpus: Path, serving: Callable[..., Server]
) -> Iterator[Callable[..., httpx.Client]]:
    """Clients that speak to a team's server through nginx, by plain HTTP or TLS."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None or shutil.which("openssl") is None:
        unavailable("needs nginx and openssl: apt-get install nginx-light openssl")
    server = serving(team_of(str(small_corpus), "ana"), "serve")
    plain, tls = free_ports(2)
    tmp_path.chmod(0o755)
    certificate(tmp_path)
    nginx = subprocess.Popen([program, "-c", configuration(tmp_path, plain, tls, server.port)])
    trusted = ssl.create_default_context(cafile=tmp_path / "cert.pem")
    clients: list[httpx.Client] = []

    def client(*, secure: bool = True, name: str = NAME, **headers: str) -> httpx.Client:
        port = tls if secure else plain
        clients.append(
            httpx.Client(
                base_url=f"{'https' if secure else 'http'}://127.0.0.1:{port}",
                headers={"Host": name, **headers},
                verify=trusted,
                timeout=30,
            )
        )
        return clients[-1]

    for _ in range(200):
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", tls)) == 0:
                break
        time.sleep(0.05)
    yield client
    for one in clients:
        one.close()
    nginx.terminate()
    nginx.wait(timeout=20)


def ask(client: httpx.Client, method: str, path: str, **more: Any) -> httpx.Response:
    """Ask for our name, whatever address it has here."""
    return client.request(method, path, extensions={"sni_hostname": NAME}, **more)


def test_a_team_behind_nginx(tmp_path: Path, proxied: Callable[..., httpx.Client]) -> None:
    """What `deploy/nginx.conf` promises holds in front of a real server."""
    ana = proxied()
    form = {"name": "ana", "password": PASSWORD}
    came = ask(ana, "POST", "/login", data=form)
    assert came.status_code == 303
    assert "Secure" in came.headers["set-cookie"], "the server knows that it came over TLS"
    assert "max-age=31536000" in came.headers["strict-transport-security"]
    assert ask(ana, "GET", "/annotate").status_code == 200
    ours = ask(proxied(), "POST", "/login", data=form, headers={"Origin": f"https://{NAME}"})
    assert ours.status_code == 303, "our own origin is known as ours"
    other = {"Origin": "https://elsewhere.example"}
    assert ask(proxied(), "POST", "/login", data=form, headers=other).status_code == 403

    assert ask(ana, "GET", "/readyz").json() == {"status": "ok"}
    assert ask(ana, "GET", "/metrics").status_code == 404
    assert ask(ana, "POST", "/login", data={"name": "a" * 1_100_000}).status_code == 413
    moved = proxied(secure=False).get("/annotate")
    assert (moved.status_code, moved.headers["location"]) == (301, f"https://{NAME}/annotate")
    with pytest.raises(httpx.HTTPError):
        proxied(secure=False, name="elsewhere.example").get("/")
    logs = [(tmp_path / name).read_text(encoding="utf-8") for name in ("access.log", "error.log")]
    assert logs == ["", ""], "no address of a visitor, and no invite link, stands in a log"

    cora = proxied()
    ask(cora, "POST", "/login", data={"name": "cora", "password": PASSWORD})
    page = ask(cora, "GET", "/people").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    made = ask(
        cora, "POST", "/api/people", json={"name": "ben"}, headers={"X-CSRF-Token": token}
    ).json()
    assert made["invite"].startswith(f"https://{NAME}/invite/")

    guesses = [  # each pretends to be somebody else
        ask(
            proxied(),
            "POST",
            "/login",
            data={"name": "ana", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        ).status_code
        for number in range(6)
    ]
    assert guesses == [401] * 5 + [429]
