"""To make a list true today: normalise, validate, link duplicates, choose what survives, ask for verification."""

from dm.actualize.asking import ask_by_telephone
from dm.actualize.choosing import choose_calls
from dm.actualize.clusters import write_clusters
from dm.actualize.detach import detach_batch
from dm.actualize.freshness import freshness_of
from dm.actualize.heard import take_correction
from dm.actualize.quality import judge_source, judge_sources, stored_figures
from dm.actualize.review import (
    accept_pair,
    list_pairs,
    postpone_pair,
    recent_decisions,
    reject_pair,
    show_pair,
    split,
    sum_up,
    undo_decision,
    waiting_pairs,
)
from dm.actualize.run import ActualizeReport, actualize

__all__ = [
    "ActualizeReport",
    "accept_pair",
    "actualize",
    "ask_by_telephone",
    "choose_calls",
    "detach_batch",
    "freshness_of",
    "judge_source",
    "judge_sources",
    "list_pairs",
    "postpone_pair",
    "recent_decisions",
    "reject_pair",
    "show_pair",
    "split",
    "stored_figures",
    "sum_up",
    "take_correction",
    "undo_decision",
    "waiting_pairs",
    "write_clusters",
]
