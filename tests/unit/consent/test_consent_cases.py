"""The worked cases: law as somebody read it, and what the engine makes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dm.consent.decide import decide
from dm.consent.facts_json import facts_from_json
from dm.consent.policy import Policies
from dm.consent.vocabulary import Allowance, Denial

HERE = Path(__file__).parent
GIVEN, FURTHER = (
    json.loads((HERE / name).read_text(encoding="utf-8"))["cases"] for name in ("cases.json", "further_cases.json")
)


@pytest.mark.parametrize("case", GIVEN + FURTHER, ids=[case["id"] for case in GIVEN + FURTHER])
def test_worked_case(case: dict[str, Any], policies: Policies) -> None:
    decision = decide(facts_from_json(case["input"], where=case["id"]), policies)
    expected = case["expect"]
    assert ("allow" if decision.allowed else "deny") == expected["decision"], decision
    assert decision.reason == expected["reason"]
    assert list(() if decision.allowed else decision.also) == expected["also"]


def test_all_cases_are_there_and_each_names_its_law() -> None:
    assert (len(GIVEN), len(FURTHER)) == (92, 145)
    assert len({case["id"] for case in GIVEN + FURTHER}) == 237
    assert all(case["source"] for case in GIVEN + FURTHER)


def test_the_cases_know_every_reason() -> None:
    told = {case["expect"]["reason"] for case in GIVEN + FURTHER}
    assert {str(word) for word in (*Denial, *Allowance)} <= told
