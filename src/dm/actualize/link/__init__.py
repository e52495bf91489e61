"""Linking: which records are one person. Records in as features, groups and doubtful pairs out; docs/linking.md."""

from dm.actualize.link.features import Features, features_of
from dm.actualize.link.keys import KEYS_VERSION, MOST_OF_A_KEY, OWN, Keyed, keys_of
from dm.actualize.link.linker import Doubt, Linker, Links
from dm.actualize.link.model import GENERAL, Model
from dm.actualize.link.versions import current, freeze, next_version

__all__ = [
    "GENERAL",
    "KEYS_VERSION",
    "MOST_OF_A_KEY",
    "OWN",
    "Doubt",
    "Features",
    "Keyed",
    "Linker",
    "Links",
    "Model",
    "current",
    "features_of",
    "freeze",
    "keys_of",
    "next_version",
]
