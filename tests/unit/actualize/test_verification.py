"""Whom the rules want called, and how fields age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dm.actualize.freshness import band, freshness
from dm.actualize.verification import Known, judge
from dm.errors import SettingsError
from dm.settings import Settings, settings_from

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SETTINGS = Settings(workspace=Path(), database_url="", secret_key=b"", suppression_key=b"")
PHONE = {"kind": "phone", "status": "valid", "reason": "", "line_type": "mobile", "rank": 0}
KNOWN = Known("P1", [PHONE], {"name": NOW, "phone": NOW, "email": NOW}, ())


def settings(**rules: object) -> Settings:
    document = {"verification": rules}
    return settings_from(document, workspace=Path(), secret_key=b"", suppression_key=b"")


def test_who_is_known_well_is_left_in_peace() -> None:
    assert judge(KNOWN, SETTINGS, NOW) is None


@pytest.mark.parametrize(
    ("change", "fields", "said"),
    [
        ({"conflicts": ("company",)}, ("company",), "company: records differ"),
        ({"seen": {"name": NOW, "phone": NOW}}, ("email", "address"), "no email or address"),
        ({"seen": {**KNOWN.seen, "job": NOW - timedelta(days=900)}}, ("job_title",), "job: last seen 2024-06-05"),
        ({"best_points": [PHONE, {**PHONE, "kind": "email", "status": "risky", "reason": "likely_slip"}]}, ("email",),
         "email: likely_slip"),
    ],
)  # fmt: skip
def test_each_reason_names_its_fields(change, fields, said) -> None:
    wanted = judge(KNOWN._replace(**change), SETTINGS, NOW)
    assert wanted is not None
    assert (wanted.fields, wanted.why) == (fields, said)


def test_reasons_add_up_and_value_comes_on_top() -> None:
    one = judge(KNOWN._replace(conflicts=("company",)), SETTINGS, NOW)
    both = judge(KNOWN._replace(conflicts=("company",), has_consent=False), SETTINGS, NOW)
    dear = judge(KNOWN._replace(conflicts=("company",), value=1.0), SETTINGS, NOW)
    assert [each.priority for each in (one, both, dear) if each] == [30, 35, 40]


def test_no_consent_alone_is_not_enough_unless_the_workspace_says_so() -> None:
    silent = KNOWN._replace(has_consent=False)
    assert judge(silent, SETTINGS, NOW) is None
    assert judge(silent, settings(no_consent=20), NOW) is not None


@pytest.mark.parametrize("rule", ["conflict", "doubtful", "missing", "stale"])
def test_a_rule_set_to_0_is_off(rule) -> None:
    doubtful = {**PHONE, "kind": "email", "status": "risky", "reason": "x"}
    everything = Known("P1", [PHONE, doubtful], {"phone": NOW - timedelta(days=3000)}, ("company",))
    before, after = (judge(everything, found, NOW) for found in (SETTINGS, settings(**{rule: 0})))
    assert before is not None
    assert after is not None
    assert after.priority < before.priority


@given(st.integers(1, 20_000), st.integers(0, 20_000), st.integers(0, 20_000))
def test_freshness_only_falls_and_is_half_after_a_half_life(half_life, age, more) -> None:
    span = timedelta(days=half_life)
    at, later = (freshness(span, NOW - timedelta(days=days), NOW) for days in (age, age + more))
    assert 0 <= later <= at <= 1
    assert freshness(span, NOW - span, NOW) == 0.5


def test_bands() -> None:
    assert [band(share) for share in (1.0, 0.8, 0.79, 0.5, 0.49)] == ["fresh", "fresh", "ageing", "ageing", "stale"]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"take": ["shoe_size"]}, "shoe_size"),
        ({"needs": ["email or fax"]}, "email or fax"),
        ({"stale_below": 2.0}, "between 0 and 1"),
        ({"stale": -1}, "negative"),
        ({"loud": 1}, "unknown setting"),
    ],
)
def test_wrong_rules_are_told(rules, said) -> None:
    with pytest.raises(SettingsError, match=said):
        settings(**rules)
