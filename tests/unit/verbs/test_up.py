"""What `dm up` starts."""

from __future__ import annotations

from datetime import UTC, datetime

from dm.settings import Settings
from dm.verbs.up import _commands
from dm.wiring import Workshop


def _workshop(tmp_path, now):
    settings = Settings(tmp_path, "sqlite:///:memory:", b"a" * 32, b"b" * 32, clock="simulated")
    return Workshop(settings, fixed_now=now)


def test_the_console_stands_still_at_the_moment_of_a_simulated_clock(tmp_path):
    now = datetime(2027, 3, 22, 9, tzinfo=UTC)
    console = _commands(_workshop(tmp_path, now), "127.0.0.1", 8080, 4200)["console"]
    assert console[-2:] == ["8080", "2027-03-22T09:00:00+00:00"]


def test_the_console_reads_the_clock_otherwise(tmp_path):
    assert _commands(_workshop(tmp_path, None), "127.0.0.1", 8080, 4200)["console"][-1] == "8080"
