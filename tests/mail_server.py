"""A mail server in this process; it binds its own port, so that nobody else can take it in between."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Awaitable, Iterator
from typing import Any

from aiosmtpd.controller import Controller

PATIENCE = 120.0


class _Bound(Controller):
    """A controller of a socket that is bound and listens already."""

    def __init__(self, handler: Any, **more: Any) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE, **more)

    def _create_server(self) -> Awaitable[Any]:
        return self.loop.create_server(self._factory_invoker, sock=self._listening, ssl=self.ssl_context)


@contextlib.contextmanager
def listening(handler: Any, **more: Any) -> Iterator[int]:
    """Its port; `more` is aiosmtpd's."""
    controller = _Bound(handler, **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
