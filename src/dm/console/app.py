"""The FastAPI application, put together from its pages."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import dm
from dm.console import mishaps
from dm.console.desk import Desk
from dm.console.headers import SecurityHeaders
from dm.console.pages import STATIC
from dm.console.routes import (
    api,
    batches,
    board,
    calls,
    campaigns,
    companies,
    login,
    people,
    public,
    reports,
    review,
    sources,
    users,
)
from dm.console.sessions import Sessions
from dm.wiring import Workshop

_PAGES = (login, campaigns, batches, board, calls, reports, sources, review, people, companies, users, public)


def create_app(workshop: Workshop) -> FastAPI:
    """The console of a workspace; nothing is opened before the first request."""
    # Swagger's and ReDoc's pages load scripts from elsewhere, so they stay off.
    app = FastAPI(
        title="dm",
        summary="Calls for agents' programs, and the health of the console.",
        version=dm.__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    https = workshop.settings.base_url.startswith("https:")
    app.state.desk = Desk(workshop, Sessions(workshop.settings.secret_key, https=https))
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for room in _PAGES:
        app.include_router(room.router, include_in_schema=False)
    app.include_router(api.router)
    mishaps.answer_in(app)
    return app
