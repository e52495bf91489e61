"""The SQL of a condition chooses the same people as reading it aloud would, on both databases."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dm.conditions import AllOf, AnyOf, Leaf, Not, Operator, Window, parse, to_sql
from dm.conditions.letters import fold_letters
from dm.db import insert_many, reading, tables as t, writing
from dm.normal.companies import read_company
from dm.normal.folding import fold

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
O = Operator
CITIES = ["Berlin", "BERLIN", "Köln", "Орёл", "орел", "Москва", "", "Йошкар-Ола", "Aßlar", "St. Pölten"]
WORDS = ["Директор", "директор", "Leiter", "LEITER (m/w)", "Größe", "gold", "12", "3.5", "", "ёж", "100%"]
COMPANIES = ["Ромашка", "Müller GmbH", "ООО Ромашка"]
CODES = {"country": ["DE", "RU", "AT", ""], "language": ["de", "ru", ""], "postal_code": ["10115", "01067", ""]}


def _maybe(dice, make, share=0.7):
    return make() if dice.random() < share else None


def _moment(dice):
    return NOW - timedelta(
        days=dice.choice([0, 1, 29, 30, 31, 364, 365, 366, 900]), seconds=dice.choice([0, 0, 1, 86399])
    )


def _person(dice, number):
    return {
        "id": f"P{number:03}",
        **{name: dice.choice(values) for name, values in CODES.items()},
        "region": dice.choice(["Bayern", "московская область", "DE-BE", ""]),
        "city": dice.choice(CITIES),
        "title": dice.choice(["Dr.", "д-р", ""]),
        "job_title": dice.choice(WORDS),
        "gender": dice.choice(["m", "f", None]),
        "party": dice.choice(["consumer", "business"]),
        "source": dice.choice(["fair", "shop"]),
        "birth_date": _maybe(dice, lambda: dice.choice([date(2009, 3, 1), date(2009, 3, 2), date(1980, 2, 29), date(2009, 2, 28)])),
        "place": _maybe(dice, lambda: (dice.uniform(-90, 90), dice.uniform(-180, 180)) if dice.random() < 0.4 else (52.5 + dice.uniform(-2, 2), 13.4 + dice.uniform(-3, 3))),
        "observed_at": _moment(dice),
        "verified_at": _maybe(dice, lambda: _moment(dice), 0.4),
        "custom": {name: dice.choice(WORDS) for name in ("size", "class 2") if dice.random() < 0.6},
        "purchases": [(_moment(dice), dice.choice([990, 50000, 0]), dice.choice(["EUR", "JPY", "KWD"]), dice.choice(["Tuch", "полотенце", ""])) for _ in range(dice.choice([0, 0, 1, 2, 3]))],
        "responses": [(_moment(dice), dice.choice(["order", "interest", "returned", "objection"]), dice.choice(["spring", "fall", None])) for _ in range(dice.choice([0, 0, 1, 2]))],
        "pieces": [(_maybe(dice, lambda: _moment(dice)), dice.choice(["spring", "fall", "verify"])) for _ in range(dice.choice([0, 0, 1, 3]))],
        "company": _maybe(dice, lambda: (dice.choice([0, 1]), dice.choice(WORDS), dice.choice([None, date(2027, 3, 1), date(2027, 2, 28)])), 0.5),
        "points": [(dice.choice(["email", "phone", "post"]), dice.choice(["valid", "risky", "invalid", "dead"]), dice.choice([None, date(2027, 3, 1), date(2027, 2, 28)])) for _ in range(dice.choice([0, 1, 2]))],
        "events": [(dice.choice(["given", "confirmed", "withdrawn", "objected"]), dice.choice(["email", "*", "phone"]), _moment(dice)) for _ in range(dice.choice([0, 0, 1, 2, 3]))],
        "scores": {kind: (_maybe(dice, lambda: dice.choice([1.0, 500.0, 12.0])), dice.choice(WORDS)) for kind in ("clv", "rfm.class") if dice.random() < 0.5},
    }  # fmt: skip


PEOPLE = [_person(random.Random(number), number) for number in range(90)]


def _fill(connection):
    insert_many(connection, t.source, [{"id": name, "party": "consumer", "permitted_channels": [], "permitted_purposes": [], "file_sha256": "0", "registered_at": NOW} for name in ("fair", "shop")])  # fmt: skip
    insert_many(connection, t.company, [{"id": str(number), "name": name, "name_folded": read_company(name).key, "created_at": NOW} for number, name in enumerate(COMPANIES[:2])])  # fmt: skip
    insert_many(connection, t.campaign, [{"id": name, "brief": {}, "brief_sha256": "0", "system": int(name == "verify"), "created_at": NOW} for name in ("spring", "fall", "verify")])  # fmt: skip
    same = "id country language postal_code region city title job_title gender party birth_date custom observed_at verified_at"
    insert_many(connection, t.person, [{name: who[name] for name in same.split()} | {"source_id": who["source"], "city_folded": fold(who["city"]), "latitude": who["place"] and who["place"][0], "longitude": who["place"] and who["place"][1], "created_at": NOW, "updated_at": NOW} for who in PEOPLE])  # fmt: skip
    insert_many(connection, t.purchase, [{"person_id": who["id"], "order_ref": f"{who['id']}-{i}", "at": at, "value_minor": value, "currency": currency, "product": product} for who in PEOPLE for i, (at, value, currency, product) in enumerate(who["purchases"])])  # fmt: skip
    insert_many(connection, t.response, [{"dedupe_key": f"{who['id']}-{i}", "person_id": who["id"], "kind": kind, "campaign_id": campaign, "at": at, "recorded_at": NOW} for who in PEOPLE for i, (at, kind, campaign) in enumerate(who["responses"])])  # fmt: skip
    insert_many(connection, t.piece, [{"id": f"{who['id']}-{i}", "serial": n * 10 + i, "campaign_id": campaign, "wave": str(i), "unit_id": who["id"], "person_id": who["id"], "channel": "letter", "cell": "A", "response_code": f"{n * 10 + i}", "sent_at": at, "planned_at": NOW} for n, who in enumerate(PEOPLE) for i, (at, campaign) in enumerate(who["pieces"])])  # fmt: skip
    insert_many(connection, t.company_member, [{"company_id": str(who["company"][0]), "person_id": who["id"], "role": who["company"][1], "to_on": who["company"][2]} for who in PEOPLE if who["company"]])  # fmt: skip
    insert_many(connection, t.contact_point, [{"id": f"{who['id']}-{i}", "person_id": who["id"], "kind": kind, "status": status, "valid_to": until, "hmac": f"{who['id']}-{i}", "normal_version": 1, "party": "consumer", "lines": [], "observed_at": NOW} for who in PEOPLE for i, (kind, status, until) in enumerate(who["points"])])  # fmt: skip
    insert_many(connection, t.consent_event, [{"person_id": who["id"], "channel": channel, "purpose": "*", "action": action, "at": at, "recorded_at": NOW, "dedupe_key": f"{who['id']}-{i}"} for who in PEOPLE for i, (action, channel, at) in enumerate(who["events"])])  # fmt: skip
    insert_many(connection, t.score, [{"person_id": who["id"], "kind": kind, "value": value, "label": label, "as_of": NOW} for who in PEOPLE for kind, (value, label) in who["scores"].items()])  # fmt: skip


def _number_holds(value, leaf, scale=1):
    if leaf.operator is O.KNOWN:
        return (value is not None) is leaf.operand
    if value is None:
        return False
    value = Decimal(value) if isinstance(value, int | Decimal) else value

    def exact(item): return Decimal(str(item)) if isinstance(value, Decimal) else item  # fmt: skip

    operand = leaf.operand
    match leaf.operator:
        case O.AT_LEAST:
            return value >= exact(operand)
        case O.AT_MOST:
            return value <= exact(operand)
        case O.BETWEEN:
            return exact(operand[0]) <= value <= exact(operand[1])
        case O.IN:
            return value in [exact(item) for item in operand]
        case _:
            return value == exact(operand)


def _text_holds(values, leaf, whole=fold_letters, part=fold_letters):
    kept = [value for value in values if value]
    if leaf.operator is O.KNOWN:
        return bool(kept) is leaf.operand
    words = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    tests = {
        O.STARTS_WITH: lambda value, word: value.startswith(part(word)),
        O.CONTAINS: lambda value, word: part(word) in value,
    }
    test = tests.get(leaf.operator, lambda value, word: value == whole(word))
    return any(test(value, word) for value in kept for word in words)


def _days_holds(moment, leaf):
    if leaf.operator is O.BEFORE:
        return moment is not None and moment.date() < leaf.operand
    if leaf.operator is O.AFTER:
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
        action in ("given", "confirmed") and not any(later[:2] > (at, i) and later[2] in ("withdrawn", "objected") for later in events)
        for at, i, action in events
    )  # fmt: skip


def _mixed(number, words, leaf):
    if leaf.operator is O.KNOWN:
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
            return _number_holds(born and 2027 - born.year - ((3, 1) < (born.month, born.day)), leaf)
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
        usable = [kind for kind, status, until in who["points"] if status in ("valid", "risky") and (until is None or until >= NOW.date())]  # fmt: skip
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


def _ask(field, operands, window=None):
    def table(pick):
        (operator, operand), span = pick
        return {"field": field, operator: operand} | (span or {})

    spans = st.sampled_from([None, {"within": "30d"}, {"since": "2026-03-01"}, {"until": "2027-01-30", "since": "2024-01-01"}])  # fmt: skip
    return st.tuples(operands, spans if window else st.none()).map(table)


_numbers = st.one_of(
    st.tuples(st.sampled_from(["is", "at_least", "at_most"]), st.sampled_from([0, 1, 2, 9.9, 30, 365, 500, 2.5, 17, 18, 1e9, -1])),
    st.sampled_from([("between", [0, 1]), ("between", [18, 365]), ("in", [0, 30, 500]), ("known", True), ("known", False)]),
)  # fmt: skip
_days = st.one_of(_numbers, st.tuples(st.sampled_from(["before", "after"]), st.sampled_from([date(2027, 1, 30), date(2026, 3, 1)])))  # fmt: skip
_flags = st.tuples(st.just("is"), st.booleans())


def _texts(words, *operators):
    return st.one_of(
        st.tuples(st.sampled_from(["is", *operators]), st.sampled_from(words)),
        st.sampled_from([("in", words[:3]), ("known", True), ("known", False)]),
    )


_anything = ("starts_with", "contains")
_leaves = st.one_of(
    _ask("country", _texts(["DE", "AT", "D"], "starts_with")),
    _ask("postal_code", _texts(["10115", "10", "0"], "starts_with")),
    _ask("gender", _texts(["m", "f"])),
    _ask("source", _texts(["fair", "SHOP"])),
    _ask("city", _texts(["berlin", "ОРЕЛ", "Орёл", "koln", "й", "St Pölten"], *_anything)),
    _ask("region", _texts(["МОСКОВСКАЯ область", "bay", "DE-"], *_anything)),
    _ask("title", _texts(["dr.", "Д-Р", "."], *_anything)),
    _ask("role", _texts(["ДИРЕКТОР", "leiter", "(M/W)", "grosse", "größe", "%"], *_anything)),
    _ask("company", _texts(["ООО «Ромашка»", "müller", "Mull"], *_anything)),
    _ask("age", _numbers),
    _ask("distance_km(52.5,13.4)", st.sampled_from([("at_most", 150), ("at_least", 10000), ("between", [50, 250.5]), ("known", False), ("at_most", 20100)])),  # fmt: skip
    _ask("distance_km(-89,179)", st.sampled_from([("at_most", 9000), ("at_least", 12000)])),
    *(_ask(field, _days) for field in ("freshness_days", "purchases.last_days", "responses.last_days", "contacts.last_days")),
    *(_ask(field, _numbers, window=True) for field in ("purchases.count", "purchases.total", "responses.count", "campaigns.count")),
    _ask("purchases.product", _texts(["ТУЧ", "tuch", "ПОЛОТЕНЦЕ"], *_anything), window=True),
    *(_ask(field, _flags, window=True) for field in ("verified", "responded")),
    *(_ask(field, _flags) for field in ("has.email", "has.post", "consent.email", "consent.phone")),
    *(_ask(field, st.one_of(_numbers, _texts(["GOLD", "ЁЖ", "1"], *_anything))) for field in ("clv", "custom.size", "custom.class 2")),
)  # fmt: skip
_tables = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        inner.map(lambda part: {"not": part}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=4,
)


@pytest.fixture
def filled(engine):
    with writing(engine) as connection:
        _fill(connection)
    with reading(engine) as connection:
        yield connection


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=_tables)
def test_sql_and_reading_aloud_agree(filled, table):
    tree = parse(table)
    chosen = filled.execute(select(t.person.c.id).where(to_sql(tree, now=NOW, campaign="spring"))).scalars()
    assert sorted(chosen) == [who["id"] for who in PEOPLE if holds(who, tree)]


def test_an_unknown_value_is_false_and_its_not_is_true(filled):
    inside = to_sql(parse({"not": {"field": "country", "in": ["AT"]}}), now=NOW)
    unknown = [who["id"] for who in PEOPLE if not who["country"]]
    assert set(unknown) <= set(filled.execute(select(t.person.c.id).where(inside)).scalars())


def test_responded_needs_a_campaign():
    from dm.errors import InputError

    with pytest.raises(InputError, match="responded"):
        to_sql(parse({"field": "responded", "is": True}), now=NOW)
