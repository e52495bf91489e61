"""Pages without log-in, behind links that were sent out. GET never changes anything: mail scanners open every link."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy import Row

from dm import consent, ledger, respond
from dm.consent.channel_families import law_channel
from dm.consent.code_words import purpose_in_words
from dm.consent.keys import known_people
from dm.consent.records_of_consent import former_ids
from dm.consent.tokens import read_token
from dm.console import landing
from dm.console.desk import AtDesk, Desk
from dm.console.limits import PUBLIC, check
from dm.console.queries.visitors import Wishes, piece_by_code, piece_by_id, wishes_of
from dm.db import reading, writing
from dm.model import Channel, LawChannel, mend_response_code
from dm.verbs.access import controllers_of

# What people may ask for, and as what it is stored: wanting to order is not yet an order.
_KINDS = {"order": "interest", "interest": "interest", "question": "question"}
_LONGEST_NOTE = 2000


def _limited(request: Request, desk: AtDesk) -> None:
    check(request, desk.limiter, "public", PUBLIC)


router = APIRouter(dependencies=[Depends(_limited)])


@router.get("/r/{code}")
def landing_page(desk: AtDesk, code: str, done: str = "", lang: str = "") -> Response:
    """The page of a response code."""
    piece = _by_code(desk, code)
    closed = landing.is_closed(desk, piece)
    action = f"/r/{piece.response_code}"
    return landing.render(
        desk, "response.html", piece, lang or piece.language, action=action, done=bool(done), closed=closed
    )


@router.post("/r/{code}")
def answer(
    desk: AtDesk,
    code: str,
    kind: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Store what somebody asks for, then show thanks."""
    piece = _by_code(desk, code)
    action = f"/r/{piece.response_code}"
    landing.check_form(desk, action, csrf)
    if kind not in _KINDS:
        raise HTTPException(422)
    said = [
        note.strip(),
        f"phone: {phone.strip()[:40]}" if phone.strip() else "",
        "wants to order" if kind == "order" else "",
    ]
    fields = {
        "code": piece.response_code,
        "kind": _KINDS[kind],
        "note": " · ".join(part for part in said if part)[:_LONGEST_NOTE],
    }
    workshop = desk.workshop
    respond.add_response(workshop.office, fields, source="landing page", now=workshop.now(), actor="landing page")
    return RedirectResponse(f"{action}?done=yes", status_code=303)


@router.get("/u/{token}")
def unsubscribe_page(desk: AtDesk, token: str, lang: str = "") -> Response:
    """A page with a button."""
    piece = _by_token(desk, "unsubscribe", token)
    return landing.render(desk, "unsubscribe.html", piece, lang or piece.language, action=f"/u/{token}")


@router.post("/u/{token}")
def unsubscribe(desk: AtDesk, token: str, lang: str = "") -> Response:
    """One click (RFC 8058): acts at once, asks nothing, sets no cookie, redirects nowhere; twice is once."""
    piece = _by_token(desk, "unsubscribe", token)
    wanted = {LawChannel.EMAIL, law_channel(Channel(piece.channel))}
    allowed = {LawChannel(channel) for channel, _ in _wishes(desk, piece).allowed}
    if not piece.seed and wanted & allowed:
        _unsubscribe(desk, piece, wanted)
    return landing.render(desk, "unsubscribe.html", piece, lang or piece.language, action=f"/u/{token}", done=True)


@router.get("/p/{token}")
def preferences_page(desk: AtDesk, token: str, lang: str = "", done: str = "") -> Response:
    """What may be sent, by channel and purpose."""
    piece = _by_token(desk, "preferences", token)
    wishes = _wishes(desk, piece)
    language = lang or piece.language
    form: dict[str, Any] = {
        "action": f"/p/{token}",
        "channels": wishes.channels,
        "purposes": [{"code": one, "words": purpose_in_words(one, language[:2])} for one in wishes.purposes],
        "allowed": [f"{channel} {purpose}" for channel, purpose in sorted(wishes.allowed)],
        "done": bool(done),
    }
    return landing.render(desk, "preferences.html", piece, language, **form)


