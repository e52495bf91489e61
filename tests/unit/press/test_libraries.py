"""Loading WeasyPrint starts no other program."""

from __future__ import annotations

import subprocess
import sys

COUNTED = """
import subprocess, sys
started = []
class Counted(subprocess.Popen):
    def __init__(self, command, *more, **options):
        started.append(command)
        super().__init__(command, *more, **options)
subprocess.Popen = Counted
import dm.press.pdf
import ctypes.util
assert dm.press.pdf.pango.pango_version()
during = len(started)
assert ctypes.util.find_library("c")
print(during, len(started))
"""


def test_weasyprints_libraries_are_found_without_a_compiler() -> None:
    done = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True)
    during, after = map(int, done.stdout.split())
    assert during == 0
    # everybody else's search is as it was
    assert after > 0 or sys.platform != "linux"
