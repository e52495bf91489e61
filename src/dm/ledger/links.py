"""The links that a piece carries: its landing page, unsubscribe and preferences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dm.consent import confirmation_token
from dm.consent.tokens import sign_token
from dm.settings import Settings


def piece_links(settings: Settings, piece_id: str, code: str) -> dict[str, str]:
    """`link`, `unsubscribe_link` and `preferences_link` of a piece; tokens are opaque and do not expire.

    Unsubscribing must work at least 30 days after sending (CAN-SPAM, 16 CFR 316); ours always does.
    """
    return {
        "link": f"{settings.base_url}/r/{code}",
        "unsubscribe_link": f"{settings.base_url}/u/{sign_token(settings.secret_key, 'unsubscribe', piece_id)}",
        "preferences_link": f"{settings.base_url}/p/{sign_token(settings.secret_key, 'preferences', piece_id)}",
    }


def confirmation_words(settings: Settings, snapshot: Mapping[str, Any] | None) -> dict[str, str]:
    """What a piece that asks for a confirmation says besides: its link, the question answered, the day."""
    asked = (snapshot or {}).get("confirms")
    if not asked:
        return {}
    token = confirmation_token(settings.secret_key, asked["events"], asked_at=datetime.fromisoformat(asked["at"]))
    return {
        "confirm_link": f"{settings.base_url}/c/{token}",
        "confirm_wording": asked["wording"],
        "confirm_asked_on": asked["at"][:10],
    }
