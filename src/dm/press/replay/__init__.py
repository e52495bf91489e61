"""Letters at the speed of a press: WeasyPrint's layout, learned once for each kind of letter and replayed."""

from dm.press.replay.engine import VERSION, Replay, prove

__all__ = ["VERSION", "Replay", "prove"]
