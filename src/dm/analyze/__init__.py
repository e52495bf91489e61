"""What campaigns were worth: rates, lift against the holdout, costs, reports."""

from __future__ import annotations

from dm.analyze.report import make_report

__all__ = ["make_report"]
