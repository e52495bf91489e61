"""What a company gets: the wheel, installed in another folder, without this repository."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from dm.assets import assets_root

UV = Path(sys.executable).with_name("uv")


def run(*command: str | Path, folder: Path) -> str:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV", "DM_WORKSPACE"}
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        UV,
        "build",
        "--quiet",
        "--offline",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        folder,
        folder=repo,
    )
    return next(folder.glob("dm-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment that shares the locked packages, but not the editable dm."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home, with_pip=False)
    run(
        UV,
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--no-deps",
        "--python",
        home / "bin" / "python",
        wheel,
        folder=home,
    )
    packages = next(home.glob("lib/python*/site-packages"))
    # A plain path line adds the folder without reading the .pth files in it: the editable dm stays unseen.
    (packages / "locked_packages.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def test_the_wheel_carries_what_is_not_python(wheel: Path, repo: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for room in ("flows", "templates", "consent"):
        tracked = run("git", "ls-files", room, folder=repo).split()
        assert tracked, f"{room}/ is empty"
        assert {f"dm/_assets/{name}" for name in tracked if (repo / name).exists()} <= names


def test_an_editable_install_finds_them_in_the_repository(repo: Path) -> None:
    assert assets_root() == repo


def test_the_wheel_runs_in_another_folder(installed: Path, repo: Path, tmp_path: Path) -> None:
    root = run(installed / "python", "-c", "import dm.assets; print(dm.assets.assets_root())", folder=tmp_path)
    assert Path(root.strip()).name == "_assets"
    assert repo not in Path(root.strip()).parents


def test_a_workspace_made_by_the_wheel_has_the_templates(installed: Path, repo: Path, tmp_path: Path) -> None:
    assert "Usage" in run(installed / "dm", "--help", folder=tmp_path)
    run(installed / "dm", "init", "ws", folder=tmp_path)
    assert (tmp_path / "ws" / "dm.toml").is_file()
    for room in ("templates", "consent"):
        wanted = {path.relative_to(repo / room) for path in (repo / room).rglob("*") if path.is_file()}
        assert wanted <= {path.relative_to(tmp_path / "ws" / room) for path in (tmp_path / "ws" / room).rglob("*")}
