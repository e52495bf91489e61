"""Consent: whether a person may be contacted, decided from law and house rules kept as dated data."""

from dm.consent.decide import decide, decide_many
from dm.consent.decision import Decision, Finding, Permit, Refusal
from dm.consent.explain import explain
from dm.consent.facts import Facts
from dm.consent.facts_json import facts_from_json
from dm.consent.policy import Policies
from dm.consent.policy_file import load_policies
from dm.consent.wordings import Wording, Wordings, load_wordings

__all__ = [
    "Decision",
    "Facts",
    "Finding",
    "Permit",
    "Policies",
    "Refusal",
    "Wording",
    "Wordings",
    "decide",
    "decide_many",
    "explain",
    "facts_from_json",
    "load_policies",
    "load_wordings",
]
