"""What came back: responses, returns, courier statuses, orders; each counted once, for treated and holdout alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dm.consent import audit
from dm.db import writing
from dm.errors import InputError
from dm.ledger import Office
from dm.press.reading import read_flat
from dm.respond import store
from dm.respond.intake import Answer, columns, read_answer
from dm.respond.store import Origin, Problem, Recorded

__all__ = ["RespondReport", "add_response", "import_responses"]


@dataclass(frozen=True)
class RespondReport:
    """What one reading did. `rows` = matched + repeated + unmatched."""

    file: str
    rows: int
    recorded: Recorded

    def document(self) -> dict[str, Any]:
        """The JSON of `dm respond import`."""
        done = self.recorded
        return {
            "file": self.file,
            "rows": self.rows,
            "matched": done.matched,
            "repeated": done.repeated,
            "unmatched": len(done.problems),
            "kinds": dict(sorted(done.kinds.items())),
            "arms": dict(sorted(done.arms.items())),
            "purchases": done.purchases,
            "pieces_stopped": done.stopped,
            "problems": [{"row": one.row, "reason": one.reason} for one in done.problems],
        }


def import_responses(office: Office, path: Path, *, now: datetime, actor: str) -> RespondReport:
    """Read a response file (contract.md) in one transaction; the same file twice adds nothing.

    Rows that belong to nobody, or cannot be read, are listed with a reason and kept for review; read the file again
    when the people are known.
    """
    flat = read_flat(path)
    fields = columns(flat.header, path.name)
    answers: list[tuple[Answer, Mapping[str, str]]] = []
    unreadable: list[Problem] = []
    for number, cells in flat.records():
        if not any(cells.values()):
            continue
        try:
            answers.append(
                (read_answer(number, {ours: cells[theirs] for ours, theirs in fields.items()}, now=now), cells)
            )
        except InputError as problem:
            unreadable.append(Problem(number, str(problem), cells))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with writing(office.engine) as connection:
        done = store.record(connection, office, answers, Origin(path.name, now, actor))
        done.problems = sorted([*unreadable, *done.problems], key=lambda problem: problem.row)
        store.keep_problems(connection, sha256, done.problems, now)
        store.keep_file(connection, sha256, path.name, len(answers) + len(unreadable), done, now)
        counts = {"new": done.matched, "repeated": done.repeated, "unmatched": len(done.problems)}
        audit.append(connection, actor=actor, action="respond", object=sha256, payload=counts, now=now)
    return RespondReport(path.name, len(answers) + len(unreadable), done)


def add_response(office: Office, fields: Mapping[str, str], *, source: str, now: datetime, actor: str) -> RespondReport:
    """Store one answer, as the response page, an agent or the terminal hears it; fields as in the response file.

    `at` is now unless given. Raises InputError when it belongs to nobody: whoever hears it can ask again.
    """
    answer = read_answer(1, {"at": now.isoformat(), **{key: value for key, value in fields.items() if value}}, now=now)
    with writing(office.engine) as connection:
        done = store.record(connection, office, [(answer, fields)], Origin(source, now, actor))
    if done.problems:
        raise InputError(done.problems[0].reason, hint="Check the code: it has eight letters and digits.")
    return RespondReport(source, 1, done)
