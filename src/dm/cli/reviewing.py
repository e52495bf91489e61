"""`dm actualize review`: doubtful pairs, laid open as on the console's page, and decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from dm.cli.pair_decisions import Decisions, add_decisions

if TYPE_CHECKING:
    from dm.cli.terminal import Terminal
    from dm.wiring import Workshop

# The same signs as on the page: what a sign means is said once below the table.
_SIGNS = {"same": "=", "shared": "≈", "near": "~", "differs": "≠", "left": "←", "right": "→"}
_LEGEND = "= same   ≈ one value in common   ~ nearly the same   ≠ differs   ← → only one of them has it"


@click.group()
def review() -> None:
    """Pairs of people who may be one."""


@review.command("list")
@click.option("--limit", default=100, show_default=True)
@click.pass_obj
def review_list(terminal: Terminal, limit: int) -> None:
    """Open pairs, the likeliest first, those put off last."""
    from dm.actualize import list_pairs, sum_up
    from dm.db import reading

    engine = terminal.workshop.engine
    pairs = list_pairs(engine, limit=limit, **_asked(terminal))
    with reading(engine) as connection:
        worth = sum_up(connection)
    rows = [
        (one["pair"]["id"], one["pair"]["probability"], *(_who(one[side]) for side in ("left", "right")), _signs(one))
        for one in pairs
    ]
    told = terminal.table(("pair", "probability", "one", "other", "fields"), rows)
    hint = "`dm actualize review show PAIR` lays one open, with what a merge would give."
    document = {"pairs": [_document(one) for one in pairs], **worth}
    terminal.result(document, f"{told}\n\n{_LEGEND}\n{_worth(worth)}\n{hint}" if rows else "No pair waits.")


def _worth(queue: Mapping[str, Any]) -> str:
    bands = ", ".join(
        f"{one['expected']:,} of {one['pairs']:,} with probability {one['from']} and more" for one in queue["bands"]
    )
    waiting = "1 pair waits" if queue["waiting"] == 1 else f"{queue['waiting']:,} pairs wait"
    return f"{waiting}; expected to be one person: {queue['expected']:,} ({bands})."


@review.command("show")
@click.argument("pair", type=int)
@click.pass_obj
def review_show(terminal: Terminal, pair: int) -> None:
    """PAIR with both records side by side, where each value came from, and what a merge would give."""
    from dm.actualize import show_pair

    found = show_pair(terminal.workshop.engine, pair, **_asked(terminal))
    about = found["pair"]
    head = [
        f"Pair {about['id']}: {about['probability']:.3f}, {about['why']}",
        f"state {about['state']} {about['decided_by']}".rstrip(),
        "",
    ]
    rows = [
        (
            row["field"],
            _SIGNS[row["verdict"]],
            *(_cells(row[side]) for side in ("left", "right")),
            "; ".join(row["merged"]),
        )
        for row in found["rows"]
    ]
    rows += [(name, "", *(value(found[side]) for side in ("left", "right")), "") for name, value in _BESIDES]
    table = terminal.table(("field", "", found["left"]["id"], found["right"]["id"], "if merged"), rows)
    terminal.result(_document(found), "\n".join([*head, table, "", _LEGEND]))


def _accept(workshop: Workshop, pair: int) -> str:
    from dm.actualize import accept_pair

    key = workshop.settings.suppression_key
    return accept_pair(workshop.engine, pair, key=key, now=workshop.now(), actor=workshop.actor)


def _reject(workshop: Workshop, pair: int) -> None:
    from dm.actualize import reject_pair

    reject_pair(workshop.engine, pair, now=workshop.now(), actor=workshop.actor)


def _later(workshop: Workshop, pair: int) -> None:
    from dm.actualize import postpone_pair

    postpone_pair(workshop.engine, pair, now=workshop.now())


def _undo(workshop: Workshop, pair: int) -> None:
    from dm.actualize import undo_decision

    key = workshop.settings.suppression_key
    undo_decision(workshop.engine, pair, key=key, now=workshop.now(), actor=workshop.actor)


add_decisions(review, Decisions("person", "people", _accept, _reject, _later, _undo))


def _asked(terminal: Terminal) -> dict[str, Any]:
    settings = terminal.workshop.settings
    return {"key": settings.suppression_key, "half_lives": settings.half_lives, "now": terminal.workshop.now()}


def _who(side: Mapping[str, Any]) -> str:
    return ", ".join(str(side[name]) for name in ("full_name", "city", "source_id", "id") if side[name])


def _signs(pair: Mapping[str, Any]) -> str:
    return "  ".join(f"{row['field']} {_SIGNS[row['verdict']]}" for row in pair["rows"])


def _cells(cells: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(" ".join(_said(cell)) for cell in cells) or "-"


def _said(cell: Mapping[str, Any]) -> Iterator[str]:
    yield cell["value"]
    where = [
        cell["source"],
        f"row {cell['row']}" if cell["row"] else "",
        f"{cell['as_of']:%Y-%m-%d}" if cell["as_of"] else "",
    ]
    where += [cell["band"], cell["reason"]]
    if told := ", ".join(part for part in where if part):
        yield f"({told})"


def _history(side: Mapping[str, Any]) -> str:
    return ", ".join(f"{one['number']} {name}" for name, one in side["history"].items() if one["number"]) or "-"


def _consents(side: Mapping[str, Any]) -> str:
    return ", ".join(f"{one['channel']} {one['action']} {one['at']:%Y-%m-%d}" for one in side["consents"]) or "-"


_BESIDES = (("consents", _consents), ("history", _history))


def _document(found: Mapping[str, Any]) -> dict[str, Any]:
    """The pair's own facts beside left, right, rows and kept; `pair` is its number."""
    about = dict(found["pair"])
    plain: dict[str, Any] = _plain(
        {"pair": about.pop("id"), **about, **{n: v for n, v in found.items() if n != "pair"}}
    )
    return plain


def _plain(value: Any) -> Any:
    """Moments as text; keyed hashes are nobody's business outside."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if name not in ("hmac", "parts")}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
