"""The single stages as flows run them: a workshop in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dm.wiring import Workshop


def acquire_file(
    workshop: Workshop,
    file: str,
    *,
    source: str,
    mapping: Mapping[str, Sequence[str]] | None = None,
    country: str = "",
    encoding: str = "",
    sheet: str = "",
    enrich: bool = False,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Read one file as a batch of its source; the JSON of `dm acquire`. With `enrich` it adds to people of the base."""
    from dm.acquire import AcquireOptions, acquire

    document = acquire(
        workshop.engine,
        Path(file),
        source_id=source,
        options=AcquireOptions(mapping or {}, country, encoding, sheet, enrich),
        settings=workshop.settings,
        now=workshop.now(),
        actor=workshop.actor,
        say=say,
    ).document()
    return document | {"enriched": enrich_people(workshop, document["batch"], say=say)} if enrich else document


def enrich_people(workshop: Workshop, batch: str, *, say: Callable[[str], None]) -> dict[str, Any]:
    """What a batch that enriches added to people of the base, and where its Art. 14 notice stands."""
    from dm.acquire import notice_of

    found = actualize_batch(workshop, batch, link=True, say=say)["enriched"][0]
    return dict(found) | {"notice": notice_of(workshop.engine, batch, workshop.now().date())}


def actualize_batch(workshop: Workshop, batch: str | None, *, link: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Actualize a batch, or every batch not yet done; the JSON of `dm actualize`."""
    from dm.actualize import actualize

    return actualize(
        workshop.engine,
        batch=batch,
        link=link,
        settings=workshop.settings,
        policies=workshop.policies,
        now=workshop.now(),
        say=say,
        actor=workshop.actor,
    ).document()


def plan_campaign(workshop: Workshop, brief: Path, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Plan the campaign of a brief; the JSON of `dm plan`."""
    from dm.plan import plan

    return plan(
        workshop.engine,
        brief,
        settings=workshop.settings,
        policies=workshop.policies,
        now=workshop.now(),
        actor=workshop.actor,
        say=say,
    ).document()


def report_campaign(workshop: Workshop, campaign: str, *, out: str | None = None) -> dict[str, Any]:
    """Write a campaign's report; `files` are their paths."""
    from dm.analyze import make_report

    folder = Path(out) if out else None
    files = make_report(workshop.engine, campaign, folder, settings=workshop.settings, now=workshop.now())
    return {"campaign": campaign, "files": [str(file) for file in files]}
