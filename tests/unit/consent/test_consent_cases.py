"""The worked cases: law as somebody read it, and what the engine makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dm.consent.decide import decide
from dm.consent.facts_json import facts_from_json
from dm.consent.policy import Policies

CASES = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_worked_case(case: dict[str, Any], policies: Policies) -> None:
    decision = decide(facts_from_json(case["input"], where=case["id"]), policies)
    expected = case["expect"]
    assert ("allow" if decision.allowed else "deny") == expected["decision"], decision
    assert decision.reason == expected["reason"]
    assert list(() if decision.allowed else decision.also) == expected["also"]


def test_all_cases_are_there() -> None:
    assert len(CASES) == 92
