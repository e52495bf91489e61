"""Facts as JSON: what is wrong with them is said in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dm.consent.facts_json import facts_from_json
from dm.consent.vocabulary import Mode
from dm.errors import InputError
from dm.model import LawChannel, Party

MAIL: dict[str, Any] = {"channel": "email", "country": "DE", "local_time": "2026-11-24T11:00"}


def test_the_least_that_can_be_said() -> None:
    facts = facts_from_json(MAIL)
    assert (facts.channel, facts.party, facts.mode) == (LawChannel.EMAIL, Party.CONSUMER, Mode.LIVE)
    assert facts.holiday is None


def test_lists_and_single_values_are_both_taken() -> None:
    consent = {"given_on": "2026-06-01", "channels": ["email"]}
    facts = facts_from_json(MAIL | {"tz": ["Europe/Berlin"], "region": "BE", "consent": [consent, consent]})
    assert facts.zones == ("Europe/Berlin",)
    assert facts.regions == ("DE-BE",)
    assert facts.consents[1].given_on == date(2026, 6, 1)


def test_utc_is_aware() -> None:
    facts = facts_from_json({"channel": "email", "country": "DE", "utc": "2026-11-24T10:00:00Z"})
    assert facts.utc == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_a_suppression_without_a_hit_is_none() -> None:
    assert facts_from_json(MAIL | {"suppression": {"hit": False}}).suppressions == ()


def test_facts_can_be_keys() -> None:
    raw = MAIL | {"registers": {"B": {"hit": True}, "A": {"checked_on": "2026-11-01"}}, "attempts": {"24h": 2}}
    assert len({facts_from_json(raw), facts_from_json(raw)}) == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"channel": "fax"}, "case 1: channel is 'fax', must be one of post, courier, email, phone, sms"),
        ({"channel": None}, "channel is missing"),
        ({"country": ""}, "country is missing"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"tz": "Berlin"}, "'Berlin' is not a time zone"),
        ({"tz": 3}, "tz must be a text or a list of texts, found 3"),
        ({"local_time": "tomorrow"}, "local_time must be a time such as"),
        ({"local_time": None}, "exactly one of local_time and utc"),
        ({"local_time": "2026-11-24T11:00+01:00"}, "must carry no offset"),
        ({"consent": {"form": "written"}}, "consent without given_on"),
        ({"consent": {"given_on": "2026-13-01"}}, "given_on must be a day"),
        ({"consent": "yes"}, "expected a table, found 'yes'"),
        ({"attempts": {"often": 3}}, "'often' is not a period"),
        ({"attempts": {"24h": "3"}}, "24h must be a whole number, found '3'"),
        ({"registers": []}, "expected a table"),
    ],
)
def test_a_fault_is_named(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        facts_from_json(MAIL | change, where="case 1")


@pytest.mark.parametrize("raw", [None, [], "x", 3])
def test_what_is_no_case(raw: object) -> None:
    with pytest.raises(InputError, match="expected a table"):
        facts_from_json(raw)
