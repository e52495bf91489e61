"""Plan: universe, waterfall, cells, holdout, cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from dm.verbs.stages import plan_campaign
from entry import answer, opened, say


@flow(name="plan", flow_run_name="plan-{brief}")
def plan(workspace: str, brief: str, now: str | None = None) -> dict[str, Any]:
    """Plan the campaign of a brief (a path within the workspace)."""
    document = plan_campaign(opened(workspace, now), Path(workspace) / brief, say=say)
    key = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in document["campaign"].lower())
    create_table_artifact(key=f"waterfall-{key}", table=document["waterfall"], description="Who fell out, and why")
    create_markdown_artifact(
        key=f"plan-{key}",
        markdown=f"# {document['campaign']}\nplan `{document['hash']}`: {document['pieces']}, "
        f"holdout {document['holdout']}",
    )
    return document


if __name__ == "__main__":
    answer(plan)
