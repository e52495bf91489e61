"""Launch: what is due of a campaign is produced and dispatched, one task a wave."""

from __future__ import annotations

from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from cluster import printing_on_cluster
from dm.verbs.launch import due_waves, launch_wave, set_aside_if_late
from entry import answer, opened, say


# The database decides what is done: a task's cached result must never stand for it.
@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="{campaign}-{wave}")
def dispatch(workspace: str, campaign: str, wave: str, now: str | None) -> dict[str, Any]:
    workshop = opened(workspace, now)
    with printing_on_cluster(workshop.settings.dask):
        return launch_wave(workshop.office, campaign, wave, now=workshop.now(), say=say).document()


@flow(name="launch", flow_run_name="launch-{campaign}")
def launch(
    workspace: str, campaign: str, wave: str | None = None, now: str | None = None, planned_for: str | None = None
) -> dict[str, Any]:
    """Dispatch the waves that are due; a run that comes too late leaves a question for a person instead."""
    workshop = opened(workspace, now)
    if planned_for and set_aside_if_late(workshop.office, campaign, wave, planned_for, now=workshop.now()):
        return {"campaign": campaign, "late": True}
    waves = [wave] if wave else due_waves(workshop.office, campaign, now=workshop.now())
    done = [dispatch(workspace, campaign, name, now) for name in waves]
    create_markdown_artifact(key=f"launch-{_slug(campaign)}", markdown=_told(campaign, done))
    return {"campaign": campaign, "waves": done}


def _told(campaign: str, done: list[dict[str, Any]]) -> str:
    lines = [f"# {campaign}", "", "| wave | channel | dispatched | refused | to settle | batches |", "|-|-|-|-|-|-|"]
    for one in done:
        refused = sum(one["refused"].values())
        batches = ", ".join(one["batches"])
        lines.append(
            f"| {one['wave']} | {one['channel']} | {one['dispatched']} | {refused} | {one['to_settle']} | {batches} |"
        )
    return "\n".join([*lines, "", f"Everything that was made lies in `out/{campaign}/`."])


def _slug(text: str) -> str:
    return "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in text.lower())


if __name__ == "__main__":
    answer(launch)
