"""How a preview of a list looks in a terminal."""

from __future__ import annotations

from typing import Any

from dm.cli.terminal import Terminal
from dm.verbs.previews import ListPreview


def told(terminal: Terminal, preview: ListPreview) -> str:
    """The first rows as they would be stored, and those that would be quarantined."""
    lines: list[str] = []
    if preview.stored:
        lines += ["", "The first rows as they would be stored:"]
        lines += [line for row in preview.stored for line in _row(row)]
    if preview.refused:
        rows = [
            (one["row"], one["field"], one["told"], " | ".join(filter(None, one["cells"]))[:80])
            for one in preview.refused
        ]
        lines += ["", "Rows that would be quarantined:", terminal.table(("row", "field", "because", "content"), rows)]
    return "\n".join(lines)


def _row(row: dict[str, Any]) -> list[str]:
    head = f"row {row['row']}"
    lines = [f"{head:<9} {_person(row)}"]
    if row["birth_date"]:
        birth = row["birth_date"]
        reason = "" if birth["day"] else "no whole day that there is"
        lines.append(_line("born", birth["day"] or birth["raw"], birth["status"], reason))
    for email in row["emails"]:
        meant = f", rather {email['suggestion']}?" if email["suggestion"] else ""
        lines.append(_line("e-mail", email["address"] or email["raw"], email["status"], f"{email['reason']}{meant}"))
    for phone in row["phones"]:
        behind = f" ext. {phone['extension']}" if phone["extension"] else ""
        number = f"{phone['e164']}{behind} {phone['kind']}" if phone["e164"] else phone["raw"]
        lines.append(_line("phone", number, phone["status"], phone["reason"]))
    if row["address"]:
        address = row["address"]
        lines.append(_line("post", " / ".join(address["lines"]), address["status"], address["reason"]))
    if row["custom"]:
        lines.append(_line("besides", ", ".join(f"{name}: {value}" for name, value in row["custom"].items())[:100]))
    return lines


def _person(row: dict[str, Any]) -> str:
    name, company = row["name"], row["company"]
    parts = [_named(name)] if name else []
    parts += [f"{company['name']} {company['form']}".strip()] if company else []
    parts += [row["job_title"]] if row["job_title"] else []
    greeting = f'  "{name["greeting"]}"' if name else ""
    return (", ".join(parts) or "(names nobody)") + greeting


def _named(name: dict[str, Any]) -> str:
    told = [f"{part}={name[part]}" for part in ("title", "given", "middle", "family", "suffix", "gender") if name[part]]
    return " ".join(told)


def _line(what: str, value: str, status: str = "", reason: str = "") -> str:
    state = ": ".join(part for part in (status, reason.replace("_", " ")) if part)
    value = " ".join(value.split())
    return f"  {what:<8}{value}" + (f"  ({state})" if state else "")
