"""`python -m dm.console WORKSPACE HOST PORT [NOW]`: the console as a process of its own, as `dm up` starts it."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from dm.console import create_app
from dm.wiring import open_workspace


def main(workspace: str, host: str, port: str, now: str | None = None) -> None:
    """Serve until somebody ends the process; `now` stops a simulated clock at that moment."""
    app = create_app(open_workspace(Path(workspace), now=now))
    # The access log would keep tokens of unsubscribe links and addresses of visitors.
    uvicorn.run(app, host=host, port=int(port), access_log=False, log_level="warning", server_header=False)


if __name__ == "__main__":
    main(*sys.argv[1:5])
