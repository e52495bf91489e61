"""Global options may stand before or behind the verb."""

from __future__ import annotations

from dm.cli import global_first


def test_options_behind_the_verb_come_first() -> None:
    assert global_first(["plan", "x.toml", "--json", "--now", "2027-01-01"]) == [
        "--json",
        "--now",
        "2027-01-01",
        "plan",
        "x.toml",
    ]


def test_what_stands_behind_two_dashes_is_left_alone() -> None:
    assert global_first(["why", "--", "--json"]) == ["why", "--", "--json"]


def test_an_equals_sign_keeps_the_value() -> None:
    assert global_first(["plan", "x", "--workspace=w"]) == ["--workspace=w", "plan", "x"]
