"""How WeasyPrint's libraries are found: by their names, without a compiler.

Its binding asks for `pango-1.0-0` and the like before `libpango-1.0.so.0`. For each name that no Linux has, Python
starts ldconfig, gcc and ld: dozens of processes, a fifth of a second of CPU for each process that prints.
"""

from __future__ import annotations

import ctypes.util
import sys

_BINDING = "weasyprint.text.ffi"
_searched = ctypes.util.find_library


def find_library(name: str) -> str | None:
    """As ctypes' function; nothing is searched for while WeasyPrint's binding is being loaded."""
    binding = sys.modules.get(_BINDING)
    loading = binding is not None and getattr(binding.__spec__, "_initializing", False)
    return None if loading else _searched(name)


if sys.platform == "linux":
    ctypes.util.find_library = find_library
