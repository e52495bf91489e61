"""Whether a source's list may add to people whom we know from elsewhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import RowMapping

from dm.acquire.sources import notice
from dm.errors import Refused


def check_may_enrich(source: RowMapping, now: datetime) -> None:
    """Raises Refused where people were not told in time, and where the licence leaves no use."""
    told = notice(source, now.date())
    if told.startswith("overdue"):
        raise Refused(
            f'Source "{source["id"]}" may not add to anybody: its Art. 14 notice is {told} (ART14_OVERDUE).',
            hint="Send the notice, write its day into notice_on and register the source file again.",
        )
    if source["uses_left"] == 0:
        raise Refused(
            f'The licence of source "{source["id"]}" has no use left.',
            hint="Renew it with the supplier and register the source file again.",
        )
