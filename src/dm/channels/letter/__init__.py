"""Letters: PDFs with an index for a print vendor, and what the vendor says of them afterwards."""

from dm.channels.letter.delivery import deliver, deliver_waiting
from dm.channels.letter.dispatch import dispatch
from dm.channels.letter.proofs import ProofFile, make_proofs
from dm.channels.letter.render import RenderResult, find_template, render_letters
from dm.channels.letter.rows import read_rows
from dm.channels.letter.vendor import Spoiled, confirm, list_batches, reconcile, release, reprint, spoil

__all__ = [
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
