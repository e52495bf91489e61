"""Consent: whether a person may be contacted, decided from law and house rules kept as dated data."""

from dm.consent import audit, tokens
from dm.consent.access import export_person
from dm.consent.asking import decide_for, facts_for
from dm.consent.confirmation import confirm, confirmation_token
from dm.consent.dealings import record_relationships
from dm.consent.decide import decide, decide_many
from dm.consent.decision import Decision, Finding, Permit, Refusal
from dm.consent.erasure import ErasureReport, erase
from dm.consent.event_file import EventReport, import_events
from dm.consent.events import ConsentEvent, record_event, record_events, store_wordings
from dm.consent.explain import explain, explain_reason
from dm.consent.facts import Facts
from dm.consent.facts_json import facts_from_json
from dm.consent.gathering import ContactContext, Target
from dm.consent.policy import Policies
from dm.consent.policy_file import load_policies
from dm.consent.policy_schema import policy_schema
from dm.consent.receipts import receipts_of
from dm.consent.registers import RegisterReport, import_register, known_registers, list_registers
from dm.consent.retention import RetentionReport, apply_retention
from dm.consent.rotation import RotationReport, rotate, stale_points
from dm.consent.story import Story, StoryDecision, why
from dm.consent.story_text import story_json, story_text
from dm.consent.suppression import Objection, Whom, suppress, suppress_many
from dm.consent.suppression_file import SuppressionReport, import_suppressions, list_suppressions
from dm.consent.wordings import Wording, Wordings, load_wordings

__all__ = [
    "ConsentEvent",
    "ContactContext",
    "Decision",
    "ErasureReport",
    "EventReport",
    "Facts",
    "Finding",
    "Objection",
    "Permit",
    "Policies",
    "Refusal",
    "RegisterReport",
    "RetentionReport",
    "RotationReport",
    "Story",
    "StoryDecision",
    "SuppressionReport",
    "Target",
    "Whom",
    "Wording",
    "Wordings",
    "apply_retention",
    "audit",
    "confirm",
    "confirmation_token",
    "decide",
    "decide_for",
    "decide_many",
    "erase",
    "explain",
    "explain_reason",
    "export_person",
    "facts_for",
    "facts_from_json",
    "import_events",
    "import_register",
    "import_suppressions",
    "known_registers",
    "list_registers",
    "list_suppressions",
    "load_policies",
    "load_wordings",
    "policy_schema",
    "receipts_of",
    "record_event",
    "record_events",
    "record_relationships",
    "rotate",
    "stale_points",
    "store_wordings",
    "story_json",
    "story_text",
    "suppress",
    "suppress_many",
    "tokens",
    "why",
]
