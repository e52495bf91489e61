"""Calls: pieces become tasks on a list, agents lease them one by one, what was heard is kept."""

from dm.channels.call.entries import entries_of
from dm.channels.call.lists import dispatch
from dm.channels.call.outcomes import Recorded, record_outcome
from dm.channels.call.overview import Exported, export_list, list_overview
from dm.channels.call.queue import heartbeat, lease, release
from dm.channels.call.results import ResultsReport, import_results
from dm.channels.call.screen import Leased

__all__ = [
    "Exported",
    "Leased",
    "Recorded",
    "ResultsReport",
    "dispatch",
    "entries_of",
    "export_list",
    "heartbeat",
    "import_results",
    "lease",
    "list_overview",
    "record_outcome",
    "release",
]
