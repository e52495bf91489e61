"""The brief and the segment that `dm campaign new` writes: to be edited, not to be invented."""

from __future__ import annotations

from typing import NamedTuple


class _Example(NamedTuple):
    brief: str
    segment: str


_BRIEF = """\
# A campaign. `dm plan campaigns/CAMPAIGN_ID.toml` says whom it would reach, what it costs, and what it could show.
[campaign]
id = "CAMPAIGN_ID"
title = "Spring catalogue"
goal = "order"                       # what counts as the wanted response: order interest question answered
sphere = "retail, home textiles"
price_category = "middle"
opens_on = 2027-03-01                 # no wave leaves before or after these days
closes_on = 2027-04-30
time_zone = "Europe/Berlin"
controller = "Beispiel GmbH"          # on whose behalf: the name that consents were given to
purpose = "own_goods"                 # what the consents were given for

[audience]
segment = "segments/warm.toml"
countries = ["DE"]
min = 1                               # fewer people than this: the plan is refused
max = 20000                           # more than this: those with the higher score stay
quality = { needs = ["postal_address"] }   # also "email", "phone"; freshness_days = 365
holdout = 0.10                        # the control group: permitted people left alone on purpose
holdout_key = "CAMPAIGN_ID"           # campaigns with the same key leave the same people alone
# unit = "household"                  # one piece for a household, or "company"; a person otherwise
# priority = "clv"                    # the score that decides where places are short
# base_rate = 0.02                    # assumed rate of the holdout, for the smallest lift that can be shown

[pressure]
per_person = { days = 30, max = 2 }   # pieces of all campaigns

[[cell]]                              # the shares add up to 1
name = "A"
share = 0.5
offer = "10 % off the first order"
# offer_in = { de = "10 % auf die erste Bestellung" }   # the same in a reader's language; title_in in [campaign]

[[cell]]
name = "B"
share = 0.5
offer = "free delivery"

[[wave]]
name = "letter"
channel = "letter"                    # letter courier email call
template = "letter/spring"
vendor = "din5008-b"                  # templates/profiles/
drop_on = 2027-03-03
unit_cost = "0.85 EUR"                # fixed_cost = "120 EUR" for what the wave costs as a whole
# release = "manual"                  # a sealed batch waits for `dm batch release`

[[wave]]
name = "mail"
channel = "email"
template = "email/spring"
send_at = "10:00"                     # the recipient's local time
after = "letter + 7d"
unless = { field = "responded", is = true }   # to this campaign

[budget]
cap = "9000 EUR"                      # a plan above it is refused
margin_per_order = "35 EUR"
two_approvals_above = "5000 EUR"

[seeds]                               # control recipients, in every batch, in no statistic
people = [ { full_name = "Karla Kontrolle", address = "Beispielweg 1", postal_code = "10115", city = "Berlin", country = "DE", email = "karla@example.com" } ]
"""  # noqa: E501

_SEGMENT = """\
# Whom a campaign is for. Combine with all, any, not; docs/segments.md lists every field.
[segment]
id = "warm"
title = "Bought within a year, or asked"
any = [
  { field = "purchases.count", within = "365d", at_least = 1 },
  { field = "responses.count", at_least = 1 },
]
"""

EXAMPLE = _Example(_BRIEF, _SEGMENT)
