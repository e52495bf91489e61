"""`python -m dm.console WORKSPACE HOST PORT`: the console as a process of its own, as `dm up` starts it."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from dm.console import create_app
from dm.wiring import open_workspace


def main(workspace: str, host: str, port: str) -> None:
    """Serve until somebody ends the process."""
    app = create_app(open_workspace(Path(workspace)))
    # The access log would keep tokens of unsubscribe links and addresses of visitors.
    uvicorn.run(app, host=host, port=int(port), access_log=False, log_level="warning", server_header=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
