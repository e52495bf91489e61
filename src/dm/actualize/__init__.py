"""To make a list true today: normalise, validate, link duplicates, choose what survives, ask for verification."""

from dm.actualize.run import ActualizeReport, actualize

__all__ = ["ActualizeReport", "actualize"]
