"""Starting flows as processes: Prefect is loaded there and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dm.assets import assets_root
from dm.errors import DmError, OutsideError
from dm.wiring import Workshop, child_environment, server_address

_ADDRESS_FILE = "server.url"


def prefect_home(workspace: Path) -> Path:
    """Where the workspace's own Prefect server keeps its database and logs."""
    return workspace / ".prefect"


def prefect_environment(workspace: Path, api_url: str) -> dict[str, str]:
    """The environment of every process that loads Prefect: its own home, no telemetry, quiet logs.

    With `api_url` "" the process brings a server of its own on the workspace's Prefect database.
    """
    environment = child_environment(
        PREFECT_HOME=str(prefect_home(workspace)),
        PREFECT_API_URL=api_url,
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS="180",
        PREFECT_LOGGING_LEVEL="WARNING",
        # What a run says of its progress is kept in its log.
        PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL="INFO",
        # A flow's failure is told in one sentence; its traceback is in the server's own log of the run.
        PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL="CRITICAL",
        DO_NOT_TRACK="1",
    )
    if not api_url:
        del environment["PREFECT_API_URL"]
    return environment


def remember_server(workspace: Path, api_url: str) -> None:
    """Write down where the server of `dm up` answers, for `--flow`."""
    prefect_home(workspace).mkdir(exist_ok=True)
    (prefect_home(workspace) / _ADDRESS_FILE).write_text(api_url, encoding="ascii")


def forget_server(workspace: Path) -> None:
    """The server of `dm up` has ended."""
    (prefect_home(workspace) / _ADDRESS_FILE).unlink(missing_ok=True)


def known_server(workspace: Path) -> str:
    """The server of PREFECT_API_URL or of `dm up`; raises OutsideError when neither is there."""
    address_file = prefect_home(workspace) / _ADDRESS_FILE
    api_url = server_address() or (address_file.read_text(encoding="ascii") if address_file.is_file() else "")
    if not api_url:
        raise OutsideError(
            "No Prefect server is running for this workspace.", hint="Start `dm up`, or leave --flow out."
        )
    return api_url


def run_flow(workshop: Workshop, name: str, parameters: Mapping[str, Any], *, api_url: str) -> dict[str, Any]:
    """Run flows/NAME.py as a process and give its result back; `api_url` "" brings a server for its time.

    Raises OutsideError when it ends without a result, and the flow's own error otherwise.
    """
    root = workshop.settings.workspace
    now = workshop.fixed_now.isoformat() if workshop.fixed_now else None
    request = json.dumps({"workspace": str(root), "now": now, **parameters})
    done = subprocess.run(  # noqa: S603 -- our own flow file and a JSON request
        [sys.executable, str(assets_root() / "flows" / f"{name}.py"), request],
        env=prefect_environment(root, api_url),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return _result(name, done)


def _result(name: str, done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    lines = done.stdout.strip().splitlines()
    document: dict[str, Any] = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    if "error" in document:
        problem = DmError(document["error"], hint=document.get("hint", ""))
        problem.exit_code = document.get("exit_code", 1)
        raise problem
    if done.returncode or not document:
        raise OutsideError(f"The flow {name} ended with code {done.returncode}.", hint="Its log is above.")
    return document
