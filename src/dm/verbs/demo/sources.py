"""Where the demo's lists come from, as a marketer would register them."""

from __future__ import annotations

from pathlib import Path


def write_sources(folder: Path) -> list[Path]:
    """One file a list, with its provenance and licence."""
    made = []
    for name, text in _SOURCES.items():
        path = folder / f"source_{name}.toml"
        path.write_text(text, encoding="utf-8")
        made.append(path)
    return made


_SOURCES = {
    "fair-2026": """\
[source]
id = "fair-2026"
title = "Visitors of the spring fair"
supplier = "Messe Beispiel GmbH"
origin = "supplier"
contract = "MB-2026-17"
party = "consumer"
notice_on = 2026-10-20
collected_from = 2026-03-01
collected_to = 2026-03-05
acquired_on = 2026-10-15
lawful_basis = "legitimate_interest"
wording = "fair-visitor-notice-2026"
permitted_channels = ["post", "courier", "email", "phone"]
permitted_purposes = ["own_goods", "verify"]
valid_until = 2027-12-31
country = "DE"
language = "de"
unit_price = "0.12 EUR"
""",
    "shop": """\
[source]
id = "shop"
title = "Customers of our shop"
supplier = "Beispiel GmbH"
origin = "own_customers"
party = "consumer"
collected_from = 2024-01-01
collected_to = 2026-10-31
acquired_on = 2026-10-31
lawful_basis = "contract"
permitted_channels = ["post", "courier", "email", "phone"]
permitted_purposes = ["own_goods", "verify"]
country = "DE"
language = "de"
""",
    "partner-ru": """\
[source]
id = "partner-ru"
title = "Readers of a home magazine"
supplier = "Izdatelstvo Primer"
origin = "partner"
contract = "IP-2026-4"
party = "consumer"
collected_from = 2026-01-15
collected_to = 2026-06-30
acquired_on = 2026-10-10
lawful_basis = "consent"
wording = "reader-consent-2026"
permitted_channels = ["post", "courier", "email", "phone"]
permitted_purposes = ["own_goods", "verify"]
valid_until = 2027-12-31
country = "RU"
language = "ru"
unit_price = "0.09 EUR"
""",
    "directory": """\
[source]
id = "directory"
title = "Public trade directory"
supplier = "Verlag Beispiel"
origin = "public_register"
party = "business"
notice_on = 2026-09-15
collected_from = 2026-08-01
collected_to = 2026-08-31
acquired_on = 2026-09-01
lawful_basis = "legitimate_interest"
permitted_channels = ["post", "courier", "email", "phone"]
permitted_purposes = ["own_goods", "verify"]
country = "DE"
language = "de"
""",
}
