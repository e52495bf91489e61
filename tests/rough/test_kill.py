"""`dm launch` killed at any moment, and run again: nothing twice, nothing lost; on both databases."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.mail_server import listening
from tests.rough.walk import (
    COURIER,
    DROP,
    EMAIL,
    LETTER,
    Walk,
    approved,
    consents,
    customer,
    new_walk,
    read_rows,
    with_customers,
    write_brief,
)

# The process kills itself at the first act that Python reports after the sign: no clock and no luck.
DIES = """
import fnmatch, os, signal, sys
left = {count}
def look(event, values):
    global left
    if left == 0:
        left = -1
        os.kill(os.getpid(), signal.SIGKILL)
    if event in ("open", "os.mkdir", "os.rename") and fnmatch.fnmatch(str(values[event == "os.rename"]), {sign!r}):
        left -= 1
sys.addaudithook(look)
"""


COUNTS = {LETTER: 7, COURIER: 4, EMAIL: 60}


class Server:
    """A mail server that kills who sends to it, with the message taken and before it says yes."""

    def __init__(self):
        self.taken = []
        self.victim = Future()
        self.deadly = 0

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(message_from_bytes(envelope.content)["Message-ID"])
        if len(self.taken) == self.deadly:
            os.kill(self.victim.result().pid, signal.SIGKILL)
        return "250 taken"


@pytest.fixture
def server():
    handler = Server()
    with listening(handler) as handler.port:
        yield handler


def _ready(url: str, folder: Path, wave: str, count: int) -> None:
    walk = new_walk(folder / "shop", url)
    with_customers(walk, [customer(number) for number in range(count)])
    agreed = [",".join(row) for row in consents(range(count), "email", "courier")]
    walk.do("consent", "import", walk.write("agreed.csv", "\n".join(agreed)), now="2026-11-02T10:00Z")
    plan = approved(walk, write_brief(walk, wave))
    assert plan["people"] == count


@pytest.fixture
def ready(begun, tmp_path: Path) -> Callable[[str], Walk]:
    """An approved campaign of one wave to customers who agreed to it."""
    return lambda wave: Walk(tmp_path / "shop", begun(_ready, wave, COUNTS[wave]))


def rows_of(walk: Walk, query: str) -> dict[str, Any]:
    """A query of two columns."""
    engine = create_engine(walk.url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = dict(map(tuple, connection.execute(text(query))))
    engine.dispose()
    return found


def states(walk: Walk) -> dict[str, int]:
    """How many pieces of the campaign are in which state."""
    return rows_of(walk, "SELECT state, count(*) FROM piece WHERE campaign_id = 'spring' GROUP BY state")


def sealed(walk: Walk) -> set[str]:
    """The hashes that the batches were sealed with."""
    return set(rows_of(walk, "SELECT state, sha256 FROM piece_batch").values())


def killed_at(walk: Walk, sign: str, count: int = 1) -> bool:
    """Launch in a process that is killed once `count` paths like `sign` were made; False when it was through first."""
    process = walk.start(
        "launch", "spring", "--workers", "1", now=DROP, first=DIES.format(sign=f"*/{sign}", count=count)
    )
    process.communicate()
    return process.returncode == -signal.SIGKILL


def messages(walk: Walk) -> Counter:
    folder = walk.root / "out/spring/email"
    return Counter(
        message_from_bytes(path.read_bytes())["Message-ID"]
        for name in ("new", "cur")
        for path in (folder / name).iterdir()
    )


# What is on the disk tells how far it is: claimed; printing; bound; checksums written; the folder in its place.
MOMENTS = (
    ".L0000001.part",
    ".L0000001.chunks/*",
    ".L0000001.part/*.pdf",
    ".L0000001.part/SHA256SUMS",
    "letters/L0000001",
)


def test_letters_leave_once_however_often_it_is_killed(ready) -> None:
    walk = ready(LETTER)
    folder = walk.root / "out/spring/letters"
    for moment in MOMENTS:
        assert killed_at(walk, moment), moment
    done = walk.do("launch", "spring", "--workers", "1", now=DROP)
    third = walk.do("launch", "spring", now=DROP)
    assert done["dispatched"]["letter"] + done["already_done"] == COUNTS[LETTER]
    assert (third["dispatched"]["letter"], third["already_done"], third["batches"]) == (0, COUNTS[LETTER], [])
    assert [path.name for path in folder.iterdir()] == ["L0000001"]
    rows = read_rows(folder / "L0000001/L0000001_index.csv")
    assert len({row["piece_id"] for row in rows}) == len(rows) == COUNTS[LETTER]
    assert states(walk) == {"sent": COUNTS[LETTER]}


def test_parcels_leave_once(ready) -> None:
    walk = ready(COURIER)
    folder = walk.root / "out/spring/courier"
    assert killed_at(walk, ".C*.part/labels.pdf")
    walk.do("launch", "spring", now=DROP)
    assert walk.do("launch", "spring", now=DROP)["batches"] == []
    (manifest,) = folder.iterdir()
    rows = read_rows(manifest / f"{manifest.name}.csv")
    assert len({row["consignment_no"] for row in rows}) == len({row["piece_id"] for row in rows}) == 4
    assert states(walk) == {"sent": 4}


def test_a_maildir_gets_each_message_once(ready) -> None:
    walk = ready(EMAIL)
    for more, then in ((1, 1), (29, 30)):
        assert killed_at(walk, "out/spring/email/new/*@*", more)
        assert len(messages(walk)) == then
    done = walk.do("launch", "spring", now=DROP)
    assert done["to_settle"] == 0  # a Maildir can be asked
    assert set(messages(walk).values()) == {1}
    assert len(messages(walk)) == 60
    assert states(walk) == {"sent": 60}


def test_of_a_mail_server_s_messages_only_the_doubtful_one_is_put_to_a_person(ready, server) -> None:
    walk = ready(EMAIL)
    walk.set(transport=f'"smtp://127.0.0.1:{server.port}"')
    for server.deadly in (1, 25):
        server.victim = Future()
        process = walk.start("launch", "spring", now=DROP)
        server.victim.set_result(process)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    done = walk.do("launch", "spring", now=DROP)
    assert set(Counter(server.taken).values()) == {1}
    doubtful = walk.do("settle", now=DROP)["to_settle"]
    assert done["to_settle"] == len(doubtful) == 2
    assert states(walk) == {"sent": 60 - len(doubtful), "unsettled": len(doubtful)}
    taken = {identity.strip("<>").partition("@")[0] for identity in server.taken}
    assert len(taken | {row["piece_id"] for row in doubtful}) == 60
    walk.do("settle", doubtful[0]["piece_id"], "not-sent", now=DROP)
    for row in doubtful[1:]:
        walk.do("settle", row["piece_id"], "sent", now=DROP)
    again = walk.do("launch", "spring", now=DROP)
    assert (again["dispatched"]["email"], states(walk)) == (1, {"sent": 60})


@pytest.mark.parametrize("wave", COUNTS, ids=["letter", "courier", "email"])
def test_two_launches_at_once_do_nothing_twice(ready, wave) -> None:
    walk, count = ready(wave), COUNTS[wave]
    both = [walk.start("launch", "spring", "--json", now=DROP) for _ in range(2)]
    told = [process.communicate()[0] for process in both]
    done = [json.loads(out) for out in told if out]
    assert sum(sum(one["dispatched"].values()) for one in done) == count
    assert {process.returncode for process in both} <= {0, 1}
    assert states(walk) == {"sent": count}
    last = walk.do("launch", "spring", now=DROP)
    assert (sum(last["dispatched"].values()), last["batches"]) == (0, [])
    out = walk.root / "out/spring"
    if wave is EMAIL:
        assert set(messages(walk).values()) == {1}
        assert len(messages(walk)) == count
        return
    kind, pattern = ("letters", "*_index.csv") if wave is LETTER else ("courier", "C*.csv")
    rows = [row for path in (out / kind).glob(f"*/{pattern}") for row in read_rows(path)]
    assert len({row["piece_id"] for row in rows}) == len(rows) == count
    assert not [path.name for path in (out / kind).iterdir() if path.name.startswith(".")]
    assert {sha256(path.read_bytes()).hexdigest() for path in (out / kind).glob("*/SHA256SUMS")} == sealed(walk)
