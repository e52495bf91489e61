"""One workspace, walked through with the verbs of the terminal alone."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dm import cli, db

REPO = Path(__file__).resolve().parents[2]
LISTS_READ, PLANNED, APPROVED = "2026-11-02T09:00Z", "2027-02-15T09:00Z", "2027-02-15T11:00Z"
DROP, RETURNS = "2027-03-04T08:00Z", "2027-03-09T12:00Z"
MAIL, CALLS, LAST = "2027-03-11T16:00Z", "2027-03-17T09:00Z", "2027-05-03T09:00Z"
KEYS = {"DM_SECRET_KEY": "5e" * 32, "DM_SUPPRESSION_KEY": "5a" * 32}

SOURCE = """\
[source]
id = "shop"
title = "Customers of our shop"
supplier = "Beispiel GmbH"
origin = "own_customers"
party = "consumer"
collected_from = 2024-01-01
collected_to = 2026-10-31
acquired_on = 2026-10-31
lawful_basis = "contract"
permitted_channels = ["post", "courier", "email", "phone"]
permitted_purposes = ["own_goods", "verify"]
country = "DE"
language = "de"
"""
SEGMENT = '[segment]\nid = "all"\ntitle = "Everybody"\nany = [{ field = "country", known = true }]\n'
BRIEF = """\
[campaign]
id = "spring"
title = "Spring catalogue"
goal = "order"
opens_on = 2027-03-01
closes_on = 2027-04-30
time_zone = "Europe/Berlin"
controller = "Beispiel GmbH"
purpose = "own_goods"
sphere = "retail, home textiles"
price_category = "middle"

[audience]
segment = "segments/all.toml"
countries = [{countries}]
min = 1
max = {max}
quality = {{ needs = ["postal_address"] }}
holdout = {holdout}
holdout_key = "spring"

[[cell]]
name = "A"
share = 1.0
offer = "10 % off the first order"

