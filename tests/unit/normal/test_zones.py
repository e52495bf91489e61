"""Time zones of places."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dm.normal.zones import narrowed, zones_of


@pytest.mark.parametrize(
    ("place", "zones"),
    [
        (("DE",), ("Europe/Berlin",)),
        (("RU", "Свердловская обл."), ("Asia/Yekaterinburg",)),
        (("RU", "", "Томск"), ("Asia/Tomsk",)),
        (("RU",), ()),
        (("US", "TX"), ("America/Chicago", "America/Denver")),
        (("US", "West Virginia"), ("America/New_York",)),
        (("US", "Wxy"), ()),
        (("ES",), ()),
        (("XX",), ()),
    ],
)
def test_a_place_has_its_zones(place: tuple[str, ...], zones: tuple[str, ...]) -> None:
    assert zones_of(*place) == zones


def test_an_address_narrows_a_mobile_only_where_they_agree() -> None:
    assert narrowed(("Asia/Omsk", "Europe/Moscow"), ("Europe/Moscow",)) == ("Europe/Moscow",)
    assert narrowed(("Europe/Berlin",), ("Europe/Moscow",)) == ("Europe/Berlin",)


def test_every_russian_city_lies_in_its_zone(shared_data: Path) -> None:
    with (shared_data / "russian_cities" / "hflabs_city.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        offsets = {
            ZoneInfo(zone).utcoffset(datetime(2026, 1, 1, tzinfo=UTC))
            for zone in zones_of("RU", row["region"], row["city"])
        }
        hours = {offset.total_seconds() / 3600 for offset in offsets if offset is not None}
        assert float(row["timezone"].removeprefix("UTC")) in hours, row["region"]
