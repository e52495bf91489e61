"""Whom to call so that the base stays true: the rules of [verification] over what is known of a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from dm.actualize.freshness import freshness
from dm.actualize.survive import Person
from dm.ledger import Verification
from dm.settings import Settings

Row = Mapping[Any, Any]
# Lines on which somebody can be asked; the others cost a fortune or reach nobody.
_CALLABLE = frozenset({"mobile", "fixed", "fixed_or_mobile", "voip", "company", "unknown"})
_FIELD_OF_KIND = {"phone": "phone", "email": "email", "post": "address"}
# Fields as the agent's form calls them.
_ON_FORM = {"name": "full_name", "job": "job_title"}
_UNUSABLE = frozenset({"invalid", "dead"})


class Known(NamedTuple):
    """What the rules look at. `seen` are the fields that are known, each with the moment it was last known to be right.

    `value` is the person's place among all who have a value: 1 the most valuable, 0 the least or none.
    """

    person_id: str
    best_points: Collection[Row]
    seen: Mapping[str, datetime]
    conflicts: Collection[str]
    has_consent: bool = True
    value: float = 0.0


def is_callable(point: Row) -> bool:
    """Whether somebody can be asked at this point."""
    return point["kind"] == "phone" and point["status"] == "valid" and point["line_type"] in _CALLABLE


class _Case(NamedTuple):
    """All that the rules look at in somebody just actualized.

    What each point tells and when it was seen, best first within each kind; whether name, job and company are known.
    """

    points: tuple[tuple[tuple[str, ...], datetime], ...]
    known: tuple[bool, bool, bool]
    observed: datetime
    conflicts: frozenset[str]


Verifier = Callable[[Person], Verification | None]


def verifier(settings: Settings, now: datetime) -> Verifier:
    """Tells why somebody just actualized should be called, None where he need not or cannot be."""
    # Few things are known of people in different ways: a million of them are some hundred cases.
    judged = lru_cache(maxsize=4_096)(partial(_judged, settings, now))

    def verification_of(person: Person) -> Verification | None:
        row = person.row
        case = _Case(
            tuple([(point.told, point.entry.batch.observed_at) for point in person.points]),
            (bool(row["full_name"]), bool(row["job_title"]), bool(person.memberships)),
            row["observed_at"],
            frozenset(person.conflicts),
        )
        found = judged(case)
        return replace(found, person_id=person.id) if found else None

    return verification_of


def _judged(settings: Settings, now: datetime, case: _Case) -> Verification | None:
    names = ("kind", "status", "reason", "line_type", "observed_at")
    points: list[dict[str, Any]] = [dict(zip(names, (*told, seen), strict=True)) for told, seen in case.points]
    if not any(map(is_callable, points)):
        return None
    seen = {field: case.observed for field, known in zip(("name", "job", "company"), case.known, strict=True) if known}
    best: dict[str, Row] = {}
    for point in points:
        best.setdefault(point["kind"], point)
        if point["status"] not in _UNUSABLE:
            field, at = _FIELD_OF_KIND[point["kind"]], point["observed_at"]
            if field not in seen or seen[field] < at:
                seen[field] = at
    return judge(Known("", best.values(), seen, case.conflicts), settings, now)


def judge(known: Known, settings: Settings, now: datetime) -> Verification | None:
    """The reasons, fields in doubt and priority of a call; None where the points do not reach [verification] least."""
    rules = settings.verification
    reasons: dict[str, str] = {}
    points = 0
    for point in known.best_points:
        if rules.doubtful and point["status"] != "valid":
            field = _FIELD_OF_KIND[point["kind"]]
            reasons[field] = f"{field}: {point['reason'] or point['status']}"
            points += rules.doubtful
    for field in sorted(known.conflicts) if rules.conflict else ():
        reasons[field] = f"{field}: records differ"
        points += rules.conflict
    for need in rules.needs if rules.missing else ():
        fields = _either(need)
        if known.seen.keys().isdisjoint(fields):
            reasons |= {_ON_FORM.get(field, field): f"no {need}" for field in fields}
            points += rules.missing
    for field, as_of in known.seen.items() if rules.stale else ():
        if _share(settings.half_lives[field], as_of, now) < rules.stale_below:
            reasons.setdefault(_ON_FORM.get(field, field), f"{field}: last seen {as_of.date().isoformat()}")
            points += rules.stale
    if not known.has_consent and rules.no_consent:
        reasons["consent"] = "no consent yet"
        points += rules.no_consent
    if not reasons or points < rules.least:
        return None
    why = "; ".join(dict.fromkeys(reasons.values()))
    return Verification(known.person_id, why, tuple(reasons), points + round(rules.value * known.value))


@lru_cache(maxsize=64)
def _either(need: str) -> tuple[str, ...]:
    return tuple(need.split(" or "))


# Everything that a list says was seen on the same day.
_share = lru_cache(maxsize=1_024)(freshness)
