"""Report: what a campaign was worth, against its holdout."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.artifacts import create_link_artifact, create_markdown_artifact

from dm.verbs.stages import report_campaign
from entry import answer, opened


@flow(name="report", flow_run_name="report-{campaign}")
def report(workspace: str, campaign: str, out: str | None = None, now: str | None = None) -> dict[str, Any]:
    """Write report.html, report.pdf, report.xlsx and Parquet."""
    workshop = opened(workspace, now)
    document = report_campaign(workshop, campaign, out=out)
    create_link_artifact(
        key="report", link=f"{workshop.settings.base_url}/reports/{campaign}", link_text=f"Report of {campaign}"
    )
    create_markdown_artifact(key="report-files", markdown="\n".join(f"- `{file}`" for file in document["files"]))
    return document


if __name__ == "__main__":
    answer(report)
