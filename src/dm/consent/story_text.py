"""A story as a text that somebody can read aloud, and as the JSON of `dm why`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dm.consent.code_words import POINTS, in_words
from dm.consent.story import Story, StoryDecision
from dm.consent.story_words import SAYINGS


def story_json(story: Story) -> dict[str, Any]:
    """`{person, points, decisions, events}`, moments in ISO 8601; `details` and `also` besides."""
    return {
        "person": story.person["id"] if story.person else None,
        "details": story.person or {},
        "points": [_plain(point) for point in story.points],
        "decisions": [_plain(asdict(decision)) for decision in story.decisions],
        "events": [_plain(event) for event in story.events],
        "also": list(story.also),
    }


def story_text(story: Story, language: str = "en") -> str:
    """The whole story in lines of plain words."""
    return "\n".join(_lines(story, SAYINGS["ru" if language == "ru" else "en"]))


def _lines(story: Story, say: dict[str, str]) -> Iterator[str]:
    if story.person is None:
        yield say["unknown"]
    else:
        yield say["title"].format(name=story.person["full_name"] or "-", id=story.person["id"])
        if story.person["state"] == "erased":
            yield say["erased"]
        if story.also:
            yield say["also"].format(ids=", ".join(story.also))
        yield from _block(say["points"], [_point(point, say["language"]) for point in story.points], say)
        yield from _block(say["decisions"], [_decision(one, say) for one in story.decisions], say)
    yield from _block(say["events"], [f"{_day(event['at'])}  {_said(event)}" for event in story.events], say)


def _block(title: str, lines: list[str], say: dict[str, str]) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    yield from (f"  {line}" for line in lines)
    if not lines:
        yield say["none"]


def _point(point: dict[str, Any], language: str) -> str:
    kind, status, party = (in_words(point[name], POINTS, language) for name in ("kind", "status", "party"))
    reason = f", {point['reason'].replace('_', ' ')}" if point["reason"] else ""
    return f"{kind:10}{point['value']}  ({status}{reason}; {party})"


def _decision(one: StoryDecision, say: dict[str, str]) -> str:
    where = " / ".join(part for part in (one.campaign, one.wave, say.get(one.channel, one.channel)) if part)
    aim = f" ({say['for'].format(purpose=one.aim)})" if one.aim else ""
    words = f"{_day(one.at)}  {where}{aim}: {say[one.outcome]}"
    words += f" — {one.words}" if one.words else ""
    words += f" [{one.reason}]." if one.reason else "."
    words += " " + say["law"].format(rule=one.rule, source=one.source) if one.rule or one.source else ""
    return words + (" " + say["as of"].format(policies=_version(one.policies)) if one.policies else "")


def _version(policies: str) -> str:
    """Versions as they are; of a hash the beginning, which is enough to tell two sets of rules apart."""
    return policies if "@" in policies else policies[:12]


def _said(event: dict[str, Any]) -> str:
    evidence = event.get("evidence") or event.get("contract")
    return f"{event['what']} ({evidence})." if evidence else f"{event['what']}."


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "                "


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
