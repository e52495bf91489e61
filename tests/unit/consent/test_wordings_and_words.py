"""Consent wordings, and decisions told in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dm.consent.code_words import MANNERS, PARTS, PURPOSES, SAID, purpose_in_words
from dm.consent.decide import decide
from dm.consent.explain import explain, explain_reason
from dm.consent.explain_words import ALLOWANCES, DENIALS, KINDS, PHRASES
from dm.consent.policy import Policies
from dm.consent.vocabulary import Allowance, Denial, Kind
from dm.consent.wordings import load_wordings
from dm.errors import InputError, SettingsError
from tests.unit.consent.examples import florida_call, german_call

NOON = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def wordings_folder(repo: Path) -> Path:
    return repo / "consent" / "wordings"


def test_each_wording_speaks_three_languages(wordings_folder: Path) -> None:
    wordings = load_wordings(wordings_folder)
    assert {language for _, language in wordings.by_name} == {"en", "de", "ru"}
    for wording in wordings.by_name.values():
        assert "Beispiel GmbH" in wording.said_by("Beispiel GmbH")
        assert len(wording.sha256) == 64
    assert len(wordings.by_name) == 12


def test_a_wording_is_found_by_the_reference_that_an_event_keeps(wordings_folder: Path) -> None:
    wordings = load_wordings(wordings_folder)
    phone = wordings.get("phone", "ru")
    assert phone.reference == "phone/1/ru"
    assert wordings.by_reference("phone/1/ru") is phone
    assert wordings.by_reference("phone/1", language="ru") is phone
    assert wordings.by_reference("phone/7/ru") is None
    assert wordings.by_reference("phone") is None


def test_an_unknown_wording_names_the_known_ones(wordings_folder: Path) -> None:
    with pytest.raises(InputError, match=r"Known: newsletter-call\.de"):
        load_wordings(wordings_folder).get("fax", "en")


def test_a_wording_must_name_who_asks(tmp_path: Path) -> None:
    head = 'id = "x"\nversion = 1\nlanguage = "en"\nchannels = ["email"]\n'
    head += 'purposes = ["own_goods"]\nshown_from = 2026-11-22\n'
    (tmp_path / "x.en.toml").write_text(head + 'text = "May we write?"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"x\.en\.toml: the text must name who asks"):
        load_wordings(tmp_path)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_code_has_its_words(language: str) -> None:
    assert set(DENIALS[language]) == set(Denial)
    assert set(ALLOWANCES[language]) == set(Allowance)
    assert set(KINDS[language]) == set(Kind)
    assert set(PHRASES[language]) == set(PHRASES["en"])


def test_a_refusal_tells_when_and_by_which_law(policies: Policies) -> None:
    told = explain(decide(german_call(local_time=datetime(2026, 11, 24, 21, 0)), policies), zone="Europe/Berlin")
    assert told.startswith("Not now: it is outside the permitted hours there (21:00 Europe/Berlin).")
    assert "Try again from 2026-11-25 09:00 Europe/Berlin." in told
    assert "Rule DE-phone (DE@2026.11.1): UWG 7(2) Nr. 1" in told


def test_a_refusal_in_russian_names_all_reasons(policies: Policies) -> None:
    told = explain(decide(german_call(consents=(), message=()), policies), "ru")
    assert told.startswith("Нельзя, пока не исправлено: нет ни согласия, ни другого законного основания.")
    assert "Кроме того: в сообщении нет того, чего требует закон." in told


def test_a_permit_tells_its_ground_its_end_and_its_duties(policies: Policies) -> None:
    told = explain(decide(german_call(), policies), zone="Europe/Berlin")
    assert "Allowed: the person has consented. This holds until 2026-11-24 20:00 Europe/Berlin." in told
    assert "The message must carry: the seller's name, the caller's number, shown." in told


def test_a_missing_file_is_told_by_its_name(policies: Policies) -> None:
    told = explain(decide(replace(german_call(), country="JP"), policies))
    assert told.startswith("Not allowed: no reviewed policy file for this country or region (JP).")


@pytest.mark.parametrize(
    ("code", "words"),
    [("HOURS_CLOSED", "outside the permitted hours"), ("ALLOW_OPT_IN", "consented"), ("holdout", "holdout")],
)
def test_reason_codes_in_words(code: str, words: str) -> None:
    assert words in explain_reason(code)


def test_whatever_a_policy_asks_of_a_message_has_words(policies: Policies) -> None:
    asked = {part for policy in policies.files.values() for rule in policy.rules for part in rule.requires}
    asked |= {part for policy in policies.files.values() if policy.third_party for part in policy.third_party.requires}
    assert asked <= set(PARTS["en"])
    for words in (PURPOSES, PARTS, SAID, MANNERS):
        assert all(set(tongue) == set(words["en"]) for tongue in words.values())


def test_a_cool_down_and_a_full_cap_are_told_in_words(policies: Policies) -> None:
    refused = florida_call(regions=("US-FL",), attempts_at=tuple(NOON - timedelta(hours=one) for one in (1, 2, 3)))
    assert "(3 tries of 3 in 24h)" in explain(decide(refused, policies))
    silent = florida_call(regions=("US-WA",), zones=("America/Los_Angeles",), refused_on=date(2026, 3, 1))
    assert "(не тревожить до 2027-03-01: человек сказал «нет»)" in explain(decide(silent, policies), "ru")


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        ("own_goods", "en", "our own goods and services"),
        ("fundraising", "de", "Bitten um Spenden"),
        ("*", "ru", "любая цель"),
        ("spring_tractors", "ru", "spring tractors"),
    ],
)
def test_purposes_in_words(code: str, language: str, words: str) -> None:
    assert purpose_in_words(code, language) == words
