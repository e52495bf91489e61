"""How far long work says it is."""

from __future__ import annotations

from dm.model.progress import Progress


def _told(total: int, steps: int) -> list[str]:
    said: list[str] = []
    moments = iter(range(0, 1_000, 6))
    progress = Progress(said.append, "read", total, clock=lambda: float(next(moments)))
    for _ in range(steps):
        progress.more(100)
    return said


def test_the_time_left_is_said_every_few_seconds() -> None:
    assert _told(1_000, 4) == ["read: 20 %, 17 a second, 48 s left", "read: 40 %, 17 a second, 36 s left"]


def test_where_nobody_knows_how_much_there_is_what_is_done_is_said() -> None:
    assert _told(0, 2) == ["read: 200, 17 a second"]


def test_the_end_is_not_said() -> None:
    assert _told(200, 2) == []