{waves}
[budget]
cap = "{cap}"
margin_per_order = "35 EUR"
two_approvals_above = "{two}"
"""
LETTER = """\
[[wave]]
name = "letter"
channel = "letter"
template = "letter/spring"
vendor = "din5008-b"
drop_on = 2027-03-03
unit_cost = "0.85 EUR"
"""
COURIER = """\
[[wave]]
name = "vip"
channel = "courier"
template = "courier/gift"
vendor = "city-courier"
drop_on = 2027-03-03
unit_cost = "6.40 EUR"
"""
EMAIL = """\
[[wave]]
name = "mail"
channel = "email"
template = "email/spring"
drop_on = 2027-03-03
unit_cost = "0.004 EUR"
"""


@dataclass
class Said:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


@dataclass
class Walk:
    """A workspace folder and its database; every step is a command line."""

    root: Path
    url: str = ""
    documents: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {"DM_DATABASE_URL": self.url, **KEYS} if self.url else dict(KEYS)

    def say(self, *words: str | Path, now: str | None = None, where: bool = True) -> Said:
        """Run `dm` in this process and tell how it ended."""
        out, err = io.StringIO(), io.StringIO()
        here = ["--workspace", str(self.root)] if where else []
        line = [*map(str, words), *here, *(["--now", now] if now else [])]
        with (
            changed_environment(self.environment),
            connections_closed(),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                cli.main(line)
            except SystemExit as end:
                code = int(end.code or 0)
        return Said(code, out.getvalue(), err.getvalue())

    def do(self, *words: str | Path, now: str | None = None) -> dict[str, Any]:
        """Run it with --json, expect success, and return the document."""
        said = self.say(*words, "--json", now=now)
        assert said.code == 0, f"dm {' '.join(map(str, words))}: {said.err}"
        return said.document

    def start(self, *words: str, now: str | None = None, first: str = "") -> subprocess.Popen[bytes]:
        """Run it as a process of its own, in a process group of its own; `first` is code that runs before it."""
        line = [
            sys.executable,
            "-c",
            f"{first}\nfrom dm.cli import main; main()",
            *words,
            "--workspace",
            str(self.root),
            *(["--now", now] if now else []),
        ]
        there = {**os.environ, **self.environment, "PYTHONPATH": str(REPO / "src")}
        with (self.root / f"{words[0]}.err").open("ab") as err:
            return subprocess.Popen(line, env=there, stdout=subprocess.PIPE, stderr=err, start_new_session=True)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def set(self, **lines: str) -> None:
        """Change lines `key = …` of dm.toml."""
        path = self.root / "dm.toml"
        text = path.read_text(encoding="utf-8")
        for key, value in lines.items():
            text, times = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
            assert times == 1, key
        path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def changed_environment(more: dict[str, str]) -> Any:
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextlib.contextmanager
def connections_closed() -> Any:
    """A process of its own would close its connections by ending."""
    opened, connect = [], db.connect

    def remembered(url: str) -> Any:
        opened.append(connect(url))
        return opened[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "connect", remembered)
        try:
            yield
        finally:
            for engine in opened:
                engine.dispose()


def new_walk(folder: Path, url: str = "") -> Walk:
    """`dm init` in `folder`, with a clock that takes --now."""
    walk = Walk(folder, url)
    said = walk.say("init", folder, where=False)
    assert said.code == 0, said.err
    walk.set(clock='"simulated"', rate_per_second="10000")
    return walk


def write_brief(walk: Walk, *waves: str, **more: Any) -> Path:
    """The smallest sensible brief with these waves, and its segment."""
    walk.write("segments/all.toml", SEGMENT)
    values = {"countries": '"DE"', "max": 1000, "holdout": 0.0, "cap": "4000 EUR", "two": "3000 EUR", **more}
    return walk.write("campaigns/spring.toml", BRIEF.format(waves="\n".join(waves), **values))


def write_rows(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read_rows(path: Path, delimiter: str = ";") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


HEADER = ["Customer no", "First name", "Last name", "Email", "Phone", "Street", "Postcode", "City", "Country"]
CONSENT = ["source", "external_id", "channel", "purpose", "controller", "basis", "action", "form", "evidence", "at"]


def customer(number: int, **changes: str) -> list[str]:
    """A row of our shop's list."""
    row = {
        "Customer no": f"C{number:05d}",
        "First name": ("Anna", "Karl", "Marta", "Jonas")[number % 4],
        "Last name": f"{('Moos', 'Tann', 'Lind', 'Birk', 'Erl')[number % 5]}{('bach', 'berg', 'hof')[number % 3]}",
        "Email": f"anna{number}@example.com",
        "Phone": f"+4935145{10000 + number}",
        "Street": f"Lindenstraße {number + 1}",
        "Postcode": "01067",
        "City": "Dresden",
        "Country": "DE",
    }
    return list({**row, **changes}.values())


def consents(numbers: range, *channels: str) -> list[list[str]]:
    forms = {"email": "double_opt_in", "post": "written", "phone": "written", "courier": "written"}
    return [CONSENT] + [
        ["shop", f"C{number:05d}", channel, "own_goods", "Beispiel GmbH", "consent", "given", forms[channel],
         f"scan/{number}", "2026-05-01T12:00:00+02:00"]
        for number in numbers
        for channel in channels
    ]  # fmt: skip


def with_customers(walk: Walk, rows: list[list[str]], agreed: list[list[str]] | None = None) -> None:
    """The shop's list is in the base, actualized, with consents to what is `agreed`."""
    walk.do("source", "add", walk.write("sources/shop.toml", SOURCE), now=LISTS_READ)
    walk.do("acquire", write_rows(walk.root / "shop.csv", [HEADER, *rows]), "--source", "shop", now=LISTS_READ)
    if agreed:
        walk.do("consent", "import", write_rows(walk.root / "agreed.csv", agreed), now=LISTS_READ)
    walk.do("actualize", now=LISTS_READ)


def approved(walk: Walk, brief: Path) -> dict[str, Any]:
    """Plan, proofs and one approval; returns the plan."""
    made = walk.do("plan", brief, now=PLANNED)
    walk.do("proof", made["campaign"], now=PLANNED)
    walk.do("user", "add", "marie", "--role", "marketer", now=PLANNED)
    walk.do("approve", made["campaign"], "--by", "marie", now=APPROVED)
    return made
