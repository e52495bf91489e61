"""What the batch pages show: a vendor sees its own released batches, the house sees all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from dm import ledger
from dm.accounts import Account
from dm.db.tables import campaign, delivery, piece_batch
from dm.model import BatchState, Channel, Role

_VENDOR_CHANNEL = {Role.PRINT: Channel.LETTER, Role.COURIER: Channel.COURIER}
# What has not been released is not yet the vendor's.
_VENDOR_STATES = (BatchState.RELEASED, BatchState.RECEIVED, BatchState.PRINTED, BatchState.POSTED)


@dataclass(frozen=True)
class BatchPage:
    """A batch with its campaign's title, the sums of its pieces, what is confirmed, and its reprints."""

    batch: Row[Any]
    counts: dict[str, int]
    confirmed: dict[str, int]
    reprints: Sequence[str]
    delivery: Row[Any] | None = None

    @property
    def spoiled(self) -> int:
        """How many items are spoiled."""
        return self.counts["spoiled"]


def list_batches(connection: Connection, account: Account) -> Sequence[Row[Any]]:
    """The batches this user may see, newest first, each with its campaign's `title`."""
    return connection.execute(_visible(account).order_by(piece_batch.c.number.desc()).limit(500)).all()


def batch_page(connection: Connection, batch_id: str, account: Account) -> BatchPage | None:
    """One batch; None when it does not exist or is not for this user."""
    found = connection.execute(_visible(account).where(piece_batch.c.id == batch_id)).first()
    if found is None:
        return None
    reprints = select(piece_batch.c.id).where(piece_batch.c.reprint_of == batch_id).order_by(piece_batch.c.number)
    counts, confirmed = ledger.reconcile(connection, batch_id), ledger.confirmed(connection, batch_id)
    way = connection.execute(select(delivery).where(delivery.c.batch_id == batch_id)).first()
    return BatchPage(found, counts, confirmed, connection.execute(reprints).scalars().all(), way)


def _visible(account: Account) -> Select[Any]:
    query = select(piece_batch, campaign.c.title, campaign.c.time_zone).join(
        campaign, campaign.c.id == piece_batch.c.campaign_id
    )
    if account.role in _VENDOR_CHANNEL:
        own = piece_batch.c.channel == _VENDOR_CHANNEL[account.role].value
        if account.vendor:
            own &= piece_batch.c.vendor == account.vendor
        return query.where(own, piece_batch.c.state.in_([state.value for state in _VENDOR_STATES]))
    return query