@router.post("/p/{token}")
def save_preferences(
    desk: AtDesk,
    token: str,
    keep: Annotated[list[str] | None, Form()] = None,
    choice: Annotated[str, Form()] = "save",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Object to what was unticked. A tick alone never lifts an objection: that needs a consent with its wording."""
    landing.check_form(desk, f"/p/{token}", csrf)
    piece = _by_token(desk, "preferences", token)
    kept = {(channel, purpose) for channel, _, purpose in (one.partition(" ") for one in keep or [])}
    ended = [("*", "*")] if choice == "nothing" else _unticked(_wishes(desk, piece), kept)
    if not piece.seed:
        _object(desk, piece, ended, origin="preferences page")
    return RedirectResponse(f"/p/{token}?done=yes", status_code=303)


def _unticked(wishes: Wishes, kept: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Who keeps nothing of a channel wants nothing by it, for purposes still to come too."""
    ended = []
    for channel in wishes.channels:
        before = [purpose for purpose in wishes.purposes if (channel, purpose) in wishes.allowed]
        gone = [purpose for purpose in before if (channel, purpose) not in kept]
        ended += [(channel, "*")] if gone and gone == before else [(channel, purpose) for purpose in gone]
    return ended


@router.get("/p/{token}/receipts")
def receipts(desk: AtDesk, token: str) -> Response:
    """What the piece's person has consented to, as receipts: neither name nor address stands in them."""
    piece = _by_token(desk, "preferences", token)
    settings = desk.workshop.settings
    with reading(desk.workshop.engine) as connection:
        known = known_people(connection, [piece.person_id]).get(piece.person_id)
        ids = former_ids(connection, {piece.person_id})[piece.person_id]
        found = (
            consent.receipts_of(connection, known, ids, controllers=controllers_of(settings))
            if known and not piece.seed
            else []
        )
    headers = {"Content-Disposition": 'attachment; filename="receipts.json"'}
    return JSONResponse({"receipts": found}, headers=headers)


@router.get("/c/{token}")
def confirm_page(request: Request, desk: AtDesk, token: str, lang: str = "") -> Response:
    """A page with a button."""
    read_token(desk.workshop.settings.secret_key, "confirm", token, now=desk.workshop.now())
    return landing.render(desk, "confirm.html", None, _spoken(request, lang), action=f"/c/{token}")


@router.post("/c/{token}")
def confirm(request: Request, desk: AtDesk, token: str, csrf: Annotated[str, Form()] = "", lang: str = "") -> Response:
    """Store the consent that was asked for; used twice, it is stored once."""
    landing.check_form(desk, f"/c/{token}", csrf)
    settings, now = desk.workshop.settings, desk.workshop.now()
    with writing(desk.workshop.engine) as connection:
        consent.confirm(
            connection, token, secret=settings.secret_key, key=settings.suppression_key, place="/c/", now=now
        )
    return landing.render(desk, "confirm.html", None, _spoken(request, lang), action=f"/c/{token}", done=True)


def _by_code(desk: Desk, typed: str) -> Row[Any]:
    code = mend_response_code(typed)
    with reading(desk.workshop.engine) as connection:
        found = piece_by_code(connection, code) if code else None
    if found is None or found.system:
        raise HTTPException(404)
    return found


def _by_token(desk: Desk, purpose: str, token: str) -> Row[Any]:
    piece_id = read_token(desk.workshop.settings.secret_key, purpose, token, now=desk.workshop.now())
    with reading(desk.workshop.engine) as connection:
        found = piece_by_id(connection, piece_id)
    if found is None:
        raise HTTPException(404)
    return found


def _wishes(desk: Desk, piece: Row[Any]) -> Wishes:
    with reading(desk.workshop.engine) as connection:
        return wishes_of(connection, piece, desk.workshop.settings.suppression_key)


def _unsubscribe(desk: Desk, piece: Row[Any], channels: set[LawChannel]) -> None:
    """The response is noted once; a letter's reader ends letters and e-mails, an e-mail's reader e-mails."""
    workshop = desk.workshop
    fields = {"piece_id": piece.id, "kind": "unsubscribe", "channel": LawChannel.EMAIL.value}
    respond.add_response(
        workshop.office, fields, source="unsubscribe link", now=workshop.now(), actor="unsubscribe link"
    )
    _object(desk, piece, [(one.value, "*") for one in channels - {LawChannel.EMAIL}], origin="unsubscribe link")


def _object(desk: Desk, piece: Row[Any], ended: list[tuple[str, str]], *, origin: str) -> None:
    """Store objections to channels and purposes, and stop what has not left."""
    workshop = desk.workshop
    with writing(workshop.engine) as connection:
        for channel, purpose in ended:
            ledger.object_and_stop(
                connection,
                workshop.office,
                person_id=piece.person_id,
                channel=channel,
                purpose=purpose,
                reason="objection",
                origin=origin,
                now=workshop.now(),
                by=origin,
            )


def _spoken(request: Request, lang: str) -> str:
    return lang or request.headers.get("accept-language", "en")[:2].lower()
