"""What the batch pages show: a vendor sees released batches of the vendor's own channel, the house sees all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from dm import ledger
from dm.db.tables import campaign, piece_batch
from dm.model import BatchState, Channel, Role

_VENDOR_CHANNEL = {Role.PRINT: Channel.LETTER, Role.COURIER: Channel.COURIER}
# What has not been released is not yet the vendor's.
_VENDOR_STATES = (BatchState.RELEASED, BatchState.RECEIVED, BatchState.PRINTED, BatchState.POSTED)


@dataclass(frozen=True)
class BatchPage:
    """A batch with its campaign's title, what was printed, spoiled, reprinted and mailed, and its reprints."""

    batch: Row[Any]
    counts: dict[str, int]
    reprints: Sequence[str]

    @property
    def spoiled(self) -> int:
        """How many items are spoiled."""
        return self.counts["spoiled"]


def list_batches(connection: Connection, role: Role) -> Sequence[Row[Any]]:
    """The batches this role may see, newest first, each with its campaign's `title`."""
    return connection.execute(_visible(role).order_by(piece_batch.c.number.desc()).limit(500)).all()


def batch_page(connection: Connection, batch_id: str, role: Role) -> BatchPage | None:
    """One batch; None when it does not exist or is not for this role."""
    found = connection.execute(_visible(role).where(piece_batch.c.id == batch_id)).first()
    if found is None:
        return None
    reprints = select(piece_batch.c.id).where(piece_batch.c.reprint_of == batch_id).order_by(piece_batch.c.number)
    return BatchPage(found, ledger.reconcile(connection, batch_id), connection.execute(reprints).scalars().all())


def _visible(role: Role) -> Select[Any]:
    query = select(piece_batch, campaign.c.title, campaign.c.time_zone).join(
        campaign, campaign.c.id == piece_batch.c.campaign_id
    )
    if role in _VENDOR_CHANNEL:
        own = piece_batch.c.channel == _VENDOR_CHANNEL[role].value
        return query.where(own, piece_batch.c.state.in_([state.value for state in _VENDOR_STATES]))
    return query
