"""Verify: once a day the whole base is judged anew, because data age without anybody touching them."""

from __future__ import annotations

from typing import Any

from prefect import flow

from dm.actualize import choose_calls
from entry import answer, opened, say


@flow(name="verify", flow_run_name="verify")
def verify(workspace: str, now: str | None = None) -> dict[str, Any]:
    """Put everybody whom [verification] of dm.toml wants asked into the queue of verification calls."""
    workshop = opened(workspace, now)
    return choose_calls(workshop.office, now=workshop.now(), say=say).document()


if __name__ == "__main__":
    answer(verify)
