"""The figures of a list as a workbook, every column defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dm.press.tables import Column, Table

Figures = Mapping[str, Any]
_SHARE = "between 0 and 1"


def about(figures: Figures) -> dict[str, str]:
    """What the workbook is about."""
    source = figures["source"]
    return {
        "source": source["id"],
        "supplier": source["supplier"],
        "contract": source["contract"],
        "as_of": figures["as_of"],
        "rows": "row numbers are those of the delivered file; no person is named",
    }


def all_sheets(figures: Figures, others: Sequence[Figures], *, inside: bool) -> list[Table]:
    """The sheets; without `inside` those that a supplier may see."""
    sheets = [_summary(figures, inside=inside), _completeness(figures), _validity(figures), _quarantine(figures)]
    sheets += [_duplicates(figures), _reach(figures, inside=inside)]
    return [*sheets, _overlap(figures), _sources(others)] if inside else sheets


def _summary(figures: Figures, *, inside: bool) -> Table:
    cost = figures["cost"] or {}
    rows: list[tuple[object, ...]] = [
        ("rows delivered", figures["rows"], "rows"),
        ("rows that can be read", figures["accepted"], "rows"),
        ("rows that could not be used", figures["quarantined"], "rows"),
        ("rows about somebody of an earlier row", figures["duplicates"]["rows"], "rows"),
        ("different people", figures["people"], "people"),
        ("known before", figures["overlap"]["known"], "people"),
        ("not known before", figures["overlap"]["new"], "people"),
        ("with a usable address, number or e-mail", figures["reachable"], "people"),
        ("days since the list was collected", figures["freshness"]["days"], "days"),
    ]
    if inside:
        rows += [
            ("have objected", figures["objected"], "people"),
            ("lawfully reachable", figures["usable"], "people"),
            ("lawfully reachable and not known before", figures["usable_new"], "people"),
        ]
        for name, key in (
            ("price of a row", "per_row"),
            ("cost per lawfully reachable person", "per_usable"),
            ("cost per such person not known before", "per_usable_new"),
        ):
            if cost.get(key):
                rows.append((name, Decimal(cost[key]), cost["currency"]))
    columns = [
        Column("measure", "text", "what is measured"),
        Column("number", "decimal", "the number"),
        Column("unit", "text", "what is counted"),
    ]
    return Table("summary", columns, rows)


def _completeness(figures: Figures) -> Table:
    fresh = {row["field"]: row["share"] for row in figures["freshness"]["fields"]}
    columns = [
        Column("field", "text", "contact field"),
        Column("filled", "int", "rows that hold it"),
        Column("share", "decimal", f"of all rows that can be read, {_SHARE}"),
        Column("still_true", "decimal", f"chance that a value of that age still holds, {_SHARE}"),
    ]
    rows = [(row["field"], row["filled"], row["share"], fresh.get(row["field"])) for row in figures["completeness"]]
    return Table("completeness", columns, rows)


def _validity(figures: Figures) -> Table:
    columns = [
        Column("kind", "text", "post, phone or email"),
        Column("status", "text", "valid, risky (doubtful) or invalid (not usable)"),
        Column("reason", "text", "what is wrong"),
        Column("values", "int", "how many values"),
        Column("sample_rows", "text", "some rows of the delivered file"),
    ]
    rows: list[tuple[object, ...]] = []
    for kind in figures["validity"]:
        rows.append((kind["kind"], "valid", "", kind["valid"], ""))
        rows += [
            (kind["kind"], one["status"], one["reason"], one["values"], ", ".join(one["sample"]))
            for one in kind["reasons"]
        ]
    return Table("validity", columns, rows)


def _quarantine(figures: Figures) -> Table:
    columns = [
        Column("reason", "text", "why the row cannot be used"),
        Column("field", "text", "in which field, where one is to blame"),
        Column("rows", "int", "how many rows"),
        Column("sample_rows", "text", "some rows of the delivered file"),
    ]
    rows = [(row["words"], row["field"], row["rows"], ", ".join(row["sample"])) for row in figures["quarantine"]]
    return Table("not used", columns, rows)


def _duplicates(figures: Figures) -> Table:
    columns = [
        Column("row", "text", "row of the delivered file"),
        Column("same_as", "text", "earlier row about the same person"),
    ]
    return Table("double", columns, [(row["row"], row["same_as"]) for row in figures["duplicates"]["sample"]])


def _reach(figures: Figures, *, inside: bool) -> Table:
    columns = [
        Column("channel", "text", "post, phone or email"),
        Column("technical", "int", "people whom this list reaches by it"),
        Column("technical_share", "decimal", f"of all people of the list, {_SHARE}"),
    ]
    names = ["kind", "technical", "technical_share"]
    if inside:
        columns += [
            Column("lawful", "int", "people who may be contacted by it today"),
            Column("lawful_share", "decimal", f"of all people of the list, {_SHARE}"),
            Column("refused_because", "text", "codes of consent/rules and how many people"),
        ]
        names += ["lawful", "lawful_share"]
    rows = []
    for row in figures["reach"]:
        why = [", ".join(f"{one['reason']} {one['people']}" for one in row["reasons"])] if inside else []
        rows.append((*(row[name] for name in names), *why))
    return Table("reach", columns, rows)


def _overlap(figures: Figures) -> Table:
    columns = [
        Column("source", "text", "list from which people were known before"),
        Column("people", "int", "how many of this list"),
        Column("share", "decimal", f"of all people of the list, {_SHARE}"),
    ]
    rows = [(row["source"], row["people"], row["share"]) for row in figures["overlap"]["sources"]]
    return Table("known before", columns, rows)


def _sources(others: Sequence[Figures]) -> Table:
    columns = [
        Column("source", "text", "list"),
        Column("rows", "int", "rows delivered"),
        Column("people", "int", "different people"),
        Column("double", "int", "rows about somebody of an earlier row"),
        Column("known_before", "int", "people known from an earlier list"),
        Column("post", "int", "people reached by post"),
        Column("phone", "int", "people reached by telephone"),
        Column("email", "int", "people reached by e-mail"),
        Column("usable", "int", "lawfully reachable people"),
        Column("cost_per_usable", "decimal", "price of all rows over usable people"),
        Column("currency", "text", "of the cost"),
        Column("as_of", "text", "when these figures were made"),
    ]
    return Table("side by side", columns, [_source(one) for one in others])


def _source(one: Figures) -> tuple[object, ...]:
    cost = one["cost"] or {}
    reached = {row["kind"]: row["technical"] for row in one["reach"]}
    each = Decimal(cost["per_usable"]) if cost.get("per_usable") else None
    counts = (one["rows"], one["people"], one["duplicates"]["rows"], one["overlap"]["known"])
    kinds = tuple(reached[kind] for kind in ("post", "phone", "email"))
    return (one["source"]["id"], *counts, *kinds, one["usable"], each, cost.get("currency", ""), one["as_of"])
