"""The schema for editors says what the loader says."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dm.consent import load_policies, policy_schema
from dm.errors import SettingsError

REPO = Path(__file__).parents[3]
FOLDER = REPO / "consent" / "jurisdictions"
SCHEMA = policy_schema()
FILES = sorted(FOLDER.glob("*.toml"))


def _plain(value: Any) -> Any:
    """As editors see TOML: days are texts."""
    return json.loads(json.dumps(value, default=lambda day: day.isoformat() if isinstance(day, date) else day))


def test_the_file_beside_the_policies_is_the_schema() -> None:
    assert json.loads((REPO / "consent" / "policy.schema.json").read_text("utf-8")) == SCHEMA


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_policy_fits(path: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    errors = list(Draft202012Validator(SCHEMA).iter_errors(_plain(tomllib.loads(path.read_text("utf-8")))))
    assert [error.message for error in errors] == []


TABLES = {
    "policy": ("[policy]", SCHEMA["properties"]["policy"]),
    "rule": ('[[rule]]\nid = "DE-phone"', SCHEMA["properties"]["rule"]["items"]),
    "basis": ("[[rule.basis]]", SCHEMA["properties"]["rule"]["items"]["properties"]["basis"]["items"]),
    "hours": ("[rule.hours]", SCHEMA["properties"]["rule"]["items"]["properties"]["hours"]),
    "content": ("[rule.content]", SCHEMA["properties"]["rule"]["items"]["properties"]["content"]),
    "records": ("[rule.records]", SCHEMA["properties"]["rule"]["items"]["properties"]["records"]),
    "register": ("[[rule.register]]", SCHEMA["properties"]["rule"]["items"]["properties"]["register"]["items"]),
    "cap": ("[[rule.cap]]", SCHEMA["properties"]["rule"]["items"]["properties"]["cap"]["items"]),
    "cooldown": ("[rule.cooldown]", SCHEMA["properties"]["rule"]["items"]["properties"]["cooldown"]["anyOf"][0]),
    "ban": ("[[ban]]", SCHEMA["properties"]["ban"]["items"]),
    "provenance": ("[provenance]", SCHEMA["properties"]["provenance"]),
    "third_party_data": ("[third_party_data]", SCHEMA["properties"]["third_party_data"]),
    "regions": ("[regions]", SCHEMA["properties"]["regions"]),
    "suppression": ("[suppression]", SCHEMA["properties"]["suppression"]),
}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_schema_and_loader_know_the_same_keys(table: str, tmp_path: Path) -> None:
    head, node = TABLES[table]
    source = next(path for path in FILES if head in path.read_text("utf-8"))
    for path in FILES:
        text = path.read_text("utf-8")
        if path == source:
            text = text.replace(head, f'{head}\nno_such_key = "x"', 1)
        (tmp_path / path.name).write_text(text, "utf-8")
    with pytest.raises(SettingsError) as problem:
        load_policies(tmp_path)
    known = re.search(r"known here: (.*)\.", problem.value.message)
    assert known
    assert set(known[1].split(", ")) - {"no_such_key"} == set(node["properties"])
