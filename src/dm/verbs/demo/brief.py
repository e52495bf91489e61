"""The demo's campaign as a marketer would write it."""

from __future__ import annotations

from pathlib import Path

CAMPAIGN = "spring-2027"
_SEGMENT = """\
[segment]
id = "warm"
title = "Customers, visitors of the fair, readers and firms we may know something of"
any = [
  { field = "purchases.count", since = "2025-01-01", at_least = 1 },
  { field = "source", in = ["fair-2026", "partner-ru", "directory"] },
]
"""
_BRIEF = """\
# The demo's campaign: four waves, two offers, a real control group. Every key is explained in docs/campaign-file.md.
[campaign]
id = "spring-2027"
title = "Spring catalogue"
title_in = { de = "Frühjahrskatalog", ru = "Весенний каталог" }
goal = "order"
sphere = "retail, home textiles"
price_category = "middle"
opens_on = 2027-03-01
closes_on = 2027-05-31
time_zone = "Europe/Berlin"
controller = "Beispiel GmbH"
purpose = "own_goods"

[audience]
segment = "segments/warm.toml"
countries = ["DE", "AT", "GB", "RU"]
min = 50
max = 5000
quality = { needs = ["postal_address"] }
holdout = 0.15
holdout_key = "spring"

[pressure]
per_person = { days = 5, max = 2 }

[[cell]]
name = "A"
share = 0.5
offer = "10 % off the first order"
offer_in = { de = "10 % auf die erste Bestellung", ru = "скидка 10 % на первый заказ" }

[[cell]]
name = "B"
share = 0.5
offer = "free delivery"
offer_in = { de = "Lieferung frei Haus", ru = "бесплатная доставка" }

[[wave]]
name = "letter"
channel = "letter"
template = "letter/spring"
vendor = "din5008-b"
drop_on = 2027-03-03
unit_cost = "0.85 EUR"

[[wave]]
name = "vip"
channel = "courier"
where = { field = "purchases.count", at_least = 4 }
template = "courier/gift"
vendor = "city-courier"
drop_on = 2027-03-03
unit_cost = "6.40 EUR"

[[wave]]
name = "mail"
channel = "email"
template = "email/spring"
send_at = "10:00"
after = "letter + 7d"
unless = { field = "responded", is = true }
unit_cost = "0.004 EUR"

[[wave]]
name = "call"
channel = "call"
template = "call/spring"
after = "mail + 5d"
unless = { field = "responded", is = true }
agents = 2
unit_cost = "1.90 EUR"

[budget]
cap = "4000 EUR"
margin_per_order = "35 EUR"
two_approvals_above = "300 EUR"

[[seeds.people]]
full_name = "Karla Kontrolle"
address = "Beispielweg 1"
postal_code = "10115"
city = "Berlin"
country = "DE"
email = "karla@example.com"

[[seeds.people]]
full_name = "Peter Probe"
address = "Probeallee 7"
postal_code = "04109"
city = "Leipzig"
country = "DE"
email = "peter@example.com"
"""


def write_brief(root: Path) -> Path:
    """Write segment and brief into the workspace."""
    (root / "segments" / "warm.toml").write_text(_SEGMENT, encoding="utf-8")
    path = root / "campaigns" / f"{CAMPAIGN}.toml"
    path.write_text(_BRIEF, encoding="utf-8")
    return path
