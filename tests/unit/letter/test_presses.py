"""Letters printed by several processes, some of which die."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from dm.channels.letter import find_template, presses
from dm.channels.letter.presses import Task, print_chunks
from dm.channels.letter.printing import Chunk, Letter, PrintJob
from dm.errors import DmError, TemplateError
from dm.press.profiles import load_profile

TEMPLATES = Path(__file__).parents[3] / "templates"


def job(folder: Path, body: str, engine: str = "auto") -> PrintJob:
    folder.mkdir(exist_ok=True)
    (folder / "body.html").write_text(f"<html><body>{body}</body></html>")
    (folder / "print.css").write_text('@page { size: A4 } html { font-family: "House Sans" }')
    (folder / "template.toml").write_text('fonts = ["House Sans"]\nprofile = "plain"')
    profile = load_profile(TEMPLATES / "profiles", "plain")
    return PrintJob(find_template(TEMPLATES, str(folder)), TEMPLATES / "fonts", profile, engine)


def letters(count: int) -> list[Letter]:
    return [Letter({"name": f"Anna {number}"}, "", f"row {number}") for number in range(count)]


def printed(mine: PrintJob, folder: Path, count: int, workers: int | None, tick=lambda _: None) -> list[Chunk]:  # type: ignore[no-untyped-def]
    folder.mkdir()
    return print_chunks(mine, letters(count), folder, workers=workers, tick=tick)


@pytest.mark.parametrize(("shared", "elsewhere"), [(timedelta(hours=1), 0), (timedelta(0), 2)])
def test_only_long_work_is_shared_with_further_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: timedelta, elsewhere: int
) -> None:
    monkeypatch.setattr(presses, "_SHARED", shared)
    monkeypatch.setattr(presses, "_cores", lambda: 2)
    mine = job(tmp_path / "mine", "<p>Dear {{ name }}</p>")
    here = printed(mine, tmp_path / "here", 1200, 1)
    mostly = printed(mine, tmp_path / "mostly", 1200, None)
    assert sum(chunk.process != os.getpid() for chunk in mostly) == elsewhere
    assert [chunk.path.read_bytes() for chunk in here] == [chunk.path.read_bytes() for chunk in mostly]


def test_a_killed_process_costs_its_chunk_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = job(tmp_path / "mine", "<p>Dear {{ name }}</p>")
    here = printed(mine, tmp_path / "here", 600, 1)
    grave = tmp_path / "grave"
    monkeypatch.setattr(
        Task, "__reduce__", lambda task: (_die_once, (grave, task.number, task.path, task.letters)), raising=False
    )
    there = printed(mine, tmp_path / "there", 600, 2)
    assert int(grave.read_text()) not in {chunk.process for chunk in there}
    assert [chunk.path.read_bytes() for chunk in here] == [chunk.path.read_bytes() for chunk in there]


def _die_once(grave: Path, number: int, path: Path, some: list[Letter]) -> Task:
    """The process that is the first to be given the second chunk is killed before it prints anything."""
    if number == 1 and not grave.exists():
        grave.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    return Task(number, path, some)


def test_a_chunk_that_kills_every_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = job(tmp_path / "mine", "<p>{{ name }}</p>", "weasyprint")
    monkeypatch.setattr("dm.channels.letter.presses.Task.__reduce__", lambda _: (_Suicide, ()), raising=False)
    with pytest.raises(DmError, match="killed 2 processes"):
        printed(mine, tmp_path / "out", 60, 2)


class _Suicide:
    """Whoever unpickles it dies."""

    def __init__(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


_MURDER = """
import os, signal, sys
from pathlib import Path
from dm.channels.letter.presses import Task
from tests.unit.letter.test_presses import job, printed

def kill_parent(grave, *task):
    Path(grave).write_text(str(os.getpid()))
    os.kill(os.getppid(), signal.SIGKILL)
    return Task(*task)

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    Task.__reduce__ = lambda task: (kill_parent, (str(folder / "grave"), task.number, task.path, task.letters))
    printed(job(folder / "mine", "<p>{{ name }}</p>"), folder / "out", 600, 2)
"""


def test_when_the_run_is_killed_its_processes_end_too(tmp_path: Path) -> None:
    (tmp_path / "murder.py").write_text(_MURDER)
    root = Path(__file__).parents[3]
    places = os.pathsep.join([str(root), str(root / "src")])
    told = [sys.executable, str(tmp_path / "murder.py"), str(tmp_path)]
    assert subprocess.run(told, env={**os.environ, "PYTHONPATH": places}, check=False).returncode == -signal.SIGKILL
    try:
        process = os.pidfd_open(int((tmp_path / "grave").read_text()))
    except ProcessLookupError:
        return
    assert select.select([process], [], [], 60)[0], "it waits for work that nobody will give it"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "seconds"),
        ("{{ ('x' * 99999999) * 99 }}", "memory"),
    ],
)
def test_a_template_without_end_is_stopped(tmp_path: Path, body: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        printed(job(tmp_path / "mine", f"<p>{{{{ name }}}}{body}</p>", "weasyprint"), tmp_path / "out", 1, 1)


def test_chunks_come_in_the_order_of_the_letters(tmp_path: Path) -> None:
    mine = job(tmp_path / "mine", "<p>{{ name }}</p>")
    chunks = printed(mine, tmp_path / "out", 1050, 2)
    assert [len(chunk.pages) for chunk in chunks] == [500, 500, 50]


def test_a_template_that_eats_the_memory_is_stopped_before_a_lesson_too(tmp_path: Path) -> None:
    mine = job(tmp_path / "mine", "<p>{{ name }} {{ 'x' * 3_000_000_000 if name == 'Anna 4' }}</p>")
    with pytest.raises(TemplateError, match=r"row 4: .* takes more memory than a letter may"):
        printed(mine, tmp_path / "here", 9, 1)


def test_boxes_within_boxes_without_end_stop_by_name(tmp_path: Path) -> None:
    chunks = printed(job(tmp_path / "mine", "{{ name }}" + "<div>" * 3000), tmp_path / "here", 9, 1)
    faults = [fault for chunk in chunks for fault in chunk.faults]
    assert all(fault and fault.message.startswith(f"row {number}") for number, fault in enumerate(faults))


def test_half_a_character_in_the_data_costs_its_letter(tmp_path: Path) -> None:
    some = [*letters(8), Letter({"name": "half \ud800"}, "", "row 8")]
    (tmp_path / "here").mkdir()
    mine = job(tmp_path / "mine", "<p>Dear {{ name }}</p>")
    chunks = print_chunks(mine, some, tmp_path / "here", workers=1, tick=lambda _: None)
    faults = [fault.message for chunk in chunks for fault in chunk.faults if fault]
    assert faults == ["row 8: the template's fonts have no U+D800."]
