"""The line to the other side: journalled, opened anew when it breaks between two messages."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Self

from dm.channels.email.journal import Journal
from dm.channels.email.message import Envelope
from dm.channels.email.transport import Lost, NotStarted, Rejected, Session, Transport
from dm.errors import OutsideError

# One message in doubt may be an accident; two in a row are a server in trouble.
_LOST_IN_A_ROW = 2


class Line:
    """One connection for many messages; every message is journalled before and after."""

    def __init__(self, transport: Transport, journal: Journal) -> None:
        self._transport = transport
        self._journal = journal
        self._stack = ExitStack()
        self._session: Session | None = None
        self._lost = 0

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *problem: object) -> None:
        self._drop()

    def open(self) -> Session:
        """The session, opened when there is none; raises OutsideError when nobody answers."""
        if self._session is None:
            self._session = self._stack.enter_context(self._transport.session())
        return self._session

    def send(self, attempt_id: str, envelope: Envelope) -> None:
        """Send one message. Raises Rejected (certainly not taken), Lost (nobody knows), OutsideError (not begun)."""
        if self._lost >= _LOST_IN_A_ROW:
            raise OutsideError(
                "The mail server breaks off in the middle of messages.", hint="Look at the server, then run it again."
            )
        self._journal.begun(attempt_id)
        try:
            self._send(envelope)
        except Rejected:
            self._journal.rejected(attempt_id)
            raise
        except OutsideError:
            self._journal.untouched(attempt_id)
            raise
        except Lost:
            self._lost += 1
            self._drop()
            raise
        self._lost = 0
        self._journal.taken(attempt_id)

    def _send(self, envelope: Envelope) -> None:
        try:
            self.open().send(envelope)
        except NotStarted:
            self._drop()
            self._send_again(envelope)

    def _send_again(self, envelope: Envelope) -> None:
        try:
            self.open().send(envelope)
        except NotStarted as problem:
            self._drop()
            raise OutsideError(
                f"The mail server hangs up before a message begins: {problem}.", hint="Run it again when it is well."
            ) from problem

    def _drop(self) -> None:
        self._session = None
        self._stack.close()
