"""`dm acquire --enrich`: what a list added to people of the base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal


def enrich(terminal: Terminal, acquired: dict[str, Any], told: str) -> None:
    """Match the batch just read with the base, and tell of both."""
    from dm.verbs.stages import enrich_people

    found = enrich_people(terminal.workshop, acquired["batch"], say=terminal.say)
    terminal.result(acquired | {"enriched": found}, f"{told}\n\n{_story(terminal, found)}")


def _story(terminal: Terminal, found: dict[str, Any]) -> str:
    counts = (
        f"{found['matched']:,} of {found['records']:,} records meet somebody of the base ({found['people']:,} people)"
    )
    rest = f"doubtful: {found['doubtful']:,}; meeting nobody: {found['unmatched']:,}. Neither is linked."
    lines = [f"{counts}; {rest}"]
    gains = [(name, count, found["changed"].get(name, 0)) for name, count in found["added"].items()]
    gains += [(name, 0, count) for name, count in found["changed"].items() if name not in found["added"]]
    if gains:
        lines += ["", terminal.table(("field", "new for people", "other than before"), gains)]
    if found["barred"]:
        lines.append(f"The licence permits no use of {', '.join(found['barred'])}: none is taken over.")
    if found["doubtful"]:
        lines.append("`dm actualize review list` shows the doubtful ones.")
    if found["notice"]:
        lines.append(f"Art. 14 notice: {found['notice']}.")
    return "\n".join(lines)
