"""A row of a response file is read as people write it, or refused with a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dm.errors import InputError
from dm.respond.intake import columns, read_answer

NOW = datetime(2027, 4, 1, 12, tzinfo=UTC)


def cells(**changes):
    return {"email": "anna@example.com", "kind": "order", "at": "2027-03-09T10:00+01:00", **changes}


def test_headers_of_other_systems_are_understood():
    found = columns(("Response-Code", "Type", "Дата", "Order ID", "Extra"), "r.csv")
    assert found == {"code": "Response-Code", "kind": "Type", "at": "Дата", "order_ref": "Order ID"}


def test_a_file_that_names_nobody_is_refused():
    with pytest.raises(InputError, match="who answered"):
        columns(("kind", "at"), "r.csv")


@pytest.mark.parametrize(
    ("text", "amount"),
    [("49.90", "49.90"), ("1 234,50", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("35 EUR", "35")],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert read_answer(2, cells(value=text, currency="EUR"), now=NOW).value == Decimal(amount)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "ordr"}, 'kind "ordr" is unknown'),
        ({"at": "yesterday"}, 'time "yesterday" cannot be read'),
        ({"at": "2028-01-01"}, "lies in the future"),
        ({"value": "1,234"}, "finer than the currency"),
        ({"value": "NaN"}, "no amount"),
        ({"email": ""}, "names nobody"),
        ({"kind": "returned", "reason": "EATEN"}, 'reason "EATEN" is unknown for returned'),
    ],
)
def test_what_cannot_be_read_is_said(changes, message):
    with pytest.raises(InputError, match=message):
        read_answer(2, cells(**changes), now=NOW)


def test_post_offices_own_codes_are_mapped():
    assert read_answer(2, cells(kind="returned", reason="NSN"), now=NOW).reason == "NO_SUCH_ADDRESS"
    assert read_answer(2, cells(kind="returned", reason="no such address"), now=NOW).reason == "NO_SUCH_ADDRESS"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Gone away", "MOVED_NO_FORWARD"),
        ("Annahme verweigert", "REFUSED"),
        ("Empfänger unbekannt", "UNKNOWN_AT_ADDRESS"),
        ("истёк срок хранения", "STORAGE_EXPIRED"),
        ("Смерть адресата", "DECEASED"),
        ("Refusé", "REFUSED"),
        ("N'habite pas à l’adresse indiquée", "UNKNOWN_AT_ADDRESS"),
        ("Pli avisé et non réclamé", "STORAGE_EXPIRED"),
        ("addressee gone away.", "MOVED_NO_FORWARD"),
        ("Moved, left no address", "MOVED_NO_FORWARD"),
    ],
)
def test_words_of_several_posts_are_mapped(text, reason):
    assert read_answer(2, cells(kind="returned", reason=text), now=NOW).reason == reason


def test_a_bare_day_is_its_noon_and_a_code_is_mended():
    answer = read_answer(2, cells(at="2027-03-09", code="abcd-efgh"), now=NOW)
    assert answer.at == datetime(2027, 3, 9, 12, tzinfo=UTC)
    assert answer.who["code"] == "ABCD-EFGH"


def test_an_external_id_without_its_source_names_nobody():
    with pytest.raises(InputError, match="names nobody"):
        read_answer(2, cells(email="", external_id="17"), now=NOW)
