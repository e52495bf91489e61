"""Consent events and registers from files, double opt-in, and the audit chain; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from dm import consent
from dm.consent import ConsentEvent, ContactContext, Policies, Target, audit
from dm.db import reading, writing
from dm.db import tables as t
from dm.errors import InputError, Refused
from dm.model import Channel
from dm.normal.keyed import keyed_hash
from tests.db.consent_world import KEY, NOW, SECRET, add_person, add_point, add_source

HEAD = (
    "source,external_id,email,phone,channel,purpose,controller,action,form,wording,language,evidence,at,valid_until\n"
)
ANNA = "anna@example.com"


@pytest.fixture(scope="session")
def policies(repo: Path) -> Policies:
    return consent.load_policies(repo / "consent" / "jurisdictions")


@pytest.fixture
def people(engine: Engine) -> Engine:
    with writing(engine) as connection:
        add_source(connection)
        add_person(connection)
        add_point(connection, "P1", "email", ANNA)
        add_point(connection, "P1", "phone", "+493012345678", line_type="mobile")
        batch = {"file_sha256": "0", "mapping": {}, "rows": 1, "accepted": 1, "quarantined": 0, "imported_at": NOW}
        connection.execute(insert(t.batch).values(id="B1", source_id="own", **batch))
        record = {"batch_id": "B1", "row": 1, "external_id": "p1", "raw": [], "fields": {}, "person_id": "P1"}
        connection.execute(insert(t.record).values(**record))
    return engine


def imported(engine: Engine, folder: Path, lines: str, repo: Path) -> Any:
    path = folder / "consents.csv"
    path.write_text(HEAD + lines, encoding="utf-8")
    wordings = consent.load_wordings(repo / "consent" / "wordings")
    return consent.import_events(engine, path, wordings=wordings, key=KEY, now=NOW, actor="test")


def decision(engine: Engine, policies: Policies, channel: Channel, message: set[str]) -> Any:
    context = ContactContext("Beispiel GmbH", "own_goods", message=frozenset(message))
    with reading(engine) as connection:
        asked: Any = {"channel": channel, "context": context, "at": NOW, "key": KEY}
        return consent.decide_for(connection, policies, [Target("P1")], **asked)[Target("P1")]


def test_consents_with_proof_open_the_channel(people: Engine, policies: Policies, repo: Path, tmp_path: Path) -> None:
    lines = (
        f",,{ANNA},,email,own_goods,Beispiel GmbH,given,double_opt_in,newsletter-web,de,log-1,2026-06-01,\n"
        "own,p1,,,phone,own_goods,Beispiel GmbH,given,oral,phone/1/de,,recording-7,2026-06-01T10:00+02:00,2027-06-01\n"
    )
    report = imported(people, tmp_path, lines, repo)
    assert (report.rows, report.new, report.repeated, report.rejected) == (2, 2, 0, ())
    assert decision(people, policies, Channel.EMAIL, {"sender_identity", "unsubscribe"}).reason == "ALLOW_OPT_IN"
    assert decision(people, policies, Channel.CALL, {"seller_name", "caller_id"}).reason == "ALLOW_OPT_IN"
    with reading(people) as connection:
        assert set(connection.execute(select(t.wording.c.id)).scalars()) == {"newsletter-web/1/de", "phone/1/de"}


def test_a_purchase_with_the_way_out_offered_carries_soft_opt_in(
    people: Engine, policies: Policies, repo: Path, tmp_path: Path
) -> None:
    message = {"sender_identity", "unsubscribe"}
    order = {"person_id": "P1", "system": "shop", "order_ref": "1", "at": NOW - timedelta(days=9), "currency": "EUR"}
    with writing(people) as connection:
        connection.execute(insert(t.purchase).values(**order, value_minor=100))
    assert decision(people, policies, Channel.EMAIL, message).reason == "SOFT_OPT_IN_FAILS"
    path = tmp_path / "offers.csv"
    path.write_text(f"email,controller,basis,at\n{ANNA},Beispiel GmbH,soft_opt_in,2026-11-15\nx,,soft_opt_in,soon\n")
    report = consent.import_events(people, path, wordings=consent.Wordings({}), key=KEY, now=NOW, actor="test")
    assert (report.new, [fault.field for fault in report.rejected]) == (1, ["at"])
    assert decision(people, policies, Channel.EMAIL, message).reason == "ALLOW_SOFT_OPT_IN"
    again = consent.import_events(people, path, wordings=consent.Wordings({}), key=KEY, now=NOW, actor="test")
    assert (again.new, again.repeated) == (0, 1)


def test_the_same_file_twice_adds_nothing(people: Engine, repo: Path, tmp_path: Path) -> None:
    line = f",,{ANNA},,email,own_goods,Beispiel GmbH,given,click,,,log-1,2026-06-01,\n"
    imported(people, tmp_path, line, repo)
    report = imported(people, tmp_path, line, repo)
    assert (report.new, report.repeated) == (0, 1)


def test_rows_that_say_nothing_clear_are_reported_and_the_rest_is_kept(
    people: Engine, repo: Path, tmp_path: Path
) -> None:
    lines = (
        "own,nobody,,,phone,own_goods,,given,oral,,,x,2026-06-01,\n"
        ",,,0301234,phone,own_goods,,given,oral,,,x,2026-06-01,\n"
        f",,{ANNA},,fax,own_goods,,given,oral,,,x,2026-06-01,\n"
        f",,{ANNA},,email,own_goods,,given,oral,,,x,soon,\n"
        f",,{ANNA},,email,own_goods,,agreed,oral,,,x,2026-06-01,\n"
        f",,{ANNA},,post,own_goods,,given,written,,,x,2026-06-01,\n"
        f",,{ANNA},,email,own_goods,,given,click,,,x,2026-06-01,\n"
    )
    report = imported(people, tmp_path, lines, repo)
    assert report.new == 1
    assert [(fault.row, fault.field) for fault in report.rejected] == [
        (2, "external_id"),
        (3, "phone"),
        (4, "channel"),
        (5, "at"),
        (6, "action"),
        (7, "channel"),
    ]


def test_an_objection_in_the_file_silences_also_who_comes_later(
    people: Engine, policies: Policies, repo: Path, tmp_path: Path
) -> None:
    imported(people, tmp_path, ",,late@example.com,,*,,,objected,written,,,letter 3,2026-06-01,\n", repo)
    with writing(people) as connection:
        add_point(connection, "P1", "email", "late@example.com", rank=1)
    assert decision(people, policies, Channel.EMAIL, {"sender_identity"}).reason == "SUPPRESSED_OPT_OUT"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"name,city\nAnna,Berlin\n", "has none of the columns"),
        (HEAD.replace("valid_until", "valid_till").encode(), "unknown column 'valid_till'"),
        ("phone;Aktion\n1;gegeben für\n".encode("cp1252"), "is not in UTF-8"),
        (b"phone\n\x00\x00\n", "is no text file"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    content: bytes, problem: str, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "consents.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem):
        consent.import_events(engine, path, wordings=consent.Wordings({}), key=KEY, now=NOW, actor="test")


def test_a_yes_in_a_call_counts_once_the_mailbox_confirmed_it(people: Engine, policies: Policies) -> None:
    asked = ConsentEvent(
        "given", "email", NOW - timedelta(days=1), None, keyed_hash(KEY, "email", ANNA), "Beispiel GmbH", "own_goods",
        wording="newsletter-call/1/de", place="call",
    )  # fmt: skip
    with writing(people) as connection:
        consent.record_event(connection, replace(asked, form="oral", evidence="call 1"), now=NOW, key=KEY)
        stored = connection.execute(select(t.consent_event.c.id)).scalar_one()
    token = consent.confirmation_token(SECRET, [stored], asked_at=asked.at)
    message = {"sender_identity", "unsubscribe"}
    assert decision(people, policies, Channel.EMAIL, message).reason == "CONSENT_NO_EVIDENCE"
    for _ in range(2):
        with writing(people) as connection:
            consent.confirm(connection, token, secret=SECRET, key=KEY, place="web", now=NOW)
    assert decision(people, policies, Channel.EMAIL, message).reason == "ALLOW_OPT_IN"
    with reading(people) as connection:
        assert connection.execute(select(func.count()).select_from(t.consent_event)).scalar() == 2


def register(engine: Engine, policies: Policies, folder: Path, name: str, text: str, as_of: date) -> Any:
    path = folder / "register.csv"
    path.write_text(text, encoding="utf-8")
    return consent.import_register(engine, policies, name, path, as_of=as_of, key=KEY, now=NOW, actor="test")


def test_a_register_copy_is_read_with_and_without_a_header(engine: Engine, policies: Policies, tmp_path: Path) -> None:
    plain = register(engine, policies, tmp_path, "US-DNC", "3055551234\n+13055551235\nnone\n", date(2026, 11, 1))
    assert (plain.entries, [fault.row for fault in plain.rejected]) == (2, [3])
    headed = register(engine, policies, tmp_path, "IT-RPO", "phone;listed_on\n+390612345678;2025-06-01\n", NOW.date())
    assert headed.entries == 1
    assert [row["register"] for row in consent.list_registers(engine)] == ["IT-RPO", "US-DNC"]
    with pytest.raises(Refused, match="already here"):
        register(engine, policies, tmp_path, "US-DNC", "3055551234\n+13055551235\nnone\n", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("US-DNC", "305,5551234\n305,5551235\n"),
        ("CA-DNCL", "416\t5551234\r\n416\t5551235\r\n"),
        ("GB-TPS", "Telephone Number\n020 7946 0480\n020 7946 0481\n"),
        ("ES-ROBINSON", "Nombre;Apellidos;Tel\xe9fono\nAna;Mora;912345678\nLuis;Mora;912345679\n"),
    ],
)
def test_registers_come_as_their_keepers_give_them(
    name: str, text: str, engine: Engine, policies: Policies, tmp_path: Path
) -> None:
    copy = register(engine, policies, tmp_path, name, text, NOW.date())
    assert (copy.entries, copy.rejected) == (2, ())
    with reading(engine) as connection:
        listed = set(connection.execute(select(t.register_entry.c.hmac)).scalars())
    expected = {"US-DNC": "+13055551234", "CA-DNCL": "+14165551234", "GB-TPS": "+442079460480"}
    assert keyed_hash(KEY, "phone", expected.get(name, "+34912345678")) in listed


def test_a_postal_register_knows_name_and_address(people: Engine, policies: Policies, tmp_path: Path) -> None:
    from dm.normal.addresses import address_key, read_address

    place = {"street": "High Street", "house": "1", "postal_code": "SW1A 1AA", "city": "London"}
    with writing(people) as connection:
        key_text = address_key(read_address(**place, country="GB"))
        connection.execute(update(t.person).values(country="GB", family_name="Moore"))
        add_point(connection, "P1", "post", key_text, country="GB")
    columns = "given_name,family_name,street,house,postal_code,city\n"
    text = columns + "Anna,Moore,High Street,1,SW1A 1AA,London\n"
    register(people, policies, tmp_path, "GB-MPS", text, NOW.date())
    letter = decision(people, policies, Channel.LETTER, {"sender_identity", "objection_notice"})
    assert letter.reason == "REGISTER_HIT"


def test_an_unknown_register_names_the_known_ones(engine: Engine, policies: Policies, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="US-DNC"):
        register(engine, policies, tmp_path, "XX", "1\n", NOW.date())


def chain(engine: Engine, length: int = 5) -> None:
    for number in range(length):
        with writing(engine) as connection:
            audit.append(connection, actor="a", action="b", object=str(number), payload={"n": number}, now=NOW)


def test_the_chain_holds(engine: Engine) -> None:
    chain(engine)
    with writing(engine) as connection:
        assert audit.sign_head(connection, key=SECRET, now=NOW)
    report = audit.verify(engine, key=SECRET)
    assert (report.rows, report.broken, report.heads) == (5, (), 1)


@pytest.mark.parametrize(
    ("spoil", "seq"),
    [
        (update(t.audit).where(t.audit.c.seq == 3).values(payload={"n": 99}), 3),
        (update(t.audit).where(t.audit.c.seq == 2).values(actor="somebody else"), 2),
        (delete(t.audit).where(t.audit.c.seq == 3), 4),
        (delete(t.audit).where(t.audit.c.seq == 5), 5),  # the tail: only the signed head tells
        (update(t.audit_head).values(signature="0"), 5),
        (update(t.audit).where(t.audit.c.seq == 4).values(object="9"), 4),
        (update(t.audit).where(t.audit.c.seq == 4).values(at=NOW - timedelta(days=1)), 4),
    ],
)
def test_what_was_changed_is_found(spoil: Any, seq: int, engine: Engine) -> None:
    chain(engine)
    with writing(engine) as connection:
        audit.sign_head(connection, key=SECRET, now=NOW)
    with writing(engine) as connection:
        connection.execute(spoil)
    report = audit.verify(engine, key=SECRET)
    assert not report.holds
    assert report.broken[0].seq == seq


def test_an_inserted_row_is_found(engine: Engine) -> None:
    chain(engine)
    with writing(engine) as connection:
        audit.sign_head(connection, key=SECRET, now=NOW)
        last = dict(connection.execute(select(t.audit).where(t.audit.c.seq == 5)).mappings().one())
        connection.execute(insert(t.audit).values(**{**last, "seq": 6, "hash": "f" * 64}))
    assert [one.seq for one in audit.verify(engine, key=SECRET).broken] == [6, 6]


def test_a_chain_rewritten_from_a_row_on_is_found_by_its_signed_head(engine: Engine) -> None:
    chain(engine)
    with writing(engine) as connection:
        audit.sign_head(connection, key=SECRET, now=NOW)
        connection.execute(delete(t.audit).where(t.audit.c.seq >= 4))
    chain(engine, 2)
    report = audit.verify(engine, key=SECRET)
    assert [(one.seq, one.why) for one in report.broken] == [(5, "it is not the row that was signed")]


def test_a_cut_off_tail_is_never_signed_over(engine: Engine) -> None:
    chain(engine)
    with writing(engine) as connection:
        audit.sign_head(connection, key=SECRET, now=NOW)
        connection.execute(delete(t.audit).where(t.audit.c.seq > 3))
        assert not audit.sign_head(connection, key=SECRET, now=NOW)
    assert not audit.verify(engine, key=SECRET).holds


def test_what_a_workspace_writes_is_signed_at_once(engine: Engine) -> None:
    chain(engine.execution_options(audit_key=SECRET), 3)
    assert audit.verify(engine, key=SECRET).heads == 1
    with writing(engine) as connection:
        connection.execute(delete(t.audit).where(t.audit.c.seq == 3))
    chain(engine.execution_options(audit_key=SECRET), 1)  # goes on as if nothing had been cut off
    assert [one.seq for one in audit.verify(engine, key=SECRET).broken] == [3]


def test_an_emptied_chain_is_found_by_the_lists_that_were_read(engine: Engine) -> None:
    counts = {"rows": 1, "accepted": 1, "quarantined": 0, "file_name": "a.csv", "file_sha256": "0", "mapping": {}}
    with writing(engine) as connection:
        add_source(connection)
        connection.execute(insert(t.batch).values(id="B1", source_id="own", imported_at=NOW, **counts))
    assert not audit.verify(engine, key=SECRET).holds


def test_an_empty_chain_holds(engine: Engine) -> None:
    assert audit.verify(engine, key=SECRET).holds
    with writing(engine) as connection:
        assert not audit.sign_head(connection, key=SECRET, now=NOW)
