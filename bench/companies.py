"""Companies measured against the truth, the whole way, beside exact keys and a token-set ratio."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from bench.firms import made_up
from bench.linking import Rows, Truth, judge, written

if TYPE_CHECKING:
    from dm.wiring import Workshop

_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "firms_patstat"
_TOKEN_SET = 90


def _patents(name: str) -> Callable[[], tuple[Rows, Truth, str]]:
    """The register with its columns ("Name", its own shortening) or the names alone as they were filed."""

    def read() -> tuple[Rows, Truth, str]:
        with (_DATA / "patstat_reference.csv").open(encoding="utf-8", newline="") as file:
            filed = {row["person_id"]: row for row in csv.DictReader(file)}
        with (_DATA / "patstat_input.csv").open(encoding="utf-8", newline="") as file:
            listed = list(csv.DictReader(file))
        truth = [filed[row["person_id"]]["leuven_id"] for row in listed]
        if name == "Name":
            return listed, truth, name
        return [{"id": one["person_id"], name: filed[one["person_id"]]["person_name"]} for one in listed], truth, name

    return read


def _groups(count: int, seed: int) -> Callable[[], tuple[Rows, Truth, str]]:
    return lambda: (*made_up(count, seed), "company")


LISTS: dict[str, tuple[str, Callable[[], tuple[Rows, Truth, str]]]] = {
    "patent applicants, names alone": ("NL", _patents("company")),
    "patent applicants, as listed": ("NL", _patents("Name")),
    "groups, 400 firms": ("DE", _groups(400, 11)),
    "groups, 4,000 firms": ("DE", _groups(4_000, 12)),
}


def ours(rows: Rows, country: str, column: str, truth: Truth) -> tuple[list[Any], list[Any], int]:
    """Whose company each row names: by itself, and after a person who knows the truth has decided all open pairs."""
    from bench.ours import SOURCE
    from dm.acquire import AcquireOptions, acquire, register_source
    from dm.actualize import actualize
    from dm.verbs.workspace import init_workspace

    with tempfile.TemporaryDirectory() as folder:
        shop = init_workspace(Path(folder) / "workspace")
        source, table = (Path(folder) / name for name in ("source.toml", "list.csv"))
        of_firms = SOURCE.replace('country = "DE"', f'country = "{country}"').replace('"consumer"', '"business"')
        source.write_text(of_firms, encoding="utf-8")
        written(table, rows)
        now = shop.now()
        register_source(shop.engine, source, now=now, actor="bench")
        options = AcquireOptions(asked={"company": [column]})
        acquire(shop.engine, table, source_id="bench", options=options, settings=shop.settings, now=now, actor="bench")
        actualize(shop.engine, settings=shop.settings, policies=shop.policies, now=now, say=lambda _: None)
        alone = _companies(shop, len(rows))
        asked = _answered(shop, alone, truth)
        return alone, _companies(shop, len(rows)), asked


def _companies(shop: Workshop, count: int) -> list[Any]:
    from sqlalchemy import select

    from dm.db import reading
    from dm.db import tables as t

    record, member = t.record, t.company_member
    joined = select(record.c.row, member.c.company_id).join(member, member.c.person_id == record.c.person_id)
    with reading(shop.engine) as connection:
        found = {row: company for row, company in connection.execute(joined)}  # noqa: C416 - rows are no pairs
    # A row that was quarantined is with nobody; the header is row 1.
    return [found.get(number, f"row {number}") for number in range(2, count + 2)]


def _answered(shop: Workshop, found: Sequence[Any], truth: Truth) -> int:
    """Decide every open pair as the truth of most rows says; returns how many questions that were."""
    from dm.actualize.companies.deciding import accept_company_pair, reject_company_pair
    from dm.actualize.companies.review import list_company_pairs

    of: dict[Any, Counter[str]] = defaultdict(Counter)
    for company, whose in zip(found, truth, strict=True):
        of[company][whose] += 1
    meant = {company: whose.most_common(1)[0][0] for company, whose in of.items()}
    count = 0
    while pairs := list_company_pairs(shop.engine, limit=1):
        left, right = (pairs[0][side]["id"] for side in ("left", "right"))
        decide = accept_company_pair if meant.get(left, left) == meant.get(right, right) else reject_company_pair
        decide(shop.engine, pairs[0]["pair"], now=shop.now(), actor="bench")
        count += 1
    return count


def exact_keys(rows: Rows, column: str) -> list[Any]:
    """The name without its legal form, in its country."""
    from dm.normal.companies import read_company

    return [(read_company(row[column]).key, row.get("country", "")) for row in rows]


def token_set(rows: Rows, column: str) -> list[Any]:
    """Names whose token-set ratio is 90 or more are one, and so are their friends' friends."""
    from rapidfuzz import fuzz, process

    names = [row[column].casefold() for row in rows]
    distinct = sorted(set(names))
    parent = list(range(len(distinct)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for left, name in enumerate(distinct):
        scores = process.cdist([name], distinct[left + 1 :], scorer=fuzz.token_set_ratio, score_cutoff=_TOKEN_SET)
        for right in scores[0].nonzero()[0]:
            parent[find(int(right) + left + 1)] = find(left)
    place: Mapping[str, int] = {name: find(at) for at, name in enumerate(distinct)}
    return [place[name] for name in names]


def table() -> list[str]:
    """One line a list and contender: precision, recall, F1, CPU seconds."""
    told = ["companies, by pairs of rows", "", f"{'':58}{'precision':>10}{'recall':>8}{'F1':>7}{'CPU s':>8}"]
    for name, (country, read) in LISTS.items():
        if "patent" in name and not _DATA.exists():
            told.append(f"{name}: the public set is not there")
            continue
        rows, truth, column = read()
        for contender, peer in (("exact keys", exact_keys), (f"token-set ratio {_TOKEN_SET}", token_set)):
            started = process_time()
            told.append(_line(name, contender, judge(peer(rows, column), truth), process_time() - started))
        started = process_time()
        alone, decided, asked = ours(rows, country, column, truth)
        told.append(_line(name, "dm", judge(alone, truth), process_time() - started))
        told.append(_line(name, f"dm, {asked} pairs decided", judge(decided, truth), 0.0))
    return told


def _line(name: str, contender: str, found: tuple[float, float, float], seconds: float) -> str:
    precision, recall, f1 = found
    return f"{name:34}{contender:24}{precision:>10.3f}{recall:>8.3f}{f1:>7.3f}{seconds:>8.1f}"
