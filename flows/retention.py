"""Retention: once a day, what has outlived its period ends, and files past their day are destroyed."""

from __future__ import annotations

from typing import Any

from prefect import flow

from dm.verbs.retention import keep_periods
from entry import answer, opened


@flow(name="retention", flow_run_name="retention")
def retention(workspace: str, now: str | None = None) -> dict[str, Any]:
    """Apply the periods of docs/consent.md to the workspace."""
    workshop = opened(workspace, now)
    return keep_periods(workshop.office, now=workshop.now(), actor="retention").document()


if __name__ == "__main__":
    answer(retention)
