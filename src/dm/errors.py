"""What can go wrong, in words for the person who must act.

DmError                 failed (exit 1)
├── UsageError          the request itself is wrong (exit 2)
├── Refused             law, a missing approval or a failed check forbids it; nothing was done (exit 3)
├── InputError          a file, row or value that cannot be used
├── SettingsError       dm.toml or the environment
├── TemplateError       a template, its sample or its fonts
├── DatabaseError       the database cannot be reached or is of another version
├── OutsideError        SMTP, Dask, a vendor: somebody else does not answer
└── StateError          a move that the state of a thing does not allow
"""

from __future__ import annotations


class DmError(Exception):
    """An error that a person reads as it stands.

    `hint` is the way out. `permanent` tells a scheduler that trying again is no use.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", permanent: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.permanent = permanent

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(DmError):
    """The command or call is malformed."""

    exit_code = 2


class Refused(DmError):
    """Law, a missing approval or a failed check forbids it; nothing was done."""

    exit_code = 3


class InputError(DmError):
    """A file, row or value that cannot be used."""


class SettingsError(DmError):
    """A setting is missing or wrong."""


class TemplateError(DmError):
    """A template, its sample or its fonts cannot be used."""


class DatabaseError(DmError):
    """The database does not answer or has another version."""


class OutsideError(DmError):
    """Somebody else's service does not answer."""

    def __init__(self, message: str, *, hint: str = "", permanent: bool = False) -> None:
        super().__init__(message, hint=hint, permanent=permanent)


class StateError(DmError):
    """The state of a thing does not allow this move."""
