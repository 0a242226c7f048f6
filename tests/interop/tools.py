"""Throw-away environments for the real tools: below build/, on loopback, stopped by their process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

__all__ = ["ENVIRONMENTS", "environment", "free_port", "running", "version_of"]

ENVIRONMENTS = Path(__file__).parents[2] / "build" / "interop"


def environment(name: str, *requirements: str) -> Path:
    """Return the programs of an environment with these packages, made where it is not there."""
    folder = ENVIRONMENTS / name
    done = folder / "installed"
    if not done.is_file() or done.read_text() != "\n".join(requirements):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", *requirements]
        subprocess.run(pip, check=True)
        done.write_text("\n".join(requirements))
    return folder / "bin"


def version_of(programs: Path, package: str) -> str:
    """Return which version of a package an environment has."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    asked = [str(programs / "python"), "-c", code]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], url: str, folder: Path, more: Mapping[str, str], seconds: int = 180
) -> Iterator[None]:
    """Start a server in a folder, wait until it answers at `url`, and stop it at the end."""
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | dict(more),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(url, process, seconds, log)
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], seconds: int, log: Path) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.5)
        else:
            return
    tail = log.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"the tool did not answer at {url}:\n{tail}")
