"""When a contact that is refused for its hour may be tried again, and how long a permit lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dm.consent.calendar import is_holiday
from dm.consent.decide import decide
from dm.consent.decision import Refusal
from dm.consent.facts import Attempts, Consent, Facts
from dm.consent.moment import moment_of
from dm.consent.period import Period, parse_period
from dm.consent.policy import Policies
from dm.consent.vocabulary import Denial, Kind
from dm.model import LawChannel
from tests.unit.consent.examples import florida_call, german_call


def retry_of(facts: Facts, policies: Policies) -> datetime | None:
    refusal = decide(facts, policies)
    assert isinstance(refusal, Refusal)
    assert refusal.kind is Kind.LATER
    return refusal.retry_at


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2026, 11, 24, 8, 0), datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),  # 09:00 in Berlin
        (datetime(2026, 11, 24, 20, 0), datetime(2026, 11, 25, 8, 0, tzinfo=UTC)),
        (datetime(2026, 11, 28, 18, 0), datetime(2026, 11, 30, 8, 0, tzinfo=UTC)),  # Saturday evening to Monday
        (datetime(2026, 12, 24, 21, 0), datetime(2026, 12, 28, 8, 0, tzinfo=UTC)),  # over Christmas and a Sunday
        (datetime(2026, 3, 28, 19, 0), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),  # summer time begins between
    ],
)
def test_the_next_open_moment(at: datetime, opens: datetime, policies: Policies) -> None:
    long_consented = german_call(local_time=at, consents=(Consent(date(2026, 1, 1), evidence="form-1"),))
    assert retry_of(long_consented, policies) == opens


def test_all_zones_and_all_rules_must_be_open(policies: Policies) -> None:
    facts = florida_call(
        zones=("America/New_York", "America/Los_Angeles"),
        local_time=None,
        utc=datetime(2026, 11, 24, 13, 30, tzinfo=UTC),
    )
    assert retry_of(facts, policies) == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # 08:00 in Los Angeles


def test_a_retry_is_itself_open(policies: Policies) -> None:
    refused = florida_call(local_time=datetime(2026, 11, 24, 20, 30))
    retry = retry_of(refused, policies)
    assert decide(florida_call(local_time=None, utc=retry), policies).allowed


def test_a_full_cap_opens_when_the_oldest_try_leaves_the_window(policies: Policies) -> None:
    tries = tuple(datetime(2026, 11, 23, hour, 0, tzinfo=UTC) for hour in (16, 18, 20))
    facts = florida_call(attempts_at=tries)
    assert retry_of(facts, policies) == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_a_cap_known_only_as_a_count_waits_the_whole_window(policies: Policies) -> None:
    facts = florida_call(attempts=(Attempts(parse_period("24h"), 3),))
    assert retry_of(facts, policies) == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


def test_a_cooldown_ends_on_its_day(policies: Policies) -> None:
    facts = florida_call(regions=("US-WA",), zones=("America/Los_Angeles",), refused_on=date(2026, 3, 1))
    assert retry_of(facts, policies) == datetime(2027, 3, 1, 16, 0, tzinfo=UTC)


def test_an_unknown_zone_is_mended_not_waited_for(policies: Policies) -> None:
    refusal = decide(florida_call(zones=()), policies)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.kind, refusal.retry_at) == (Denial.TZ_UNKNOWN, Kind.MEND, None)


def test_a_permit_without_hours_ends_at_the_recipients_midnight(policies: Policies) -> None:
    facts = florida_call(channel=LawChannel.EMAIL, message=("sender_identity", "postal_address", "unsubscribe"))
    permit = decide(facts, policies)
    assert permit.allowed
    assert permit.valid_until == datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


def test_without_a_zone_every_possible_date_counts() -> None:
    facts = florida_call(zones=(), local_time=None, utc=datetime(2026, 11, 24, 11, 30, tzinfo=UTC))
    assert moment_of(facts).days == (date(2026, 11, 23), date(2026, 11, 25))


def test_holidays_of_country_and_region() -> None:
    assert is_holiday("DE", None, date(2026, 10, 3))
    assert is_holiday("DE", "DE-BY", date(2026, 1, 6))
    assert not is_holiday("DE", None, date(2026, 1, 6))
    assert not is_holiday("DE", "DE-XX", date(2026, 1, 6))


@pytest.mark.parametrize(
    ("text", "period"), [("24h", Period(hours=24)), ("18mo", Period(months=18)), ("3y14d", Period(months=36, days=14))]
)
def test_periods(text: str, period: Period) -> None:
    assert parse_period(text) == period


def test_months_end_with_the_shorter_month() -> None:
    assert Period(months=1).after(date(2026, 1, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize("text", ["", "d", "10", "1w", "-3d"])
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period"):
        parse_period(text)
