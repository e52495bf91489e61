"""What has outlived its period ends; reports count as before; on both databases."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from dm import consent
from dm.analyze.store import load_figures
from dm.db import insert_many, reading, writing
from dm.db import tables as t
from dm.respond import add_response
from dm.verbs.retention import files_to_destroy, keep_periods
from tests.campaign_world import KEY as WORLD_KEY
from tests.campaign_world import NOW as SPRING
from tests.campaign_world import code_of, office_for, plain_campaign
from tests.db.consent_world import KEY, add_attempt, add_person, add_point, add_source

NOW = datetime(2031, 6, 1, 3, 0, tzinfo=UTC)


def years_ago(years, days=1):
    return NOW - timedelta(days=round(365.25 * years) + days)


@pytest.fixture
def base(engine):
    with writing(engine) as connection:
        add_source(connection)
    return engine


def person(engine, name, seen, **changes):
    with writing(engine) as connection:
        add_person(connection, name, observed_at=seen, **changes)
        add_point(connection, name, "email", f"{name.lower()}@example.com")


def retained(engine, **changes):
    with writing(engine) as connection:
        return consent.apply_retention(connection, now=NOW, actor="test", **changes)


def states(engine):
    with reading(engine) as connection:
        return dict(connection.execute(select(t.person.c.id, t.person.c.state)).all())


def test_long_silent_people_end_by_the_period_of_their_country(base) -> None:
    person(base, "DE2", years_ago(2), country="DE")
    person(base, "FR2", years_ago(2), country="FR")
    person(base, "FR3", years_ago(3), country="FR")
    assert retained(base, dry=True).silent == 2
    assert set(states(base).values()) == {"active"}
    assert retained(base).silent == 2
    assert states(base) == {"DE2": "erased", "FR2": "active", "FR3": "erased"}
    assert retained(base).silent == 0
    with reading(base) as connection:
        assert connection.execute(select(func.count()).select_from(t.suppression)).scalar() == 0
        assert connection.execute(select(func.count()).select_from(t.contact_point)).scalar() == 1


def test_whoever_spoke_dealt_or_is_still_in_a_campaign_stays(base) -> None:
    for name in ("ORDER", "VERIFIED", "CUSTOMER", "YES", "PIECE"):
        person(base, name, years_ago(5))
    lately = NOW - timedelta(days=30)
    with writing(base) as connection:
        order = {"person_id": "ORDER", "system": "shop", "order_ref": "1", "at": lately, "currency": "EUR"}
        connection.execute(insert(t.purchase).values(**order, value_minor=100))
        connection.execute(update(t.person).where(t.person.c.id == "VERIFIED").values(verified_at=lately))
        bond = {"person_id": "CUSTOMER", "kind": "contract", "last_on": date(2020, 1, 1), "current": True}
        connection.execute(insert(t.relationship).values(**bond))
        said = consent.ConsentEvent("given", "email", lately, "YES")
        consent.record_event(connection, said, now=NOW, key=KEY)
        add_attempt(connection, "PIECE", years_ago(4))
    assert retained(base).silent == 0


def test_a_bought_list_ends_with_its_licence_unless_the_person_became_ours(base) -> None:
    seen = NOW - timedelta(days=200)
    with writing(base) as connection:
        add_source(connection, id="bought", origin="supplier", valid_until=NOW.date() - timedelta(days=1))
        add_source(connection, id="year-old", origin="partner", acquired_on=NOW.date() - timedelta(days=400))
    for number, (name, source) in enumerate(
        [("B", "bought"), ("Y", "year-old"), ("OURS", "bought"), ("ASKED", "bought")], start=1
    ):
        person(base, name, seen, source_id=source)
        with writing(base) as connection:
            batch = {"file_sha256": name, "mapping": {}, "rows": 1, "accepted": 1, "quarantined": 0}
            connection.execute(insert(t.batch).values(id=name, source_id=source, imported_at=seen, **batch))
            row = {"batch_id": name, "row": number, "raw": ["x"], "fields": {}, "person_id": name}
            connection.execute(insert(t.record).values(**row))
    with writing(base) as connection:
        own = {"id": "own-1", "source_id": "own", "file_sha256": "o", "mapping": {}, "rows": 1, "accepted": 1}
        connection.execute(insert(t.batch).values(**own, quarantined=0, imported_at=seen))
        row = {"batch_id": "own-1", "row": 1, "raw": [], "fields": {}, "person_id": "OURS"}
        connection.execute(insert(t.record).values(**row))
        said = consent.ConsentEvent("given", "post", seen, "ASKED")
        consent.record_event(connection, said, now=NOW, key=KEY)
    assert retained(base).licence_ended == 2
    assert states(base) == {"B": "erased", "Y": "erased", "OURS": "active", "ASKED": "active"}


def test_old_tries_lose_their_number_and_old_proofs_of_the_erased_go(base) -> None:
    person(base, "P1", NOW - timedelta(days=10))
    with writing(base) as connection:
        add_attempt(connection, "P1", years_ago(5), point_hmac="a" * 64, agent="anna", outcome="NO_ANSWER")
        add_attempt(connection, "P1", years_ago(4, 2), point_hmac="a" * 64)
        for name, at in (("ERASED", years_ago(5)), ("LATELY", years_ago(1))):
            add_person(connection, name, state="erased", observed_at=NOW)
            said = consent.ConsentEvent("given", "email", at, name)
            consent.record_event(connection, said, now=NOW, key=KEY)
    report = retained(base)
    assert (report.tries, report.proofs) == (1, 1)
    with reading(base) as connection:
        tries = connection.execute(select(t.attempt.c.point_hmac, t.attempt.c.outcome).order_by(t.attempt.c.at)).all()
    assert tries == [(None, "NO_ANSWER"), ("a" * 64, "")]


def test_only_the_newest_copy_of_a_register_keeps_its_content(base, repo, tmp_path) -> None:
    policies = consent.load_policies(repo / "consent" / "jurisdictions")
    path = tmp_path / "dnc.txt"
    for day in (date(2031, 4, 1), date(2031, 5, 1)):
        path.write_text(f"30555512{day.month:02}\n")
        consent.import_register(base, policies, "US-DNC", path, as_of=day, key=KEY, now=NOW, actor="test")
    assert retained(base).register_entries == 1
    assert [row["as_of"] for row in consent.list_registers(base)] == [date(2031, 5, 1), date(2031, 4, 1)]


def test_files_past_their_day_are_found_and_destroyed_inside_the_workspace_only(engine, tmp_path) -> None:
    office = office_for(engine, tmp_path / "ws")
    outside = tmp_path / "elsewhere.pdf"
    for path in (outside, tmp_path / "ws" / "out" / "a.pdf", tmp_path / "ws" / "out" / "b.pdf"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    days = {"out/a.pdf": NOW.date(), "out/b.pdf": NOW.date() + timedelta(days=1), "../elsewhere.pdf": NOW.date()}
    with writing(engine) as connection:
        about = {"kind": "letters", "sha256": "0" * 64, "size": 1, "made_at": NOW, "batch_id": "B1"}
        insert_many(connection, t.artefact, [{"path": p, "destroy_on": day, **about} for p, day in days.items()])
    assert [one.path.name for one in files_to_destroy(office, on=NOW.date())] == ["a.pdf"]
    assert keep_periods(office, now=NOW, actor="test", dry=True).document()["files"] == 1
    assert keep_periods(office, now=NOW, actor="test").document()["batches"] == ["B1"]
    assert sorted(path.name for path in (tmp_path / "ws" / "out").iterdir()) == ["b.pdf"]
    assert outside.exists()
    assert keep_periods(office, now=NOW, actor="test").document()["files"] == 0


@pytest.mark.parametrize("way", ["forget", "retention"])
def test_a_report_counts_the_same_after_people_are_gone(engine, tmp_path, way) -> None:
    plain_campaign(engine)
    office = office_for(engine, tmp_path)
    for who in ("p0", "p1"):
        fields = {"code": code_of(who), "kind": "order", "order_ref": f"A-{who}", "value": "49.90", "currency": "EUR"}
        add_response(office, fields, source="test", now=SPRING, actor="test")
    before = load_figures(engine, "spring", simulated=False)
    with writing(engine) as connection:
        if way == "forget":
            for who in ("p0", "p4", "h1"):
                consent.erase(connection, who, key=WORLD_KEY, now=SPRING, actor="test")
        else:
            assert consent.apply_retention(connection, now=SPRING.replace(year=2033), actor="test").silent == 10
    assert asdict(load_figures(engine, "spring", simulated=False)) == asdict(before)


def test_files_that_nobody_noted_are_found_by_their_campaign_and_batch(engine, tmp_path) -> None:
    plain_campaign(engine)
    office = office_for(engine, tmp_path)
    laid = [office.settings.out / "spring" / part / "one" for part in ("email/new", "proofs", "calls/T1", "letters/L1")]
    for path in laid:
        path.parent.mkdir(parents=True)
        path.write_text("Anna")
    closes_on = date(2027, 4, 30)
    assert files_to_destroy(office, on=closes_on + timedelta(days=89)) == []
    found = files_to_destroy(office, on=closes_on + timedelta(days=90))
    assert {one.path for one in found} == {path.resolve() for path in laid[:3]}
    keep_periods(office, now=datetime(2027, 7, 29, 12, tzinfo=UTC), actor="test")
    assert [path.exists() for path in laid] == [False, False, False, True]
