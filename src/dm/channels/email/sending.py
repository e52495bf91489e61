"""Claimed pieces go out in small groups; what became of each is written down after every group."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dm import ledger
from dm.channels.email import store
from dm.channels.email.line import Line
from dm.channels.email.message import Addressee, Envelope, build, message_id
from dm.channels.email.rendering import faults_of, render_words
from dm.channels.email.transport import Lost, Rejected
from dm.db import chunks, reading, writing
from dm.errors import InputError, TemplateError
from dm.ledger import Claimed, Office
from dm.press.sandbox import Sandbox

# A kill leaves at most so many messages that were sent and not yet marked; the journal knows of each.
GROUP = 20
# Greylisting lets the second try pass after minutes; a full mailbox needs a day.
_AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=2))

Clock = Callable[[], datetime]


def clock_of(office: Office, now: datetime) -> Clock:
    """The time while sending goes on: it runs with a real clock and stands still with a simulated one."""
    started = time.monotonic()
    if office.settings.clock == "simulated":
        return lambda: now
    return lambda: now + timedelta(seconds=time.monotonic() - started)


@dataclass
class Tally:
    """What a run has done so far."""

    sent: int = 0
    refused: Counter[str] = field(default_factory=Counter)


@dataclass
class _Marks:
    """What became of one group."""

    sent: dict[str, str] = field(default_factory=dict)
    failed: list[tuple[Claimed, str]] = field(default_factory=list)
    again: list[tuple[Claimed, str, datetime]] = field(default_factory=list)
    dead: list[tuple[Claimed, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sender:
    """Sends claimed pieces of one campaign's wave."""

    office: Office
    campaign: str
    sandbox: Sandbox
    clock: Clock

    def send(self, line: Line, claimed: Sequence[Claimed], tally: Tally) -> None:
        """Send these; raises OutsideError when the other side is gone, after marking what went before."""
        for group in chunks(claimed, GROUP):
            with reading(self.office.engine) as connection:
                allowed = store.still_claimed(connection, self.campaign, [piece.piece_id for piece in group])
            marks = _Marks()
            try:
                for piece in group:
                    if piece.piece_id in allowed:
                        self._send_one(line, piece, marks)
            finally:
                self.mark(marks, tally)

    def mark(self, marks: _Marks, tally: Tally) -> None:
        """Write down what became of a group."""
        now = self.clock()
        with writing(self.office.engine) as connection:
            ledger.mark_sent(connection, list(marks.sent), now=now, outside_ids=marks.sent)
            for piece, reason in marks.failed:
                ledger.mark_failed(connection, piece.attempt_id, reason, now=now)
            for piece, reason, due_at in marks.again:
                ledger.mark_retry(connection, piece.attempt_id, reason, due_at=due_at, now=now)
            for piece, reason in marks.dead:
                store.bury_address(connection, piece.point_id, reason, now=now)
            ledger.mark_unsettled(connection, marks.lost, "CONNECTION_LOST", now=now)
        tally.sent += len(marks.sent)
        tally.refused.update(reason.split(":")[0] for _, reason in marks.failed)

    def mark_known(self, sent: Sequence[Claimed], unknown: Sequence[Claimed], tally: Tally) -> None:
        """Write down what became of pieces that an earlier run left claimed."""
        sender = self.office.settings.email.sender_address
        marks = _Marks(sent={piece.attempt_id: message_id(piece.piece_id, sender) for piece in sent})
        marks.lost = [piece.attempt_id for piece in unknown]
        self.mark(marks, tally)

    def compose(self, piece: Claimed, *, now: datetime) -> Envelope:
        """The piece's message; raises TemplateError or InputError when nobody should get it as it is."""
        words = render_words(self.sandbox, piece.context, piece.language)
        links = piece.context["piece"]
        if faults := faults_of(words, unsubscribe_link=links["unsubscribe_link"]):
            raise TemplateError(f"{faults[0]}.")
        to = Addressee(
            piece_id=piece.piece_id,
            code=piece.code,
            name=piece.context["person"]["full_name"],
            address=piece.address["value"],
            unsubscribe_link=links["unsubscribe_link"],
        )
        return build(words, to, self.office.settings.email, now=now)

    def _send_one(self, line: Line, piece: Claimed, marks: _Marks) -> None:
        now = self.clock()
        if piece.permit_until is not None and piece.permit_until <= now:
            marks.again.append((piece, "PERMIT_EXPIRED", now))
            return
        try:
            envelope = self.compose(piece, now=now)
        except (TemplateError, InputError) as fault:
            marks.failed.append((piece, f"TEXT: {fault.message}"))
            return
        try:
            line.send(piece.attempt_id, envelope)
        except Rejected as answer:
            self._note_rejection(piece, answer, marks, now)
        except Lost:
            marks.lost.append(piece.attempt_id)
        else:
            marks.sent[piece.attempt_id] = envelope.message_id

    def _note_rejection(self, piece: Claimed, answer: Rejected, marks: _Marks, now: datetime) -> None:
        reason = f"{answer.code}: {answer.reason}"
        number = int(piece.attempt_id.rpartition("-")[2])
        if not answer.hard and number <= len(_AGAIN_AFTER):
            marks.again.append((piece, reason, now + _AGAIN_AFTER[number - 1]))
            return
        marks.failed.append((piece, reason))
        if answer.dead_address:
            marks.dead.append((piece, f"hard bounce {answer.code}"))


def check_sample(sandbox: Sandbox) -> None:
    """Render the template's own samples before anybody is claimed; raises TemplateError."""
    template = sandbox.template
    for language in template.languages("body.txt"):
        render_words(sandbox, template.sample(language), language)
