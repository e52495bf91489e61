"""Files and feeds into records: what is read, how its columns are understood, what cannot be used."""

from dm.acquire.imports import AcquireOptions, AcquireReport, acquire, preview
from dm.acquire.sources import list_sources, notice_of, register_source
from dm.acquire.undo import batch_state, undo

__all__ = [
    "AcquireOptions",
    "AcquireReport",
    "acquire",
    "batch_state",
    "list_sources",
    "notice_of",
    "preview",
    "register_source",
    "undo",
]
