"""What people belong to: the companies they work for and the households they live in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection

from dm.actualize.companies.staff import Staff
from dm.actualize.households.homes import Homes
from dm.actualize.survive import Person


class Belonging:
    """Noted for person after person, settled once: a firm or a house is judged with all of its people."""

    def __init__(self, secret: bytes) -> None:
        self._staff = Staff(secret)
        self._homes = Homes()

    def note(self, people: Sequence[Person], known: Collection[str] = ()) -> None:
        """Keep what these people's records say; `known` are ids of those who are in the base."""
        self._staff.note(people, known)
        self._homes.note(people, known)

    def settle(self, connection: Connection, *, now: datetime) -> int:
        """Write it; returns how many companies are new."""
        self._homes.settle(connection, now=now)
        return self._staff.settle(connection, now=now)
