"""Companies found, shown and decided upon; decisions taken back whole; the order of lists changes nothing."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select

from dm.actualize.companies.deciding import (
    accept_company_pair,
    postpone_company_pair,
    reject_company_pair,
    undo_company_decision,
)
from dm.actualize.companies.frequencies import ENOUGH, latest
from dm.actualize.companies.review import list_company_pairs, recent_company_decisions, show_company_pair
from dm.actualize.companies.showing import find_companies, show_company
from dm.actualize.companies.splitting import split_company
from dm.actualize.companies.training import train_companies
from dm.cli.companies import companies
from dm.cli.terminal import Terminal
from dm.db import reading
from dm.db import tables as t
from dm.errors import InputError, StateError
from tests.db.test_actualize import NOW, Office

HEAD = "Name;E-Mail;Firma;PLZ;Ort\n"
MOTHER = "Dora Lenz;dora@kleinschmitz.example;Kleinschmitz GmbH;53111;Bonn\n"
DAUGHTER = "Anna Ohm;anna@kleinschmitz.example;Kleinschmitz Maschinenbau GmbH;53111;Bonn\n"
BOTH = "Anna Ohm;anna@kleinschmitz.example;Kleinschmitz GmbH;53111;Bonn\n"


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    made = Office(engine, tmp_path, repo)
    made.source("trade", party="business")
    made.source("fair", party="business", day="2026-11-01")
    return made


@pytest.fixture
def doubt(office: Office) -> int:
    """One open pair: a mother and what may be her, or a daughter."""
    office.acquire("trade", HEAD + MOTHER + DAUGHTER)
    office.actualize()
    (pair,) = list_company_pairs(office.engine)
    return int(pair["pair"])


def _tables(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    found = {}
    with reading(engine) as connection:
        for table in (t.company, t.company_spelling, t.company_alias, t.company_member):
            columns = [column for column in table.c if column.name not in ("id", "probability", "at")]
            found[table.name] = sorted(map(tuple, connection.execute(select(*columns))), key=str)
    return found


def test_a_merge_is_taken_back_whole(office: Office, engine: Engine, doubt: int) -> None:
    before = _tables(engine)
    accept_company_pair(engine, doubt, now=NOW, actor="anna")
    assert _tables(engine) != before
    assert recent_company_decisions_of(engine) == [doubt]
    undo_company_decision(engine, doubt, key=b"k", now=NOW, actor="anna")
    assert _tables(engine) == before
    assert [pair["pair"] for pair in list_company_pairs(engine)] == [doubt]


def recent_company_decisions_of(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        return [row["id"] for row in recent_company_decisions(connection)]


def test_who_came_to_either_side_since_goes_with_it(office: Office, engine: Engine, doubt: int) -> None:
    accept_company_pair(engine, doubt, now=NOW, actor="anna")
    office.acquire("fair", HEAD + "Emil Fuhr;e@y.example;Kleinschmitz Maschinenbau GmbH;53111;Bonn\n")
    office.actualize()
    undo_company_decision(engine, doubt, key=b"k", now=NOW, actor="anna")
    (found,) = find_companies(engine, "Kleinschmitz Maschinenbau")
    assert {person["full_name"] for person in show_company(engine, found["id"])["people"]} == {"Anna Ohm", "Emil Fuhr"}


def test_a_rejection_is_taken_back_and_a_pair_put_off(engine: Engine, doubt: int) -> None:
    reject_company_pair(engine, doubt, now=NOW, actor="anna")
    assert show_company_pair(engine, doubt)["state"] == "rejected"
    undo_company_decision(engine, doubt, key=b"k", now=NOW, actor="anna")
    postpone_company_pair(engine, doubt, now=NOW)
    assert show_company_pair(engine, doubt)["state"] == "open"
    with pytest.raises(StateError, match="is open"):
        undo_company_decision(engine, doubt, key=b"k", now=NOW, actor="anna")


def test_what_was_built_upon_is_not_taken_back(engine: Engine, doubt: int) -> None:
    kept = accept_company_pair(engine, doubt, now=NOW, actor="anna")
    ids = split_company(engine, kept, key=b"k", now=NOW, actor="anna")
    assert len(ids) == 2
    undone = _tables(engine)
    undo_company_decision(engine, doubt, key=b"k", now=NOW, actor="anna")
    assert len(_tables(engine)["company_spelling"]) == len(undone["company_spelling"])


def test_companies_are_found_by_any_spelling_and_any_id(engine: Engine, doubt: int) -> None:
    kept = accept_company_pair(engine, doubt, now=NOW, actor="anna")
    (found,) = find_companies(engine, "kleinschmitz maschinen")
    assert (found["id"], found["people"], found["spellings"]) == (kept, 2, 2)
    one = show_company(engine, kept)
    assert one["former"]
    assert show_company(engine, one["former"][0])["id"] == kept
    assert {point["value"] for point in one["points"]} >= {"dora@kleinschmitz.example"}
    assert find_companies(engine, "%") == []
    with pytest.raises(InputError, match="no company"):
        show_company(engine, "FNONE")


def _partition(engine: Engine) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in _rows(engine):
        found.setdefault(row["company_id"], set()).add(row["name"])
    return {frozenset(names) for names in found.values()}


def _rows(engine: Engine) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(select(t.company_spelling)).mappings()]


LISTS = (
    HEAD + "A Eins;a@x.example;Wendelburg Pumpen GmbH;53111;Bonn\nB Zwei;b@x.example;Tarmel AG;10115;Berlin\n",
    HEAD + "C Drei;c@y.example;WENDELBURG PUMPEN GMBH, Einkauf;53111;Bonn\nD Vier;d@y.example;Tarmel;10115;Berlin\n",
    HEAD + "E F;e@z.example;Pumpen Wendelburg;53111;Bonn\nG H;g@z.example;Tarmel Holding AG;10115;Berlin\n",
)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_lists_gives_the_same_companies(office: Office, engine: Engine, order: tuple[int, ...]) -> None:
    for at in order:
        office.acquire("trade", LISTS[at])
        office.actualize()
    names = {frozenset(name.casefold() for name in some) for some in _partition(engine)}
    assert frozenset({"tarmel ag", "tarmel"}) in names
    assert frozenset({"tarmel holding ag"}) in names
    assert sum("pumpen" in " ".join(some) for some in names) == 1


def test_the_same_list_again_changes_nothing(office: Office, engine: Engine) -> None:
    office.acquire("trade", LISTS[0] + LISTS[1].removeprefix(HEAD))
    office.actualize()
    before = {row["company_id"] for row in _rows(engine)}
    # The same people and firms from somebody else: other bytes, nothing new.
    office.acquire("fair", LISTS[1] + LISTS[0].removeprefix(HEAD))
    assert office.actualize().companies == 0
    assert {row["company_id"] for row in _rows(engine)} == before


def test_training_again_shows_and_freezes(office: Office, engine: Engine) -> None:
    with pytest.raises(StateError, match="at least"):
        train_companies(engine, apply=False, now=NOW, actor="anna")
    words = [a + b for a in ("bor", "kel", "tam", "wip", "zof", "dra", "nel") for b in ("gusk", "fip", "wanz", "lurt")]
    rows = (
        f"Uwe N{number};n{number}@x{number}.example;{words[number % 28]}{words[number // 28 % 28]} Invoka GmbH;;Bonn\n"
        for number in range(ENOUGH + 10)
    )
    office.acquire("trade", HEAD + "".join(rows))
    office.actualize()
    shown = train_companies(engine, apply=False, now=NOW, actor="anna")
    assert (shown["from"], shown["version"], shown["applied"]) == ("companies-1", "companies-2", False)
    train_companies(engine, apply=True, now=office.clock, actor="anna")
    with reading(engine) as connection:
        version, rarity = latest(connection) or ("", None)
    assert version == "companies-2"
    assert rarity is not None
    assert rarity.words["invoka"] < 8


def test_the_terminal_decides_as_the_page_does(office: Office, engine: Engine, doubt: int) -> None:
    workshop = SimpleNamespace(engine=engine, settings=office.settings, now=lambda: NOW, actor="anna")

    def dm(*words: str) -> dict[str, Any]:
        terminal = Terminal(as_json=True)
        terminal.__dict__["workshop"] = workshop
        result = CliRunner().invoke(companies, words, obj=terminal, catch_exceptions=False)
        return dict(json.loads(result.output))

    assert [pair["pair"] for pair in dm("review", "list")["pairs"]] == [doubt]
    assert dm("review", "show", str(doubt))["left"]["people"]
    dm("review", "later", str(doubt))
    kept = dm("review", "accept", str(doubt))["company"]
    assert dm("show", kept)["former"]
    dm("review", "undo", str(doubt))
    assert dm("review", "reject", str(doubt))["state"] == "rejected"
    assert len(dm("list", "kleinschmitz")["companies"]) == 2


FIRMS = (
    "Tarmel AG;10115;Berlin",
    "Tarmel;10115;Berlin",
    "Tarmel Holding AG;10115;Berlin",
    "Tarmel Energie AG;10115;Berlin",
    "Wendelburg Pumpen GmbH;53111;Bonn",
    "Wendelburg GmbH;53111;Bonn",
    "Wendelburgg Pumpen GmbH;53111;Bonn",
)


def _a_list(dice: random.Random, number: int) -> str:
    rows = (
        f"Uwe {'abcdefg'[at]}inger;u{number}x{at}@x.example;{dice.choice(FIRMS)}\n"
        for at in range(dice.choice((1, 2, 4)))
    )
    return HEAD + "".join(rows)


def _ids(engine: Engine) -> tuple[set[str], set[str], dict[str, str]]:
    with reading(engine) as connection:
        companies = set(connection.execute(select(t.company.c.id)).scalars())
        used = set(connection.execute(select(t.company_spelling.c.company_id)).scalars())
        used |= set(connection.execute(select(t.company_member.c.company_id)).scalars())
        aliases = connection.execute(select(t.company_alias.c.old_id, t.company_alias.c.company_id))
        return companies, used, dict(map(tuple, aliases))


@pytest.mark.parametrize("seed", range(3))
def test_ids_live_on_whatever_lists_and_people_do(office: Office, engine: Engine, seed: int) -> None:
    dice = random.Random(seed)
    ever: set[str] = set()
    for step in range(8):
        office.acquire("trade", _a_list(dice, step))
        office.actualize()
        _decide_something(dice, engine)
        companies, used, aliases = _ids(engine)
        ever |= companies
        # Nothing points to a former id, and no id is ever lost.
        assert used.isdisjoint(aliases)
        assert set(aliases.values()).isdisjoint(aliases)
        assert ever == companies
    before = _tables(engine)
    office.actualize()
    assert _tables(engine) == before


def _decide_something(dice: random.Random, engine: Engine) -> None:
    waiting = [pair["pair"] for pair in list_company_pairs(engine)]
    deed = dice.choice(("accept", "reject", "undo", "split"))
    decided = recent_company_decisions_of(engine)
    if deed == "undo" and decided:
        with suppress(StateError):
            undo_company_decision(engine, decided[0], key=b"k", now=NOW, actor="anna")
    elif deed == "split":
        with suppress(StateError):
            split_company(engine, dice.choice(find_companies(engine))["id"], key=b"k", now=NOW, actor="anna")
    elif waiting:
        pair = dice.choice(waiting)
        if deed == "accept":
            accept_company_pair(engine, pair, now=NOW, actor="anna")
        else:
            reject_company_pair(engine, pair, now=NOW, actor="anna")
