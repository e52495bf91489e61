"""JSON Schema of policy files, for editors: made from the same vocabulary that the loader reads by."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from dm.consent.hours import WEEKDAYS
from dm.consent.policy_tables import AFTER, SCHEMA, UNLESS
from dm.consent.vocabulary import BasisKind, ConsentForm, Mode, Relation
from dm.model import LawChannel, Party

Node = dict[str, Any]
_TEXT: Node = {"type": "string", "minLength": 1}
_PLAIN: Node = {"type": "string"}
_FLAG: Node = {"type": "boolean"}
_TEXTS: Node = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_SOURCE: Node = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
# Editors read a TOML date as a text of this form.
_DAY: Node = {"type": "string", "format": "date"}
_PERIOD: Node = {"type": "string", "pattern": r"^(?=.)(\d+y)?(\d+mo)?(\d+d)?(\d+h)?$"}
_SPANS: Node = {"type": "array", "items": {"type": "string", "pattern": r"^\d\d:\d\d-\d\d:\d\d$"}}


def policy_schema() -> Node:
    """The schema of one file of consent/jurisdictions."""
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "dm policy: what the law of one place and house rules say, as dated data",
    }
    tables = {
        "policy": _head(),
        "rule": _several(_rule()),
        "ban": _several(_ban()),
        "provenance": _provenance(),
        "third_party_data": _third_party(),
        "regions": _regions(),
        "revocation": _table(
            {"channel": _words(LawChannel), "valid_from": _DAY, "valid_to": _DAY, "source": _SOURCE},
            ["channel", "source"],
        ),
        "suppression": _table({"scopes": _TEXTS, "source": _SOURCE}, ["source"]),
    }
    return about | _table(tables, ["policy"])


def _table(properties: Node, needed: Iterable[str] = ()) -> Node:
    return {
        "type": "object", "properties": properties, "required": list(needed), "additionalProperties": False,
    }  # fmt: skip


def _several(node: Node) -> Node:
    return {"type": "array", "items": node}


def _word(words: type[StrEnum]) -> Node:
    return {"enum": [word.value for word in words]}


def _words(words: type[StrEnum]) -> Node:
    return {"anyOf": [_word(words), {"type": "array", "items": _word(words)}]}


def _head() -> Node:
    keys = {"id": _TEXT, "extends": _TEXTS, "schema": {"const": SCHEMA}, "version": _TEXT, "reviewed_on": _DAY,
            "reviewed_by": _PLAIN, "review_by": _DAY, "confidence": _PLAIN, "note": _PLAIN}  # fmt: skip
    return _table(keys, ["id", "schema", "version", "reviewed_on"])


def _rule() -> Node:
    keys = {
        "id": _TEXT,
        "channel": _words(LawChannel),
        "party": _words(Party),
        "mode": _words(Mode),
        "source": _SOURCE,
        "valid_from": _DAY,
        "valid_to": _DAY,
        "basis": _several(_basis()),
        "hours": _hours(),
        "register": _several(_table({"id": _TEXT, "max_age": _PERIOD, "house": _FLAG}, ["id", "max_age"])),
        "cap": _several(_table({"window": _PERIOD, "max": {"type": "integer", "minimum": 0}}, ["window", "max"])),
        "cooldown": {"anyOf": [_cooldown(), _several(_cooldown())]},
        "content": _table({"require": _TEXTS}),
        "adds_only": _FLAG,
        "forbidden": _FLAG,
        "house": _FLAG,
        "optout": _table({"deadline": _PLAIN, "mechanism_life": _PLAIN, "keep": _PLAIN}),
        "records": _table({"keep": _TEXT}, ["keep"]),
        "note": _PLAIN,
    }
    return _table(keys, ["id", "channel", "party", "source"])


def _cooldown() -> Node:
    return _table({"after": {"enum": list(AFTER)}, "period": _PERIOD}, ["after", "period"])


def _basis() -> Node:
    keys = {
        "kind": _word(BasisKind),
        "valid_from": _DAY,
        "valid_to": _DAY,
        "evidence": _FLAG,
        "form": _word(ConsentForm),
        "default_life": _PERIOD,
        "max_age": _PERIOD,
        "relation": _word(Relation),
        "current": _FLAG,
        "similar": _FLAG,
        "with_consent": _FLAG,
        "newer_than_register": _PLAIN,
        "lifts": _TEXTS,
        "lifts_if_out_of_hours": _FLAG,
    }
    return _table(keys, ["kind"])


def _hours() -> Node:
    keys = dict.fromkeys(WEEKDAYS, _SPANS) | {
        "holidays": {"enum": ["closed", "same"]},
        "eve_of_holiday": _SPANS,
        "applies_to": _words(LawChannel),
        "house": _FLAG,
        "note": _PLAIN,
    }
    return _table(keys, WEEKDAYS)


def _ban() -> Node:
    keys = {"id": _TEXT, "sector": _TEXTS, "channel": _words(LawChannel), "source": _SOURCE,
            "unless": {"enum": list(UNLESS)}, "valid_from": _DAY, "valid_to": _DAY}  # fmt: skip
    return _table(keys, ["id", "sector", "channel", "source"])


def _provenance() -> Node:
    lists = ("refuse", "dossier", "accept", "dossier_needs", "consent_needs")
    return _table(dict.fromkeys(lists, _TEXTS) | {"source": _SOURCE}, ["source"])


def _third_party() -> Node:
    keys = {"kinds": _TEXTS, "notice_within": _PERIOD, "at_first_contact": _FLAG, "require": _TEXTS, "source": _SOURCE}
    return _table(keys, ["notice_within", "source"])


def _regions() -> Node:
    keys = {"channel": _words(LawChannel), "unknown": {"enum": ["refuse", "allow"]}, "source": _SOURCE}
    return _table(keys, ["channel", "unknown", "source"])
