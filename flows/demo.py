"""Demo: the whole way on made-up lists, its stages as the very flows that `dm up` serves."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow

from acquire import acquire as acquire_flow
from actualize import actualize as actualize_flow
from dm.verbs.demo.story import tell
from entry import answer, opened
from launch import launch as launch_flow
from plan import plan as plan_flow
from report import report as report_flow


class Flows:
    """The stages of the story as flow runs."""

    def __init__(self, workspace: str) -> None:
        self.workspace = workspace

    def acquire(self, file: Path, source: str, now: datetime) -> dict[str, Any]:
        return acquire_flow(self.workspace, str(file), source, None, now.isoformat())

    def actualize(self, now: datetime) -> dict[str, Any]:
        return actualize_flow(self.workspace, now=now.isoformat())

    def plan(self, brief: Path, now: datetime) -> dict[str, Any]:
        return plan_flow(self.workspace, str(brief.relative_to(self.workspace)), now.isoformat())

    def launch(self, campaign: str, now: datetime) -> dict[str, Any]:
        return launch_flow(self.workspace, campaign, now=now.isoformat())

    def report(self, campaign: str, now: datetime) -> dict[str, Any]:
        return report_flow(self.workspace, campaign, now=now.isoformat())


@flow(name="demo", flow_run_name="demo-{seed}")
def demo(workspace: str, people: int, seed: int, now: str | None = None) -> dict[str, Any]:
    """Half a year in a minute; the answers of the world are simulated."""
    told = tell(opened(workspace, now), Flows(workspace), count=people, seed=seed, say=_say)
    return {"documents": told.documents, "passwords": told.passwords}


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    answer(demo)
