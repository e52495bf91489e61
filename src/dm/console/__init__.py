"""The console: pages for people, a small JSON API for agents' programs, and the public pages. No rules live here."""

from dm.console.app import create_app

__all__ = ["create_app"]
