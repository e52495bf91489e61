"""What an agent sent: the outcome form as values for the call room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dm.errors import InputError


@dataclass(frozen=True)
class Typed:
    """The form as it was typed, to be shown again when something in it is wrong."""

    disposition: str = ""
    callback_at: str = ""
    note: str = ""
    heard: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[str, str] = field(default_factory=dict)


def read_form(form: Mapping[str, Any]) -> Typed:
    """Field names are `heard.NAME`, `status.NAME`, `consent.CHANNEL` and `pair.NUMBER`.

    A button of its own stands for do-not-call.
    """
    return Typed(
        disposition=str(form.get("at_once") or form.get("disposition") or ""),
        callback_at=str(form.get("callback_at") or ""),
        note=str(form.get("note") or "")[:4000],
        heard=_group(form, "heard."),
        status=_group(form, "status."),
        answers=_group(form, "consent."),
        pairs=_group(form, "pair."),
    )


def callback_of(typed: Typed) -> datetime | None:
    """The time that was agreed, as the person's own wall time."""
    if not typed.callback_at:
        return None
    try:
        return datetime.fromisoformat(typed.callback_at)
    except ValueError as problem:
        raise InputError(
            f'"{typed.callback_at[:40]}" is no time.', hint="Choose day and time of the call."
        ) from problem


def corrections_of(typed: Typed, held: Mapping[str, str]) -> list[dict[str, str]]:
    """Only what was asked: confirmed as it is, corrected to what was heard, or refused."""
    found = []
    for name, status in typed.status.items():
        old, new = held.get(name, ""), typed.heard.get(name, "").strip()
        if status == "corrected" and not new:
            raise InputError("A corrected field is empty.", hint="Write down what you heard, or choose another answer.")
        if status in ("confirmed", "corrected", "refused"):
            said = {"confirmed": old, "corrected": new, "refused": ""}[status]
            found.append({"field": name, "old": old, "new": said})
    asked = [(pair, answer) for pair, answer in typed.pairs.items() if pair.isdecimal() and answer in ("yes", "no")]
    return found + [{"field": "same_person", "old": pair, "new": answer} for pair, answer in asked]


def consents_of(typed: Typed, wordings: Mapping[str, str]) -> list[dict[str, str]]:
    """Each yes and no with the wording that was read out."""
    return [
        {"channel": channel, "answer": answer, "wording": wordings[channel]}
        for channel, answer in typed.answers.items()
        if answer in ("yes", "no") and channel in wordings
    ]


def _group(form: Mapping[str, Any], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): str(value) for name, value in form.items() if name.startswith(prefix)}
