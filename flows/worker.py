"""The worker of `dm up`: serves the flows, puts waves on the calendar, takes the console's wishes."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import cast

import httpx
from prefect import serve
from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment
from prefect.deployments.runner import RunnerDeployment

from acquire import acquire
from actualize import actualize
from campaign import campaign
from dm.errors import DmError
from dm.verbs.wishes import take_wishes, upcoming_waves
from dm.wiring import open_workspace
from due import due
from launch import launch
from plan import plan
from report import report
from retention import retention
from verify import verify

_SERVER_PATIENCE_SECONDS = 240
_LOOK_AGAIN_SECONDS = 5
_SWEEP_SECONDS = 300
_DAY_SECONDS = 86_400


def main(workspace: str) -> None:
    """Wait for the server, then serve until told to stop."""
    _wait_for_server()
    threading.Thread(target=_watch, args=(workspace,), daemon=True).start()
    here = {"workspace": workspace}
    deployments = [
        *(one.to_deployment("dm", parameters=here) for one in (acquire, actualize, plan, launch, report, campaign)),
        due.to_deployment("dm", parameters=here, interval=_SWEEP_SECONDS, concurrency_limit=1),
        *(
            one.to_deployment("dm", parameters=here, interval=_DAY_SECONDS, concurrency_limit=1)
            for one in (retention, verify)
        ),
    ]
    # Outside of an event loop `to_deployment` gives the deployment itself; its type also allows for a coroutine.
    serve(*cast("list[RunnerDeployment]", deployments), pause_on_shutdown=False, limit=4)


def _wait_for_server() -> None:
    deadline = time.monotonic() + _SERVER_PATIENCE_SECONDS
    while True:
        try:
            with get_client(sync_client=True) as client:
                if client.api_healthcheck() is None:
                    return
        except httpx.HTTPError:
            pass
        if time.monotonic() > deadline:
            sys.exit("The Prefect server does not answer.")
        time.sleep(1)


def _watch(workspace: str) -> None:
    """Every few seconds: put waves that lie ahead on Prefect's calendar, and start what the console asked for."""
    workshop = open_workspace(Path(workspace))
    while True:
        time.sleep(_LOOK_AGAIN_SECONDS)
        try:
            for wave in upcoming_waves(workshop.office, now=workshop.now()):
                _schedule(workspace, wave.campaign, wave.name, wave.due_at)
            take_wishes(workshop.office, _start, now=workshop.now())
        except (DmError, httpx.HTTPError, ValueError) as problem:
            print(f"looking for work: {problem}", flush=True)


def _schedule(workspace: str, name: str, wave: str, due_at: object) -> None:
    planned_for = due_at.isoformat()  # type: ignore[attr-defined]
    run_deployment(
        "launch/dm",
        parameters={"workspace": workspace, "campaign": name, "wave": wave, "planned_for": planned_for},
        scheduled_time=due_at,  # type: ignore[arg-type]
        idempotency_key=f"{name}/{wave}/{planned_for}",
        flow_run_name=f"{name}-{wave}",
        timeout=0,
        as_subflow=False,
    )


def _start(flow: str, parameters: dict[str, object]) -> str:
    run = run_deployment(f"{flow}/dm", parameters=parameters, timeout=0, as_subflow=False)
    return str(run.id)  # type: ignore[union-attr]


if __name__ == "__main__":
    main(sys.argv[1])
