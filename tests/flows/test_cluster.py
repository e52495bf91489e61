"""Letters on a Dask cluster of two workers."""

from __future__ import annotations

import importlib
import os
import signal
from pathlib import Path

import pytest

from dm.channels.letter import find_template, render_letters
from dm.channels.letter.presses import Task
from dm.channels.letter.printing import Letter, PrintJob
from dm.channels.letter.spool import Spool, print_spooled
from dm.press.profiles import load_profile

BODY = "<html><body><p>Dear {{ name }}, number {{ code }}</p></body></html>"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "body.html").write_text(BODY)
    (folder / "print.css").write_text('@page { size: A4 } html { font-family: "House Sans" }')
    (folder / "template.toml").write_text('fonts = ["House Sans"]\nprofile = "din5008-b"')
    return folder


@pytest.fixture(scope="module")
def cluster():
    distributed, dask = pytest.importorskip("distributed"), pytest.importorskip("dask")
    patient = {f"distributed.comm.timeouts.{name}": "300s" for name in ("connect", "tcp")}
    with (
        dask.config.set(patient),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
        ) as local,
    ):
        yield local


def rows(count: int) -> list[dict[str, str]]:
    return [{"name": f"Anna {number}", "code": f"K{number:05d}"} for number in range(count)]


def render(repo: Path, template: Path, out: Path) -> bytes:
    templates = repo / "templates"
    found = find_template(templates, str(template))
    result = render_letters(found, rows(600), templates=templates, out=out, workers=1)
    return (out / result.files[0]).read_bytes()


@pytest.mark.usefixtures("prefect_server")
def test_a_cluster_gives_the_same_bytes(repo, template, cluster, tmp_path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(repo / "flows"))
    printing_on_cluster = importlib.import_module("cluster").printing_on_cluster
    here = render(repo, template, tmp_path / "here")
    with printing_on_cluster(cluster.scheduler_address):
        assert render(repo, template, tmp_path / "there") == here


@pytest.mark.usefixtures("prefect_server")
def test_a_killed_worker_costs_its_chunk_alone(repo, template, cluster, tmp_path, monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(repo / "flows"))
    printing_on_cluster = importlib.import_module("cluster").printing_on_cluster
    here = render(repo, template, tmp_path / "here")
    grave = tmp_path / "grave"
    fatal = lambda task: (_die_once, (grave, task.number, task.path, task.letters))  # noqa: E731
    monkeypatch.setattr(Task, "__reduce__", fatal, raising=False)
    with printing_on_cluster(cluster.scheduler_address):
        assert render(repo, template, tmp_path / "there") == here
    assert grave.exists()


def _die_once(grave: Path, number: int, path: Path, some: list[Letter]) -> Task:
    """The worker that is the first to be given the second chunk is killed before it prints anything."""
    if number == 1 and not grave.exists():
        grave.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    return Task(number, path, some)


def test_a_chunk_that_is_there_is_not_printed_again(repo, template, tmp_path) -> None:
    templates = repo / "templates"
    job = PrintJob(
        find_template(templates, str(template)), templates / "fonts", load_profile(templates / "profiles", "din5008-b")
    )
    task = Task(0, tmp_path / "000000.pdf", [Letter({"name": "Anna", "code": "K1"}, "en", "row 1")])
    seen = []

    def send(folder: Path, numbers: list[int]) -> None:
        for _ in range(2):
            print_spooled(folder, numbers[0])
            seen.append(sorted(path.stat().st_mtime_ns for path in tmp_path.glob("*.pdf")))

    (_, chunk) = next(iter(Spool(send).print(job, [task])))
    assert chunk.pages == (1,)
    assert seen[0] == seen[1]
