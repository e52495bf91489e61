"""The whole way of one campaign: plan, proofs, the human pause, then its waves as they fall due."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from dm.verbs.launch import is_approved
from dm.verbs.proof import make_proofs
from entry import answer, opened, say
from launch import launch
from plan import plan

_LOOK_AGAIN_SECONDS = 5


@flow(name="campaign", flow_run_name="campaign-{brief}")
def campaign(workspace: str, brief: str, patience_hours: float = 72, now: str | None = None) -> dict[str, Any]:
    """Plan, make proofs, wait for the approval's row (console or terminal write it), then launch what is due."""
    planned = plan(workspace, brief, now)
    workshop = opened(workspace, now)
    proofs = make_proofs(workshop.office, planned["campaign"], now=workshop.now(), say=say)
    create_markdown_artifact(
        key="approval",
        markdown=f"Campaign **{planned['campaign']}** waits for its approval: {workshop.settings.base_url}/campaigns/"
        f"{planned['campaign']} or `dm approve {planned['campaign']} --by USER`.",
    )
    if not _approved(workspace, planned["campaign"], timedelta(hours=patience_hours)):
        return {"campaign": planned["campaign"], "approved": False, "proofs": proofs.document()}
    return {"approved": True, **launch(workspace, planned["campaign"], None, now)}


def _approved(workspace: str, name: str, patience: timedelta) -> bool:
    """Look at the approval's row until it is there; the worker's other runs go on meanwhile."""
    deadline = time.monotonic() + patience.total_seconds()
    workshop = opened(workspace, None)
    while not is_approved(workshop.office, name):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_AGAIN_SECONDS)
    return True


if __name__ == "__main__":
    answer(campaign)
