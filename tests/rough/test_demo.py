"""What the README promises first: `make demo` runs a whole campaign, a reprint of three letters among it."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path


def test_the_demo_tells_the_whole_story(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = subprocess.run(
        [sys.executable, "-c", "from dm.cli import main; main()", "demo", "--dir", str(folder), "--people", "250"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "What lies where" in done.stdout
    assert (folder / "out/spring-2027/report/report.html").is_file()
    with (folder / "out/spring-2027/letters/L0000003/L0000003_index.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file, delimiter=";"))) == 3
