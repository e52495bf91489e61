"""`make pictures WORKSPACE=demo`: the pictures of README and guides, taken from the product itself.

Reads the folder of a finished demo. The console runs on a copy of it, so that nothing of the demo changes.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from dm import accounts, db
from dm.console import create_app
from dm.db import tables as t
from dm.model import Channel
from dm.verbs.demo.story import END
from dm.wiring import Workshop, open_workspace

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CAMPAIGN = "spring-2027"
WIDTH = 1200
TALLEST = 1150
HEAVIEST = 150_000
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, default=Path("demo"))
    demo = parser.parse_args().workspace.resolve()
    if not (demo / "out" / CAMPAIGN / "report" / "report.html").is_file():
        sys.exit(f"{demo} holds no finished demo. `make demo` makes one; WORKSPACE=DIR names another.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    paper(demo / "out" / CAMPAIGN)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium on this machine: the pictures of paper are made, those of pages are not.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        report(browser, demo / "out" / CAMPAIGN / "report" / "report.html")
        console(browser, demo)
        browser.close()


def paper(out: Path) -> None:
    """A letter, a parcel's label."""
    for name, pattern, width in (("letter", "letters/L*/L*_001of*.pdf", 700), ("label", "courier/C*/labels.pdf", 420)):
        found = sorted(out.glob(pattern))
        if found:
            with pypdfium2.PdfDocument(found[0]) as document:
                page = document[0]
                keep(name, page.render(scale=width / page.get_width()).to_pil(), frame=True)


def report(browser: Browser, path: Path) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": 900}, locale="en-GB")
    page.goto(path.as_uri())
    photograph(page, "report")


def console(browser: Browser, demo: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="dm-pictures-") as folder:
        copy = Path(folder) / "demo"
        shutil.copytree(demo, copy, ignore=shutil.ignore_patterns(".prefect", "prefect*"))
        workshop = replace(open_workspace(copy), fixed_now=END)
        with serving(workshop) as address:
            enter = visitor(browser, workshop, address)
            page = enter("marie", f"/campaigns/{CAMPAIGN}")
            photograph(page, "campaign")
            for name, channel in (("batch", Channel.LETTER), ("manifest", Channel.COURIER)):
                page.goto(f"{address}/batches/{batch_of(workshop, channel)}")
                photograph(page, name)
            page = enter("agata", "/calls")
            page.locator("form[action='/calls/next'] button").first.click()
            photograph(page, "agent")
            photograph(enter("boris", "/calls/board"), "board")
            photograph(enter("boris", "/review"), "review")


def batch_of(workshop: Workshop, channel: Channel) -> str:
    query = select(t.piece_batch.c.id).where(t.piece_batch.c.channel == channel.value).order_by(t.piece_batch.c.number)
    with db.reading(workshop.engine) as connection:
        return str(connection.execute(query).scalars().first())


@contextmanager
def serving(workshop: Workshop) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(workshop), port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def visitor(browser: Browser, workshop: Workshop, address: str) -> Callable[[str, str], Page]:
    """`enter(user, path)`: that page, seen by a user who has just logged in."""

    def enter(user: str, path: str) -> Page:
        once = accounts.reset_password(workshop.engine, user)
        accounts.change_password(workshop.engine, user, old=once, new="four short words here")
        page = browser.new_context(viewport={"width": WIDTH, "height": 800}, locale="en-GB").new_page()
        page.goto(f"{address}/login")
        page.fill("#name", user)
        page.fill("#password", "four short words here")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda now: "/login" not in now)
        page.goto(f"{address}{path}")
        return page

    return enter


def photograph(page: Page, name: str) -> None:
    """The page from its top, as far as a picture may go."""
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": WIDTH, "height": 500})
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    with tempfile.NamedTemporaryFile(suffix=".png") as raw:
        page.set_viewport_size({"width": WIDTH, "height": height})
        page.screenshot(path=raw.name)
        keep(name, Image.open(raw.name))


def keep(name: str, image: Image.Image, *, frame: bool = False) -> None:
    """Store it with as many colours as the weight allows."""
    picture = image.convert("RGB")
    if frame:
        framed = Image.new("RGB", (picture.width + 2, picture.height + 2), "#c8c8c8")
        framed.paste(picture, (1, 1))
        picture = framed
    path = PICTURES / f"{name}.png"
    for colours in (128, 64, 32, 16):
        picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < HEAVIEST:
            break
    print(f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
