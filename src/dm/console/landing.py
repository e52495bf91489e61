"""The public pages' looks: a marketer's templates, rendered in the sandbox, under a policy of their own."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from fastapi.responses import HTMLResponse
from sqlalchemy import Row

from dm.consent.tokens import read_token, sign_token
from dm.console.desk import Desk
from dm.console.numbers import zone_of
from dm.errors import InputError
from dm.ledger import Run
from dm.ledger.context import BriefWords
from dm.ledger.links import piece_links

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_FORM = "public form"


def render(desk: Desk, part: str, piece: Row[Any] | None, language: str, **form: Any) -> HTMLResponse:
    """One of the landing template's pages; `form` is what the page says of its form."""
    settings = desk.workshop.settings
    action = str(form["action"])
    context = {
        "campaign": _campaign(piece, language),
        "sender": {
            "name": (piece.controller if piece else "") or settings.email.sender_name,
            "postal_address": settings.email.postal_address,
            "phone": settings.email.phone,
            "email": settings.email.sender_address,
        },
        "piece": _piece(desk, piece),
        "form": {"done": False, "token": sign_token(settings.secret_key, _FORM, action), **form},
    }
    text = desk.landing.render(part, context, language)
    return HTMLResponse(text, headers={"Content-Security-Policy": _policy(text)})


def check_form(desk: Desk, action: str, token: str) -> None:
    """Raise InputError when a form does not come from a page of ours."""
    if read_token(desk.workshop.settings.secret_key, _FORM, token) != action:
        raise InputError("This form belongs to another page.", hint="Open the page again.")


def is_closed(desk: Desk, piece: Row[Any]) -> bool:
    """Whether the campaign's last day is over where the campaign is."""
    today = desk.workshop.now().astimezone(zone_of(piece.time_zone)).date()
    return piece.closes_on is not None and today > piece.closes_on


def _campaign(piece: Row[Any] | None, language: str) -> dict[str, str]:
    if piece is None:
        return {"title": "", "offer": "", "closes_on": ""}
    row = piece._mapping
    words = BriefWords(Run(campaign=row, wave=row, brief=piece.brief), {piece.cell: piece.offer or ""})
    closes_on = piece.closes_on.isoformat() if piece.closes_on else ""
    return {"title": words.title(language), "offer": words.offer(piece.cell, language), "closes_on": closes_on}


def _piece(desk: Desk, piece: Row[Any] | None) -> dict[str, str]:
    if piece is None:
        return dict.fromkeys(("id", "code", "link", "unsubscribe_link", "preferences_link"), "")
    links = piece_links(desk.workshop.settings, piece.id, piece.response_code)
    return {"id": piece.id, "code": piece.response_code, **links}


def _policy(text: str) -> str:
    """A template's own style is allowed by its hash; scripts never are."""
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(text)]
    styles = " ".join(f"'sha256-{one}'" for one in hashes) or "'none'"
    return (
        f"default-src 'none'; style-src {styles}; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
