"""Contacts that are allowed, to be spoiled one fact at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dm.consent.facts import Consent, Facts, RegisterCheck
from dm.consent.vocabulary import ConsentForm
from dm.model import LawChannel

GERMAN_CALL = Facts(
    channel=LawChannel.PHONE,
    country="DE",
    local_time=datetime(2026, 11, 24, 11, 0),
    zones=("Europe/Berlin",),
    message=("seller_name", "caller_id"),
    controller="Beispiel GmbH",
    purpose="own_goods",
    consents=(
        Consent(
            given_on=date(2026, 6, 1),
            form=ConsentForm.DOUBLE_OPT_IN,
            evidence="form-17/rev-3",
            channels=(LawChannel.PHONE,),
            purposes=("own_goods",),
            controller="Beispiel GmbH",
        ),
    ),
)
FLORIDA_CALL = Facts(
    channel=LawChannel.PHONE,
    country="US",
    regions=("US-FL",),
    local_time=datetime(2026, 11, 24, 10, 0),
    zones=("America/New_York",),
    message=("caller_name", "seller_name", "callback_number", "caller_id"),
    registers=(RegisterCheck("US-DNC", date(2026, 11, 10), hit=False),),
)


def german_call(**changes: Any) -> Facts:
    return replace(GERMAN_CALL, **changes)


def florida_call(**changes: Any) -> Facts:
    return replace(FLORIDA_CALL, **changes)


def with_consent(**changes: Any) -> Facts:
    """The German call, its consent changed."""
    return replace(GERMAN_CALL, consents=(replace(GERMAN_CALL.consents[0], **changes),))
