"""A Maildir: one file a message, named by its Message-ID, so that after a crash a look tells what is there."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from dm.channels.email.message import Envelope
from dm.errors import OutsideError


class Maildir:
    """Messages as files in `folder`/new; mail readers open the folder as it is."""

    answers = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def session(self) -> Iterator[Maildir]:
        """Make the three folders; raises OutsideError when the disk refuses."""
        try:
            for name in ("tmp", "new", "cur"):
                (self._folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise OutsideError(f"The Maildir {self._folder} cannot be made: {problem.strerror}.") from problem
        yield self

    def send(self, envelope: Envelope) -> str:
        """Write beside, then rename: a message is there whole or not at all."""
        name = file_name(envelope.message_id)
        part = self._folder / "tmp" / name
        try:
            with part.open("wb") as file:
                file.write(envelope.content.replace(b"\r\n", b"\n"))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._folder / "new" / name)
        except OSError as problem:
            part.unlink(missing_ok=True)
            raise OutsideError(
                f"The Maildir {self._folder} takes no more: {problem.strerror}.", hint="Make room and run it again."
            ) from problem
        return "written"

    def taken(self, message_ids: Collection[str]) -> set[str]:
        """Those whose file lies here, read (cur) or unread (new)."""
        present = {
            path.name.partition(":")[0]
            for name in ("new", "cur")
            if (self._folder / name).is_dir()
            for path in (self._folder / name).iterdir()
        }
        return {identity for identity in message_ids if file_name(identity) in present}


def file_name(message_id: str) -> str:
    """The file of a message: its Message-ID without what file systems and Maildir flags object to."""
    return "".join(char if char.isalnum() or char in "._-@" else "_" for char in message_id)
