"""Who lives with whom."""

from dm.actualize.households.store import settle

__all__ = ["settle"]
