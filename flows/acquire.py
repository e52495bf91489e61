"""Acquire: one file of a registered source becomes records."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from dm.verbs.stages import acquire_file
from entry import answer, opened, say


@flow(name="acquire", flow_run_name="acquire-{source}")
def acquire(
    workspace: str, file: str, source: str, options: dict[str, Any] | None = None, now: str | None = None
) -> dict[str, Any]:
    """Read `file` (a path) as a batch of `source`."""
    document = acquire_file(opened(workspace, now), file, source=source, say=say, **(options or {}))
    create_markdown_artifact(
        key="acquire",
        markdown=f"# {document['batch']}\n{document['rows']} rows: {document['accepted']} accepted, "
        f"{document['quarantined']} quarantined (`{document['quarantine_file'] or 'none'}`).",
    )
    return document


if __name__ == "__main__":
    answer(acquire)
