"""Which firm a written name means, and who works there."""

from dm.actualize.companies.store import store_memberships

__all__ = ["store_memberships"]
