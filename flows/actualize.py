"""Actualize: records become people, companies and contact points that are true today."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact

from dm.verbs.stages import actualize_batch
from entry import answer, opened, say


@flow(name="actualize", flow_run_name="actualize-{batch}")
def actualize(
    workspace: str,
    batch: str | None = None,
    link: bool = True,  # noqa: FBT001, FBT002 -- Prefect shows parameters by name
    now: str | None = None,
) -> dict[str, Any]:
    """Normalise, validate and link a batch, or every batch not yet done."""
    document = actualize_batch(opened(workspace, now), batch, link=link, say=say)
    counts = {name: value for name, value in document.items() if isinstance(value, int)}
    create_table_artifact(key="actualize", table=[{"what": name, "count": value} for name, value in counts.items()])
    return document


if __name__ == "__main__":
    answer(actualize)
