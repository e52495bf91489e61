"""The state of a consent is a fold over its events, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dm.consent.channel_families import OBJECTION_COVERS
from dm.consent.facts import Consent
from dm.consent.vocabulary import ConsentDuration, ConsentForm
from dm.model import LawChannel

Row = Mapping[str, Any]
Scope = tuple[str, str, str]  # channel, purpose, controller
GIVING = frozenset({"given", "confirmed"})
ANY = ("*", "")


def fold_events(events: Iterable[Row]) -> tuple[Consent, ...]:
    """The consents as they stand; a no without a yes before it stands as a withdrawn consent."""
    state: dict[Scope, Consent] = {}
    for event in sorted(events, key=lambda event: (event["at"], event["id"])):
        scope = (event["channel"], event["purpose"], event["controller"])
        if event["action"] in GIVING:
            state[scope] = _given(event, state.get(scope))
        else:
            _end(state, scope, event)
    return tuple(state[scope] for scope in sorted(state))


def _given(event: Row, before: Consent | None) -> Consent:
    confirms = event["action"] == "confirmed"
    standing = before if confirms and before is not None and before.withdrawn_on is None else None
    channel, purpose, controller = event["channel"], event["purpose"], event["controller"]
    return Consent(
        given_on=event["at"].date(),
        form=ConsentForm.DOUBLE_OPT_IN if confirms else _form(event["form"]),
        evidence=event["evidence"] or (standing.evidence if standing else ""),
        channels=() if channel in ANY else (LawChannel(channel),),
        purposes=() if purpose in ANY else (purpose,),
        controller="" if controller in ANY else controller,
        valid_until=event["valid_until"].date() if event["valid_until"] else None,
        duration=ConsentDuration(event["duration"]),
        out_of_hours=bool(event["out_of_hours"]),
        wording=event["wording"] or (standing.wording if standing else ""),
        # House rule, after German courts: who says yes on the telephone may name another's mailbox.
        unconfirmed=not confirms and channel == LawChannel.EMAIL and event["form"] == ConsentForm.ORAL,
    )


def _form(text: str) -> ConsentForm | None:
    return ConsentForm(text) if text in set(ConsentForm) else None


def _end(state: dict[Scope, Consent], scope: Scope, event: Row) -> None:
    day = event["at"].date()
    ended = [held for held in state if _covers(scope, held)]
    for held in ended:
        state[held] = replace(state[held], withdrawn_on=day)
    if scope not in ended:
        state[scope] = replace(_given(event, None), withdrawn_on=day)


def _covers(said: Scope, held: Scope) -> bool:
    """Whether a no reaches a yes: the wider word always does, and a no to the phone is one to texts."""
    channels = OBJECTION_COVERS.get(said[0], frozenset())
    channel = said[0] in ANY or said[0] == held[0] or held[0] in channels
    return channel and said[1] in (*ANY, held[1]) and said[2] in (*ANY, held[2])
