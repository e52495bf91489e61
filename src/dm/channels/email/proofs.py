"""Test e-mails: real words and real people's data, to the test list and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dm import ledger
from dm.channels.email.dispatch import folder_of
from dm.channels.email.message import Addressee, Envelope, build
from dm.channels.email.rendering import Words, faults_of, render_words
from dm.channels.email.transport import Lost, NotStarted, Rejected, Session, Transport, transport_for
from dm.db import reading
from dm.errors import OutsideError, Refused, SettingsError
from dm.ledger import Claimed, Office
from dm.press.folders import open_template
from dm.press.sandbox import Sandbox

PREFIX = "[TEST] "


@dataclass(frozen=True, slots=True)
class EmailProof:
    """One message as it will look; `content` is the .eml file."""

    piece_id: str
    subject: str
    content: bytes


def make_proofs(
    office: Office, campaign: str, wave: str, previews: Sequence[Claimed], now: datetime
) -> list[EmailProof]:
    """The messages of these previews, looked through; raises Refused naming a fault.

    Their links lead to test pages: a curious click must not answer or unsubscribe for the person.
    """
    words = _all_words(office, campaign, wave, previews)
    return [
        EmailProof(piece.piece_id, PREFIX + said.subject, _message(office, piece, said, 0, now).content)
        for piece, said in zip(previews, words, strict=True)
    ]


def send_proofs(
    office: Office,
    campaign: str,
    wave: str,
    previews: Sequence[Claimed],
    now: datetime,
    *,
    transport: Transport | None = None,
) -> int:
    """Send each proof to every address of the test list; a Maildir lies in out/CAMPAIGN/proofs/email.

    Returns how many left. Raises SettingsError without a test list, Refused when a message is not fit to send,
    OutsideError when the mail server does not take one.
    """
    email = office.settings.email
    if not email.test_list:
        raise SettingsError("dm.toml: [email] test_list is empty.", hint='Write test_list = ["you@example.com"].')
    words = _all_words(office, campaign, wave, previews)
    out = transport or transport_for(email, folder_of(office, campaign).parent / "proofs" / "email")
    with out.session() as session:
        for piece, said in zip(previews, words, strict=True):
            for number in range(len(email.test_list)):
                _send(session, _message(office, piece, said, number, now))
    return len(words) * len(email.test_list)


def _send(session: Session, envelope: Envelope) -> None:
    try:
        session.send(envelope)
    except (Rejected, Lost, NotStarted) as problem:
        raise OutsideError(f"The proof to {envelope.recipient} was not taken: {problem}.") from problem


def _all_words(office: Office, campaign: str, wave: str, previews: Sequence[Claimed]) -> list[Words]:
    with reading(office.engine) as connection:
        run = ledger.load_run(connection, campaign, wave)
    sandbox = Sandbox(open_template(office.settings.templates / run.wave["template"]))
    words = [_words(office, sandbox, piece) for piece in previews]
    way_out = _test_links(office)["unsubscribe_link"]
    faults = [
        f"{piece.piece_id}: {fault}"
        for piece, said in zip(previews, words, strict=True)
        for fault in faults_of(said, unsubscribe_link=way_out)
    ]
    if faults:
        more = f" ({len(faults)} faults in all)" if len(faults) > 1 else ""
        raise Refused(f"The e-mail {run.wave['template']} is not fit to send: {faults[0]}{more}.", hint="Mend it.")
    return words


def _test_links(office: Office) -> dict[str, str]:
    base = office.settings.base_url
    return {
        "link": f"{base}/r/TEST",
        "unsubscribe_link": f"{base}/u/test",
        "preferences_link": f"{base}/p/test",
    }


def _words(office: Office, sandbox: Sandbox, piece: Claimed) -> Words:
    context = {**piece.context, "piece": {**piece.context["piece"], **_test_links(office)}}
    return render_words(sandbox, context, piece.language)


def _message(office: Office, piece: Claimed, words: Words, number: int, now: datetime) -> Envelope:
    """The message for one address of the test list; with no list, for the sender's own."""
    email = office.settings.email
    to = Addressee(
        piece_id=piece.piece_id,
        code=piece.code,
        name=f"Test for {piece.context['person']['full_name']}",
        address=email.test_list[number] if email.test_list else email.sender_address,
        unsubscribe_link=_test_links(office)["unsubscribe_link"],
    )
    identity = f"test.{piece.piece_id}.{number}"
    return build(words, to, email, now=now, prefix=PREFIX, identity=identity)
