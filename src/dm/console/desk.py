"""What every page may ask for: the workshop, sessions, limits, and the way to show a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request

from dm.console.errands import Errands
from dm.console.limits import Limiter
from dm.console.sessions import Sessions
from dm.normal.zones import zones_of
from dm.press.folders import open_template
from dm.press.sandbox import Sandbox
from dm.wiring import Workshop


@dataclass(frozen=True)
class Desk:
    """The console's own things, made once with the application."""

    workshop: Workshop
    sessions: Sessions
    limiter: Limiter = field(default_factory=Limiter)
    errands: Errands = field(default_factory=Errands)

    @cached_property
    def zone(self) -> str:
        """The zone in which the house reads its clocks."""
        settings = self.workshop.settings
        known = zones_of(settings.sender_country)
        return settings.time_zone or (known[0] if len(known) == 1 else "UTC")

    @cached_property
    def landing(self) -> Sandbox:
        """The marketer's public pages, compiled once; a changed file is read anew."""
        return Sandbox(open_template(self.workshop.settings.templates / "landing"))


def desk_of(request: Request) -> Desk:
    """The application's desk."""
    found = request.app.state.desk
    assert isinstance(found, Desk)
    return found


AtDesk = Annotated[Desk, Depends(desk_of)]
