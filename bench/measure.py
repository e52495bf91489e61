"""One case, measured in a process of its own: CPU seconds with its children, wall seconds, peak memory."""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# A case is a function (count, folder) that imports and prepares what it needs and returns the work to be measured.
Case = Callable[[int, Path], Callable[[], Any]]


@dataclass(frozen=True)
class Figure:
    """`peak_mb` is the largest single process; imports are in it, though not in the seconds."""

    cpu_seconds: float
    wall_seconds: float
    peak_mb: float


def measure(case: str, count: int, folder: Path, *, patience: float) -> Figure | str:
    """The figures of `bench.module:function`, or the sentence why there are none within so many seconds."""
    found = last_line([sys.executable, "-m", "bench.measure", case, str(count), str(folder)], patience=patience)
    return found if isinstance(found, str) else Figure(**found)


def last_line(command: list[str], *, patience: float) -> dict[str, float] | str:
    """The JSON that a command writes last, or the sentence why there is none."""
    nothing = subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdin=nothing, capture_output=True, text=True, check=False, timeout=patience)
    except subprocess.TimeoutExpired:
        return f"left out: not ready after {patience:.0f} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak_mb() -> float:
    # ru_maxrss of this process begins with its parent's; VmHWM is its own.
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return max(int(own.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _run(case: str, count: int, folder: Path) -> Figure:
    module, _, name = case.partition(":")
    work = getattr(importlib.import_module(module), name)(count, folder)
    # A server that was started beside us is no child: its case tells what it has worked.
    elsewhere: Callable[[], float] = getattr(work, "cpu_elsewhere", lambda: 0.0)
    cpu, wall = _cpu_seconds() + elsewhere(), time.perf_counter()
    work()
    return Figure(_cpu_seconds() + elsewhere() - cpu, time.perf_counter() - wall, _peak_mb())


if __name__ == "__main__":
    print(json.dumps(asdict(_run(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))))
