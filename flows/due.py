"""Due: every few minutes, pieces of running waves whose hour has come (recipients' local times, retries)."""

from __future__ import annotations

from typing import Any

from prefect import flow

from dm.verbs.launch import campaigns_with_due_pieces
from dm.verbs.upkeep import sweep
from entry import answer, opened, say
from launch import launch


@flow(name="due", flow_run_name="due")
def due(workspace: str, now: str | None = None) -> dict[str, Any]:
    """Launch what has fallen due in waves that have begun, then do what lies between campaigns."""
    workshop = opened(workspace, now)
    found = campaigns_with_due_pieces(workshop.office, now=workshop.now())
    launched = [launch(workspace, name, wave, now) for name, wave in found]
    return {"campaigns": launched, **sweep(workshop.office, now=workshop.now(), say=say)}


if __name__ == "__main__":
    answer(due)
