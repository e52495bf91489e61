"""A real browser before a real console on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dm.console import create_app
from dm.wiring import Workshop
from tests.unit.console import world
from tests.unit.console.conftest import at_leisure

# Waiting costs nothing where all is well, and a busy machine is slow.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Closed after each module: playwright's event loop keeps running in this thread, and later tests want their own.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS, timeout=2 * PATIENCE_MS)
        yield started
        started.close()


@pytest.fixture
def workshop(sqlite_database: str, tmp_path: Path) -> Workshop:
    made = world.open_workshop(tmp_path, sqlite_database)
    world.add_users(made)
    world.add_campaign(made)
    world.add_points(made)
    world.add_calls(made)
    world.add_batch(made)
    return made


@pytest.fixture
def console(workshop: Workshop) -> Iterator[str]:
    """The console's address."""
    app = at_leisure(create_app(workshop))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the console did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(120)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1360, "height": 850}, locale="en-GB")
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def enter(context: BrowserContext, console: str) -> Callable[[str], Page]:
    """`enter("agent")` is a page on which that user has just logged in, by keyboard."""

    def log_in(user: str) -> Page:
        page = context.new_page()
        page.goto(f"{console}/login")
        expect(page.locator("#name")).to_be_focused()
        page.keyboard.type(user)
        page.keyboard.press("Tab")
        page.keyboard.type(world.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/login" not in address)
        return page

    return log_in
