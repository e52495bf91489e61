"""How a flow file is started as a process: one JSON request in, one JSON result out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

from dm.errors import DmError
from dm.wiring import Workshop, open_workspace


def opened(workspace: str, now: str | None) -> Workshop:
    """The workspace that a flow works in; `now` only where its clock is simulated."""
    return open_workspace(Path(workspace), now=now)


def say(line: str) -> None:
    """Progress: on the terminal that started the flow, and in the run's own log on the server."""
    print(line, file=sys.stderr, flush=True)
    try:
        get_run_logger().info(line)
    except MissingContextError:  # a thread that the run started
        return


def answer(flow: Callable[..., dict[str, Any]]) -> None:
    """Run a flow with the request of the command line and print its result, or its error in words."""
    request = json.loads(sys.argv[1])
    try:
        print(json.dumps(flow(**request), default=str))
    except DmError as problem:
        print(json.dumps({"error": problem.message, "hint": problem.hint, "exit_code": problem.exit_code}))
        sys.exit(problem.exit_code)
