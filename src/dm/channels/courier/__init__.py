"""Couriers: claimed pieces become manifests with labels and run sheets."""

from dm.channels.courier.consignment import is_consignment_no
from dm.channels.courier.dispatch import dispatch

__all__ = ["dispatch", "is_consignment_no"]
