"""`dateline` as a process of its own, without the second that its imports take.

One process has imported all that any command needs, and every command is a fork of it: with
arguments, folder, environment, streams, signals and exit status of its own, as if it had been
called by name.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from multiprocessing import reduction
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any

__all__ = ["has_worked", "run_command", "run_script", "start_command"]

_fresh = multiprocessing.get_context("forkserver")
_fresh.set_forkserver_preload([f"{__package__}.imported"])


def run_command(
    arguments: Sequence[object],
    folder: Path,
    said: str = "",
    *,
    until: Callable[[int], bool] | None = None,
    patience: float = 300,
    room: int | None = None,
    program: Callable[[list[str]], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with some text on standard input.

    `until` is asked of the process again and again; when it says so the command is interrupted.
    With `room` no file may grow beyond so many bytes, as if the disk were full.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as given,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
    ):
        given.write(said)
        given.seek(0)
        process = start_command(arguments, folder, given, out, err, room=room, program=program)
        if until is not None:
            _wait_until(until, process)
            os.kill(process.pid, signal.SIGINT)
        process.join(patience)
        status = process.exitcode
        if status is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(map(str, arguments)), patience)
        process.close()
        told = [stream.seek(0) or stream.read() for stream in (out, err)]
    return subprocess.CompletedProcess(list(arguments), status, *told)


def start_command(
    arguments: Sequence[object],
    folder: Path,
    *streams: IO[Any],
    room: int | None = None,
    program: Callable[[list[str]], None] | None = None,
) -> BaseProcess:
    """Start a command with the three streams given. The caller sees to its end."""
    process = _fresh.Process(
        target=_be,
        args=(
            program or _be_the_command,
            [*map(str, arguments)],
            str(folder),
            dict(os.environ),
            [_Handed(stream) for stream in streams],
            room,
        ),
    )
    process.start()
    return process


def run_script(code: str, folder: Path) -> str:
    """Run some Python to its end, as a file of its own in a folder, and return what it printed."""
    script = folder / "script.py"
    script.write_text(code, encoding="utf-8")
    done = run_command([script], folder, program=_be_the_script)
    assert done.returncode == 0, done.stderr
    return done.stdout


def has_worked(process: int, seconds: float = 0.2) -> bool:
    """Whether a process has had so much of a processor, whatever else the machine does."""
    times = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
    return sum(map(int, times)) >= seconds * os.sysconf("SC_CLK_TCK")


def _wait_until(so: Callable[[int], bool], process: BaseProcess) -> None:
    assert process.pid is not None
    while not so(process.pid):
        assert process.is_alive(), "it was done before it could be interrupted"
        time.sleep(0.01)


class _Handed:
    """An open file that a process is given; it finds the number of its own copy."""

    def __init__(self, file: IO[Any]) -> None:
        self._file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return _taken, (reduction.DupFd(self._file.fileno()),)


def _taken(handed: Any) -> int:
    return int(handed.detach())


def _be_the_command(arguments: list[str]) -> None:
    from dateline.training.cli import main

    sys.argv = ["dateline", *arguments]
    main()


def _be_the_script(arguments: list[str]) -> None:
    sys.argv = arguments
    runpy.run_path(arguments[0], run_name="__main__")


def _be(
    program: Callable[[list[str]], None],
    arguments: list[str],
    folder: str,
    environment: dict[str, str],
    streams: list[int],
    room: int | None,
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
    program(arguments)
