"""What hands write by dice: words, values, declarations."""

from __future__ import annotations

# What stands before text, after it and within it.
WORDS = (
    "thank you for your order of the month and the trust that comes with it we look forward to a visit in our new "
    "house near the old harbour please note that prices include tax and delivery unless stated otherwise self-service "
    "on-line day-to-day and/or terms"
).split()
WORDS_RU = (
    "благодарим вас за заказ и доверие мы будем рады видеть вас в нашем новом магазине пожалуйста обратите внимание "
    "что цены включают доставку если не указано иное"
).split()
VALUES = (
    "name",
    "given",
    "family",
    "street",
    "city",
    "company",
    "note",
    "amount",
    "date",
    "code",
    "number",
    "tier",
    "long",
    "lines",
    "signs",
    "mixed",
    "empty",
    "email",
    "odd",
    "url",
    "fixed",
    "ru",
    "ru_long",
    "day",
)
CALM = (
    "name",
    "given",
    "family",
    "street",
    "city",
    "amount",
    "date",
    "code",
    "long",
    "fixed",
    "number",
    "ru",
    "email",
)
ROW_VALUES = ("name", "text", "quantity", "price", "sign")
FILTERS = ("", "", "", "", "|upper", "|lower", "|title", "|trim", "|default('x')", "|replace('a','o')", "|nbsp")
LENGTHS = ("0", "1mm", "2mm", "5px", "3pt", "0.5em", "7.3px")
PAINTS = (
    "background:#eef",
    "border:1px solid #888",
    "border-bottom:2px dotted #c00",
    "border:1mm solid #036",
    "border-left:4px double #393",
    "border-radius:2mm;background:#fec",
    "border:.4pt dashed #000",
)
TEXTS = (
    "font-weight:bold",
    "font-style:italic",
    "font-size:8pt",
    "font-size:1.3em",
    "line-height:1.2",
    "line-height:18px",
    "line-height:normal",
    "letter-spacing:.3px",
    "text-align:right",
    "text-align:center",
    "text-align:justify",
    "text-transform:uppercase",
    "text-transform:capitalize",
    "text-decoration:underline",
    "color:#a00",
    "text-indent:5mm",
    "hyphens:auto",
    "white-space:nowrap",
    "white-space:pre-line",
    "font-variant:small-caps",
    "word-spacing:2px",
    "font-family:'House Serif'",
    "font-family:'House Sans'",
    "overflow-wrap:anywhere",
    "white-space:pre-wrap",
    "orphans:1;widows:1",
    "font-variant-numeric:tabular-nums",
)
BOXES = (
    "padding:2mm",
    "padding:3px 8px",
    "margin:4mm 0",
    "margin:0 0 3mm",
    "margin-left:10mm",
    "width:90mm",
    "width:60%",
    "min-height:12mm",
    "max-width:110mm",
    "break-inside:avoid",
    "break-after:avoid",
    "overflow:hidden",
    "min-height:8mm;padding:1mm",
    "height:30mm",
    "margin-top:-1mm",
    "position:relative;left:2mm",
    "margin:0 auto;width:80mm",
    "box-sizing:border-box;width:100mm;padding:3mm",
    "break-before:page",
    "box-decoration-break:clone;padding:1mm",
)
