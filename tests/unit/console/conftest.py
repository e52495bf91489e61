"""A console over a small workspace, and a visitor who can log in to it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from dm.console import create_app
from dm.wiring import Workshop
from tests.unit.console import world


@pytest.fixture
def workshop(sqlite_database: str, tmp_path: Path) -> Workshop:
    made = world.open_workshop(tmp_path, sqlite_database)
    world.add_users(made)
    return made


@pytest.fixture
def app(workshop: Workshop) -> FastAPI:
    return at_leisure(create_app(workshop))


def at_leisure(app: FastAPI) -> FastAPI:
    """Work behind a page is waited for, and minutes do not pass: what a page answers is not left to the machine."""
    app.state.desk.errands.patience = 120
    app.state.desk.limiter._clock = lambda: 0.0
    return app


@pytest.fixture
def visit(app: FastAPI) -> Callable[[str], Visitor]:
    """`visit("marketer")` is a browser in which that user has logged in."""

    def enter(user: str) -> Visitor:
        visitor = Visitor(app)
        if user:
            visitor.log_in(user)
        return visitor

    return enter


class Visitor:
    """A browser without scripts: keeps cookies, sends forms with the token of a page it opens first."""

    def __init__(self, app: FastAPI) -> None:
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://console.example"
        )
        self.cookies = self._client.cookies

    def get(self, address: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.get(address, **more))

    def head(self, address: str) -> httpx.Response:
        return asyncio.run(self._client.head(address))

    def post(self, address: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._client.post(address, **more))

    def log_in(self, user: str, password: str = world.PASSWORD) -> None:
        answer = self.send("/login", {"name": user, "password": password}, page="/login")
        assert answer.status_code == 303, answer.text

    def send(self, address: str, fields: dict[str, str] | None = None, *, page: str, **more: Any) -> httpx.Response:
        """Open a page and send one of its forms."""
        return self.post(address, data={"form_token": self.token(page), **(fields or {})}, **more)

    def token(self, page: str) -> str:
        found = re.search(r'name="form_token" value="([0-9a-f]{64})"', self.get(page).text)
        assert found, f"{page} has no form"
        return found[1]
