"""The figures of a list in words: the variables of templates/quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from dm.consent import explain_reason
from dm.model import Money

Figures = Mapping[str, Any]
_LARGEST_SAMPLE = 12


class Page:
    """One report in one language; `inside` False leaves out what is not for the supplier's eyes."""

    def __init__(self, figures: Figures, words: Mapping[str, Any], language: str, *, inside: bool) -> None:
        self.figures, self.words, self.language, self.inside = figures, words, language, inside
        self._locale = Locale.parse({"en": "en_GB"}.get(language, language))

    def context(self, others: Sequence[Figures], charts: Mapping[str, str]) -> dict[str, Any]:
        """Everything that the template shows."""
        found, words = self.figures, self.words
        steps = self.way()
        return {
            "language": self.language,
            "words": words,
            "inside": self.inside,
            "source": found["source"],
            "about": self._about(),
            "actualized": found["actualized"],
            "tiles": self._tiles(),
            "charts": charts,
            "way": [f"{name} {number}" for name, number in steps],
            "completeness": self._completeness(),
            "freshness": self._freshness(),
            "validity": [self._kind(row) for row in found["validity"]],
            "reasons": [self._reason(row["kind"], one) for row in found["validity"] for one in row["reasons"]],
            "quarantine": [self._quarantine(row) for row in found["quarantine"]],
            "duplicates": self._duplicates(),
            "reach": [self._reach(row) for row in found["reach"]],
            "objected": words["objected"].format(people=self._count(found["objected"])),
            "overlap": self._overlap(),
            "cost": self._cost(),
            "beside": [self._beside(one) for one in others],
        }

    def way(self) -> list[tuple[str, int]]:
        """The steps from rows to people who can be reached; the law's step is the house's own affair."""
        found, words = self.figures, self.words
        steps = [
            (words["way_rows"], found["rows"]),
            (words["way_accepted"], found["accepted"]),
            (words["way_people"], found["people"]),
        ]
        steps.append((words["way_technical"], found["reachable"]))
        return [*steps, (words["way_lawful"], found["usable"])] if self.inside else steps

    def fields(self) -> list[tuple[str, float]]:
        """The share of rows that hold each field."""
        return [(self.words["fields"][row["field"]], row["share"]) for row in self.figures["completeness"]]

    def _about(self) -> list[str]:
        source, words = self.figures["source"], self.words
        names = ", ".join(batch["file_name"] for batch in self.figures["batches"])
        told = [
            words["supplier"].format(name=source["supplier"]) if source["supplier"] else "",
            words["contract"].format(name=source["contract"]) if source["contract"] else "",
            words["collected"].format(day=self._day(source["collected_to"])) if source["collected_to"] else "",
            words["files"].format(names=names),
            words["made"].format(day=self._day(self.figures["as_of"])),
        ]
        return [one for one in told if one]

    def _tiles(self) -> list[dict[str, str]]:
        found, words, cost = self.figures, self.words, self.figures["cost"]
        tiles = [("tile_rows", found["rows"]), ("tile_people", found["people"]), ("tile_new", found["overlap"]["new"])]
        tiles.append(("tile_usable", found["usable"]) if self.inside else ("tile_reachable", found["reachable"]))
        shown = [{"number": self._count(number), "what": words[name]} for name, number in tiles]
        if self.inside and cost and cost["per_usable"]:
            shown.append({"number": self._price(cost["per_usable"], cost["currency"]), "what": words["tile_each"]})
        return shown

    def _completeness(self) -> list[dict[str, str]]:
        fresh = {row["field"]: row["share"] for row in self.figures["freshness"]["fields"]}
        return [
            {
                "field": self.words["fields"][row["field"]],
                "filled": self._count(row["filled"]),
                "share": self._percent(row["share"]),
                "fresh": self._percent(fresh[row["field"]]) if row["field"] in fresh else self.words["none"],
            }
            for row in self.figures["completeness"]
        ]

    def _freshness(self) -> str:
        found = self.figures["freshness"]
        return str(self.words["freshness"].format(day=self._day(found["seen_on"]), days=self._count(found["days"])))

    def _kind(self, row: Figures) -> dict[str, str]:
        numbers = {name: self._count(row[name]) for name in ("valid", "risky", "invalid")}
        return {"kind": self.words["kinds"][row["kind"]], "number": self._count(row["values"]), **numbers}

    def _reason(self, kind: str, row: Figures) -> dict[str, str]:
        said = self.words["reasons"].get(row["reason"]) or row["reason"].replace("_", " ")
        sample = ", ".join(row["sample"])
        about = {"number": self._count(row["values"]), "sample": sample}
        return {"kind": self.words["kinds"][kind], "status": row["status"], "reason": said, **about}

    def _quarantine(self, row: Figures) -> dict[str, str]:
        said = self.words["quarantined"].get(row["reason"]) or row["words"]
        field = self.words["fields"].get(row["field"], row["field"].replace("_", " "))
        return {"reason": said, "field": field, "rows": self._count(row["rows"]), "sample": ", ".join(row["sample"])}

    def _duplicates(self) -> dict[str, Any]:
        found, words = self.figures["duplicates"], self.words
        said = words["duplicates_said"].format(rows=self._count(found["rows"]), share=self._percent(found["share"]))
        return {
            "said": said if found["rows"] else words["duplicates_none"],
            "sample": found["sample"][:_LARGEST_SAMPLE],
        }

    def _reach(self, row: Figures) -> dict[str, str]:
        reasons = [
            f"{explain_reason(one['reason'], self.language)} ({self._count(one['people'])})"
            for one in row["reasons"][:4]
        ]
        return {
            "kind": self.words["kinds"][row["kind"]],
            "technical": self._count(row["technical"]),
            "technical_share": self._percent(row["technical_share"]),
            "lawful": self._count(row["lawful"]),
            "lawful_share": self._percent(row["lawful_share"]),
            "reasons": "; ".join(reasons) or self.words["none"],
        }

    def _overlap(self) -> dict[str, Any]:
        found = self.figures["overlap"]
        share = found["known"] / max(self.figures["people"], 1)
        numbers = {"known": self._count(found["known"]), "new": self._count(found["new"])}
        said = self.words["overlap_said"].format(share=self._percent(share), **numbers)
        rows = [
            {"source": row["source"], "people": self._count(row["people"]), "share": self._percent(row["share"])}
            for row in found["sources"]
        ]
        return {"said": said, "sources": rows}

    def _cost(self) -> list[dict[str, str]]:
        cost, words = self.figures["cost"], self.words
        if cost is None or not self.inside:
            return []
        total = Money(cost["total_minor"], cost["currency"])
        price = self._price(cost["per_row"], cost["currency"])
        rows = [(words["cost_total"].format(price=price), str(total.major))]
        for name, number, each in (
            ("cost_usable", self.figures["usable"], cost["per_usable"]),
            ("cost_new", self.figures["usable_new"], cost["per_usable_new"]),
        ):
            rows += [(words[name].format(number=self._count(number)), each)] if each else []
        return [{"what": what, "number": self._price(number, cost["currency"])} for what, number in rows]

    def _beside(self, other: Figures) -> dict[str, Any]:
        cost = other["cost"]
        each = self._price(cost["per_usable"], cost["currency"]) if cost and cost["per_usable"] else self.words["none"]
        shares = {row["kind"]: self._percent(row["technical_share"]) for row in other["reach"]}
        return {
            "source": other["source"]["title"] or other["source"]["id"],
            "here": other["source"]["id"] == self.figures["source"]["id"],
            "rows": self._count(other["rows"]),
            "repeated": self._percent(other["duplicates"]["share"]),
            "known": self._percent(other["overlap"]["known"] / max(other["people"], 1)),
            "usable": self._count(other["usable"]),
            "each": each,
            "as_of": self._day(other["as_of"]),
            **shares,
        }

    def _count(self, number: int) -> str:
        return str(format_decimal(number, locale=self._locale))

    def _percent(self, share: float) -> str:
        return str(format_percent(round(share, 3), format="#,##0.0 %", locale=self._locale))

    def _price(self, amount: str, currency: str) -> str:
        value = Decimal(amount)
        digits = max(2, -int(value.normalize().as_tuple().exponent))
        pattern = "#,##0." + "0" * min(digits, 4) + " \u00a4\u00a4"
        return str(format_currency(value, currency, format=pattern, locale=self._locale, currency_digits=False))

    def _day(self, text: str) -> str:
        return str(format_date(date.fromisoformat(text[:10]), format="long", locale=self._locale))
