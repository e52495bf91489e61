"""What the dialect knows is what its page tells."""

from __future__ import annotations

import tomllib

from dm.conditions import Operator, parse
from dm.conditions.fields import FIELDS


def test_every_field_and_comparison_is_documented(repo):
    page = (repo / "docs" / "segments.md").read_text(encoding="utf-8")
    spoken = {"distance_km": "distance_km(", "custom": "custom.NAME"}
    missing = [name for name in FIELDS if f"`{spoken.get(name, name)}" not in page]
    assert missing == []
    assert [operator.value for operator in Operator if f"`{operator.value}`" not in page] == []


def test_the_example_of_the_page_is_a_good_segment(repo):
    page = (repo / "docs" / "segments.md").read_text(encoding="utf-8")
    table = tomllib.loads(page.split("```toml")[1].split("```")[0])["segment"]
    assert parse({"any": table["any"]})
