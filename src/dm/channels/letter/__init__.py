"""Letters: PDFs with an index for a print vendor, and what the vendor says of them afterwards.

The parts are imported when they are asked for: a printing process needs no database, and saves 45 MB.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dm.channels.letter.delivery import Delivered, deliver, deliver_waiting
    from dm.channels.letter.dispatch import dispatch
    from dm.channels.letter.proofs import ProofFile, make_proofs
    from dm.channels.letter.render import RenderResult, find_template, render_letters
    from dm.channels.letter.rows import read_rows
    from dm.channels.letter.vendor import Spoiled, confirm, list_batches, reconcile, release, reprint, spoil

_HOMES = {
    "delivery": ("Delivered", "deliver", "deliver_waiting"),
    "proofs": ("ProofFile", "make_proofs"),
    "render": ("RenderResult", "find_template", "render_letters"),
    "rows": ("read_rows",),
    "vendor": ("Spoiled", "confirm", "list_batches", "reconcile", "release", "reprint", "spoil"),
}

__all__ = [
    "Delivered",
    "ProofFile",
    "RenderResult",
    "Spoiled",
    "confirm",
    "deliver",
    "deliver_waiting",
    "dispatch",
    "find_template",
    "list_batches",
    "make_proofs",
    "read_rows",
    "reconcile",
    "release",
    "render_letters",
    "reprint",
    "spoil",
]


class _Letters(ModuleType):
    """This package: `dispatch` is its verb, also when the module of that name was imported."""

    @property
    def dispatch(self) -> Any:
        return import_module(f"{__name__}.dispatch").dispatch

    @dispatch.setter
    def dispatch(self, _module: ModuleType) -> None:
        """An import tries to put the module here."""


sys.modules[__name__].__class__ = _Letters


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
