"""Verbs that join several stages; console, terminal and flows call the same functions."""
