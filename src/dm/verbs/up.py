"""`dm up`: Prefect server, worker and console as three processes, watched in the foreground."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from dm import db
from dm.assets import assets_root
from dm.errors import DatabaseError, OutsideError
from dm.verbs.flows import forget_server, prefect_environment, prefect_home, remember_server
from dm.wiring import Workshop

PREFECT_PORT = 4200
_PATIENCE_SECONDS = 10


@dataclass
class _Child:
    """One process of ours and where its log lies."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


def run_up(
    workshop: Workshop, *, host: str, port: int, say: Callable[[str], None], prefect_port: int = PREFECT_PORT
) -> None:
    """Run until Ctrl-C or until one of the three ends; the others are ended too, and none is left behind.

    Raises OutsideError naming the process that ended by itself and its log.
    """
    if not db.is_current(workshop.engine):
        raise DatabaseError("The database has no tables of this version.", hint="Run `dm db upgrade`.")
    root = workshop.settings.workspace
    api_url = f"http://127.0.0.1:{prefect_port}/api"
    commands = _commands(workshop, host, port, prefect_port)
    remember_server(root, api_url)
    try:
        with _stopping() as stopped, _children(root, commands, api_url) as children:
            say(_welcome(host, port, prefect_port, root))
            _watch(children, stopped)
    finally:
        forget_server(root)


def _commands(workshop: Workshop, host: str, port: int, prefect_port: int) -> dict[str, list[str]]:
    python, root = sys.executable, workshop.settings.workspace
    # With a simulated clock the console stands still at the moment of --now.
    moment = [workshop.fixed_now.isoformat()] if workshop.fixed_now else []
    server = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(prefect_port)]
    return {
        "server": [python, *server],
        "worker": [python, str(assets_root() / "flows" / "worker.py"), str(root)],
        "console": [python, "-m", "dm.console", str(root), host, str(port), *moment],
    }


def _welcome(host: str, port: int, prefect_port: int, root: Path) -> str:
    return (
        f"Console    http://{host}:{port}/\n"
        f"Flows      http://127.0.0.1:{prefect_port}/   (Prefect; up in half a minute at the first start)\n"
        f"Logs       {prefect_home(root) / 'logs'}\n"
        f"A first user: dm --workspace {root} user add NAME --role admin\n"
        "Ctrl-C ends all three."
    )


@contextmanager
def _children(root: Path, commands: dict[str, list[str]], api_url: str) -> Iterator[list[_Child]]:
    logs = prefect_home(root) / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    children: list[_Child] = []
    try:
        for name, command in commands.items():
            with (logs / f"{name}.log").open("ab") as log:
                children.append(_Child(name, _start(command, root, api_url, log), logs / f"{name}.log"))
        yield children
    finally:
        for child in children:
            child.process.terminate()
        for child in children:
            _end(child.process)


def _start(command: list[str], root: Path, api_url: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end the children in order.
    return subprocess.Popen(  # noqa: S603 -- our own three commands
        command,
        env=prefect_environment(root, api_url),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """A list that fills when somebody asks us to stop; a terminal's hang-up counts too."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(children: list[_Child], stopped: list[int]) -> None:
    while not stopped:
        for child in children:
            code = child.process.poll()
            if code is not None:
                raise OutsideError(
                    f"The {child.name} ended with code {code}: {_last_line(child.log)}",
                    hint=f"Its log is {child.log}; a port that is taken is the usual cause (--port chooses another).",
                )
        time.sleep(0.2)


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "it said nothing."
