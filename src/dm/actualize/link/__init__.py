"""Linking: which records are one person. Records in as features, groups and doubtful pairs out; docs/linking.md."""

from dm.actualize.link.features import Features, features_of
from dm.actualize.link.keys import KEYS_VERSION, keys_of
from dm.actualize.link.linker import Doubt, Linker, Links
from dm.actualize.link.model import GENERAL, Model

__all__ = ["GENERAL", "KEYS_VERSION", "Doubt", "Features", "Linker", "Links", "Model", "features_of", "keys_of"]
