"""Conditions read aloud in plain Python, person by person: what the SQL must agree with."""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal

from dm.conditions import AllOf, AnyOf, Leaf, Not, Operator
from dm.conditions.letters import fold_letters
from dm.normal.companies import read_company
from dm.normal.folding import fold
from tests.condition_people import COMPANIES, NOW


def _number_holds(value, leaf, scale=1):
    if leaf.operator is Operator.KNOWN:
        return (value is not None) is leaf.operand
    if value is None:
        return False
    value = Decimal(value) if isinstance(value, int | Decimal) else value

    def exact(item):
        return Decimal(str(item)) if isinstance(value, Decimal) else item

    operand = leaf.operand
    match leaf.operator:
        case Operator.AT_LEAST:
            return value >= exact(operand)
        case Operator.AT_MOST:
            return value <= exact(operand)
        case Operator.BETWEEN:
            return exact(operand[0]) <= value <= exact(operand[1])
        case Operator.IN:
            return value in [exact(item) for item in operand]
        case _:
            return value == exact(operand)


def _text_holds(values, leaf, whole=fold_letters, part=fold_letters):
    kept = [value for value in values if value]
    if leaf.operator is Operator.KNOWN:
        return bool(kept) is leaf.operand
    words = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    tests = {
        Operator.STARTS_WITH: lambda value, word: value.startswith(part(word)),
        Operator.CONTAINS: lambda value, word: part(word) in value,
    }
    test = tests.get(leaf.operator, lambda value, word: value == whole(word))
    return any(test(value, word) for value in kept for word in words)


def _days_holds(moment, leaf):
    if leaf.operator is Operator.BEFORE:
        return moment is not None and moment.date() < leaf.operand
    if leaf.operator is Operator.AFTER:
        return moment is not None and moment.date() > leaf.operand
    return _number_holds(None if moment is None else (NOW - moment).days, leaf)


def _inside(moment, window):
    if window is None:
        return True
    if window.days is not None:
        return NOW - timedelta(days=window.days) <= moment <= NOW
    return (not window.since or moment.date() >= window.since) and (not window.until or moment.date() <= window.until)


def _kilometres(place, argument):
    a, b, c, d = map(math.radians, (*place, *argument))
    h = math.sin((a - c) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((b - d) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1, h)))


def _consents(who, channel):
    events = [(at, i, action) for i, (action, which, at) in enumerate(who["events"]) if which in (channel, "*")]
    return bool(events) and any(
        action in ("given", "confirmed")
        and not any(later[:2] > (at, i) and later[2] in ("withdrawn", "objected") for later in events)
        for at, i, action in events
    )


def _mixed(number, words, leaf):
    if leaf.operator is Operator.KNOWN:
        return (number is not None or bool(words)) is leaf.operand
    items = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    if isinstance(items[0], str):
        return _text_holds([fold_letters(words or "")], leaf)
    return _number_holds(number, leaf)


def _figure(text):
    try:
        return float(text)
    except ValueError:
        return None


def says(who, leaf):
    """The leaf read aloud."""
    bought = [row for row in who["purchases"] if _inside(row[0], leaf.window)]
    reacted = [row for row in who["responses"] if row[1] in ("order", "interest")]
    sent = [row for row in who["pieces"] if row[0]]
    working = who["company"] and (who["company"][2] is None or who["company"][2] >= NOW.date())
    match leaf.field:
        case "city":
            return _text_holds([fold(who["city"])], leaf, fold, fold)
        case "region" | "title":
            return _text_holds([fold_letters(who[leaf.field])], leaf)
        case "role":
            return _text_holds(
                [fold_letters(who["job_title"]), *([fold_letters(who["company"][1])] if working else [])], leaf
            )
        case "company":
            names = [read_company(COMPANIES[who["company"][0]]).key] if working else []
            return _text_holds(names, leaf, lambda name: read_company(name).key, fold)
        case "country" | "language" | "postal_code" | "gender" | "party" | "source":
            return _text_holds([who[leaf.field]], leaf, str, str)
        case "age":
            born = who["birth_date"]
            return _number_holds(born and 2027 - born.year - ((born.month, born.day) > (3, 1)), leaf)
        case "distance_km":
            return _number_holds(who["place"] and _kilometres(who["place"], leaf.argument), leaf)
        case "freshness_days":
            return _days_holds(max(filter(None, (who["observed_at"], who["verified_at"]))), leaf)
        case "verified":
            return bool(who["verified_at"] and _inside(who["verified_at"], leaf.window)) is leaf.operand
        case "purchases.count":
            return _number_holds(len(bought), leaf)
        case "purchases.total":
            digits = {"EUR": 2, "JPY": 0, "KWD": 3}
            return _number_holds(sum((Decimal(row[1]).scaleb(-digits[row[2]]) for row in bought), Decimal(0)), leaf)
        case "purchases.product":
            return _text_holds([fold_letters(row[3]) for row in bought], leaf)
        case "purchases.last_days":
            return _days_holds(max((row[0] for row in who["purchases"]), default=None), leaf)
        case "responses.count":
            return _number_holds(len([row for row in reacted if _inside(row[0], leaf.window)]), leaf)
        case "responses.last_days":
            return _days_holds(max((row[0] for row in reacted), default=None), leaf)
        case "responded":
            return any(row[2] == "spring" and _inside(row[0], leaf.window) for row in reacted) is leaf.operand
        case "campaigns.count":
            return _number_holds(
                len({row[1] for row in sent if row[1] != "verify" and _inside(row[0], leaf.window)}), leaf
            )
        case "contacts.last_days":
            return _days_holds(max((row[0] for row in sent), default=None), leaf)
        case "clv" | "rfm.class":
            return _mixed(*who["scores"].get(leaf.field, (None, "")), leaf)
        case "custom":
            text = who["custom"].get(leaf.argument[0], "")
            return _mixed(_figure(text), text, leaf)
    if leaf.field.startswith("has."):
        usable = [
            kind
            for kind, status, until in who["points"]
            if status in ("valid", "risky") and (until is None or until >= NOW.date())
        ]
        return (leaf.field[4:] in usable) is leaf.operand
    return _consents(who, leaf.field[8:]) is leaf.operand


def holds(who, tree):
    match tree:
        case AllOf():
            return all(holds(who, part) for part in tree.parts)
        case AnyOf():
            return any(holds(who, part) for part in tree.parts)
        case Not():
            return not holds(who, tree.part)
        case Leaf():
            return says(who, tree)
