"""The real policies, and one contact that everything allows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dm.consent.policy import Policies
from dm.consent.policy_file import load_policies

CONSENT = Path(__file__).parents[3] / "consent"


@pytest.fixture(scope="session")
def policies() -> Policies:
    return load_policies(CONSENT / "jurisdictions")
