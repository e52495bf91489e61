"""Figures as words and numbers for the report's pages: everything formatted, nothing left to decide but the wording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

from dm.analyze import rules
from dm.analyze.figures import ALL_CELLS, DEFINITIONS, Arm, Figures, LiftRow, Steps
from dm.analyze.rules import Difference, Estimate
from dm.model import Rate

_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Wording:
    """How one language writes numbers."""

    locale: Locale
    currency: str
    digits: int
    range: str  # "{low} to {high}"

    def count(self, number: int) -> str:
        """1,234"""
        return format_decimal(number, locale=self.locale)

    def near(self, number: float) -> str:
        """One decimal below a hundred, none above."""
        return format_decimal(round(number, 1 if abs(number) < 100 else 0) or 0, format="#,##0.#", locale=self.locale)

    def percent(self, share: float) -> str:
        """4.3 % of 0.043: with the sign apart, as Germans and Russians write it, and nobody minds."""
        return f"{format_decimal(round(share * 100, 1) or 0, format='#,##0.0', locale=self.locale)}{_NO_BREAK}%"

    def money(self, minor: float) -> str:
        """€1,234.50 of minor units."""
        amount = Decimal(round(minor)).scaleb(-self.digits)
        return format_currency(amount, self.currency, locale=self.locale)

    def round_money(self, minor: float) -> str:
        """Whole units, for numbers that are estimates anyway."""
        amount = Decimal(round(minor)).scaleb(-self.digits)
        pattern = "¤#,##0" if self.locale.language == "en" else "#,##0\u00a0¤"
        if abs(amount) < 100:
            return self.money(minor)
        return format_currency(amount, self.currency, format=pattern, currency_digits=False, locale=self.locale)

    def between(self, estimate: Estimate, say: Callable[[float], str]) -> str:
        """1.2 to 3.4"""
        return self.range.format(low=say(estimate.low), high=say(estimate.high))


def context(figures: Figures, charts: Mapping[str, str], language: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """The variables of templates/report."""
    locale = Locale.parse({"en": "en_GB"}.get(language, language))
    word = Wording(locale, figures.currency, figures.digits, labels["range"])
    campaign = figures.campaign
    zone = ZoneInfo(campaign["time_zone"] or "UTC")
    return {
        "campaign": {
            name: _day(campaign[name]) for name in ("id", "title", "goal", "controller", "opens_on", "closes_on")
        },
        "as_of": _moment(figures.as_of.astimezone(zone), word.locale),
        "zone": campaign["time_zone"] or "UTC",
        "as_of_utc": figures.as_of.isoformat(timespec="seconds"),
        "simulated": figures.simulated,
        "definitions": DEFINITIONS,
        "verdict": verdict(figures),
        "head": _head(figures, word),
        "worth": _worth(figures, word),
        "cells": [_cell(figures, arm, word) for arm in figures.cells],
        "lifts": [_lift(row, word) for row in figures.lifts],
        "waves": [_steps(row, word) for row in figures.waves],
        "total": _steps(figures.total, word),
        "dropped": [
            {**row, "reason": _plain(row["reason"]), "pieces": word.count(row["pieces"])} for row in figures.dropped
        ],
        "waterfall": [_fate(row, word) for row in figures.waterfall],
        "universe": word.count(sum(row["people"] for row in figures.waterfall)),
        "other_currencies": figures.other_currencies,
        "code_only": _code_only(figures),
        "charts": charts,
    }


def verdict(figures: Figures) -> str:
    """no_holdout, silent (nobody ordered in either arm), gain, loss, or unclear."""
    lift = figures.lift("order")
    if lift is None:
        return "no_holdout"
    if not lift.treated and not lift.control:
        return "silent"
    if not lift.difference.is_certain:
        return "unclear"
    return "gain" if lift.difference.value > 0 else "loss"


def _head(figures: Figures, word: Wording) -> dict[str, Any]:
    total, treated = figures.total, figures.treated
    lift = figures.lift("order")
    head = {
        "sent": word.count(total.sent),
        "returned": word.count(total.returned),
        "net": word.count(total.net),
        "people": word.count(treated.units),
        "reached": word.count(treated.reached),
        "responded": word.count(treated.responded),
        "ordered": word.count(treated.ordered),
        "rate": word.percent(treated.response_rate.value),
        "rate_range": word.between(treated.response_rate, word.percent),
        "of_100": word.near(treated.response_rate.value * 100),
        "cost": word.money(total.cost_minor),
        "value": word.money(treated.value_minor),
        "per_response": word.money(total.cost_minor / treated.responded) if treated.responded else "",
        "per_order": word.money(total.cost_minor / treated.ordered) if treated.ordered else "",
        "few": treated.responded < rules.FEW_RESPONSES,
        "few_limit": rules.FEW_RESPONSES,
    }
    return head | (_extra(lift, word) if lift else {})


def _extra(lift: LiftRow, word: Wording) -> dict[str, Any]:
    """The lift in plain numbers: of a hundred people, and over all of them."""
    found = lift.difference
    seen = round(lift.treated * lift.treated_units + lift.control * lift.control_units)
    both = lift.treated_units + lift.control_units
    least = rules.smallest_detectable(seen / both, lift.treated_units, lift.control_units)
    return {
        "more_of_100": word.near(abs(found.value) * 100),
        "more_range": word.between(_without_sign(found).times(100), word.near),
        "treated_of_100": word.near(lift.treated * 100),
        "control_of_100": word.near(lift.control * 100),
        "holdout": word.count(lift.control_units),
        "incremental": word.near(lift.incremental.value),
        "incremental_range": word.between(lift.incremental, word.near),
        "orders_seen": word.count(seen),
        "too_small": seen < rules.FEW_RESPONSES,
        "least_of_100": word.near(least * 100),
        "p_value": word.near(found.p_value * 100),
    }


def _without_sign(found: Difference) -> Estimate:
    """A certain loss is told as so many fewer, not as so many less than none more."""
    if found.high < 0:
        return Estimate(-found.value, -found.high, -found.low)
    return found.estimate


def _worth(figures: Figures, word: Wording) -> dict[str, Any]:
    """Cost and margin of the orders that would not have come anyway; {} without a holdout."""
    lift = figures.lift("order")
    if lift is None:
        return {}
    cost, more = figures.total.cost_minor, lift.incremental
    worth: dict[str, Any] = {
        "per_incremental": word.money(cost / more.value) if more.value > 0 else "",
        "per_incremental_low": word.money(cost / more.high) if more.high > 0 else "",
        "per_incremental_range": "",
        "value": "",
        "margin": "",
    }
    if more.low > 0:
        costs = Estimate(cost / more.value, cost / more.high, cost / more.low)
        worth["per_incremental_range"] = word.between(costs, word.money)
    value = figures.lift("value")
    if value is not None and value.enough:
        worth |= {
            "value": word.round_money(value.incremental.value),
            "value_range": word.between(value.incremental, word.round_money),
        }
    margin = figures.campaign["brief"].get("budget", {}).get("margin_per_order")
    if margin and (rate := Rate.parse(str(margin))).currency == figures.currency:
        each = rate.times(1).minor
        result = Estimate(*(each * number - cost for number in (more.value, more.low, more.high)))
        worth |= {
            "margin": word.money(each),
            "result": word.round_money(result.value),
            "result_range": word.between(result, word.round_money),
            "break_even": word.near(cost / each) if each else "",
        }
    return worth


def _cell(figures: Figures, arm: Arm, word: Wording) -> dict[str, Any]:
    return {
        "name": arm.cell,
        "offer": figures.offers.get(arm.cell, ""),
        "units": word.count(arm.units),
        "reached": word.count(arm.reached),
        "responded": word.count(arm.responded),
        "ordered": word.count(arm.ordered),
        "rate": word.percent(arm.response_rate.value),
        "range": word.between(arm.response_rate, word.percent),
        "order_rate": word.percent(arm.order_rate.value),
        "value": word.money(arm.value_minor),
        "cost": word.money(figures.cost_of(arm.cell)),
        "few": arm.responded < rules.FEW_RESPONSES,
    }


def _lift(row: LiftRow, word: Wording) -> dict[str, Any]:
    is_value = row.metric == "value"
    say = word.money if is_value else word.percent
    scale = 1 if is_value else 100
    points = word.money if is_value else word.near
    return {
        "cell": "" if row.cell == ALL_CELLS else row.cell,
        "metric": row.metric,
        "treated": say(row.treated),
        "control": say(row.control),
        "difference": points(row.difference.value * scale),
        "range": word.between(row.difference.estimate.times(scale), points),
        "certain": row.is_certain,
        "enough": row.enough,
        "incremental": word.round_money(row.incremental.value) if is_value else word.near(row.incremental.value),
    }


def _steps(row: Steps, word: Wording) -> dict[str, Any]:
    counts = (
        "planned",
        "dropped",
        "waiting",
        "produced",
        "sent",
        "returned",
        "net",
        "delivered",
        "responded",
        "orders",
    )
    return {
        "wave": row.wave,
        "channel": row.channel,
        **{name: word.count(getattr(row, name)) for name in counts},
        "rate": word.percent(row.rate.value),
        "range": word.between(row.rate, word.percent),
        "value": word.money(row.value_minor),
        "cost": word.money(row.cost_minor),
        "few": row.responded < rules.FEW_RESPONSES,
    }


def _fate(row: Mapping[str, Any], word: Wording) -> dict[str, str]:
    return {
        "outcome": row["outcome"],
        "step": _plain(row["step"]),
        "reason": _plain(row["reason"]),
        "people": word.count(row["people"]),
    }


def _code_only(figures: Figures) -> int:
    return sum(
        row["kind"] == "order" and row["arm"] == "treated" and not row["is_comparable"] for row in figures.responses
    )


def _plain(code: str) -> str:
    """NO_CONSENT -> no consent."""
    return code.replace("_", " ").lower() if code.replace("_", "").isalnum() else code


def _moment(at: datetime, locale: Locale) -> str:
    return f"{format_date(at, 'long', locale=locale)}, {format_time(at, 'HH:mm', locale=locale)}"


def _day(value: Any) -> str:
    return "" if value is None else str(value)
