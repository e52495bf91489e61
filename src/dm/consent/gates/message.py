"""Gate 10: what the message must carry."""

from __future__ import annotations

from collections.abc import Iterator

from dm.consent.decision import Finding
from dm.consent.gates.case import Case
from dm.consent.vocabulary import Denial


def required(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for held in case.rules for part in held.rule.requires))


def content(case: Case) -> Iterator[Finding]:
    for held in case.rules:
        missing = [part for part in held.rule.requires if part not in case.facts.message]
        if missing:
            yield held.finding(Denial.CONTENT_MISSING, ", ".join(missing))
