"""Mail domains that many people use, and those that live ten minutes."""

from __future__ import annotations

# Domains with so many users that a near miss is far likelier a slip than a domain of its own.
BIG = (
    "gmail.com googlemail.com hotmail.com outlook.com yahoo.com icloud.com live.com msn.com aol.com protonmail.com "
    "yandex.ru yandex.com rambler.ru mail.ru inbox.ru list.ru bk.ru gmx.de gmx.net gmx.at gmx.ch web.de t-online.de "
    "freenet.de arcor.de hotmail.de yahoo.de outlook.de hotmail.co.uk yahoo.co.uk btinternet.com hotmail.fr "
    "orange.fr wanadoo.fr laposte.net libero.it hotmail.it yahoo.fr yahoo.it bluewin.ch comcast.net verizon.net "
    "att.net"
).split()
# Real domains one letter away from a big one.
REAL_NEIGHBOURS = frozenset(
    "mail.com email.com ymail.com gmx.com gmx.us gmx.eu live.de live.ru live.fr yandex.by yandex.kz yandex.ua ya.ru "
    "mail.de mail.ua bk.com web.com att.com aol.de me.com mac.com hotmail.es hotmail.nl yahoo.es yahoo.ca "
    "outlook.es "
    "outlook.fr outlook.it orange.es libero.com inbox.lv list.com".split()
)
# Below this many letters before the dot a near miss says nothing: gmx, web, aol, bk have many honest neighbours.
SHORTEST_GUESSED = 5
SLIPS = {
    "gmail.ru": "gmail.com", "gmail.de": "gmail.com", "gmail.co": "gmail.com", "gmail.con": "gmail.com",
    "gnail.com": "gmail.com", "gmal.com": "gmail.com", "gmial.com": "gmail.com", "gamil.com": "gmail.com",
    "mail.ri": "mail.ru", "mail.tu": "mail.ru", "mail.eu": "mail.ru", "mai.ru": "mail.ru", "maill.ru": "mail.ru",
    "meil.ru": "mail.ru", "yandex.tu": "yandex.ru", "web.d": "web.de", "gmx.d": "gmx.de", "gmx.dee": "gmx.de",
    "t-online.com": "t-online.de", "tonline.de": "t-online.de",
}  # fmt: skip
DISPOSABLE = frozenset(
    "mailinator.com guerrillamail.com guerrillamail.de 10minutemail.com 10minutemail.net tempmail.com temp-mail.org "
    "temp-mail.ru yopmail.com yopmail.fr trashmail.com trashmail.de trash-mail.com wegwerfmail.de wegwerfemail.de "
    "sharklasers.com getnada.com maildrop.cc dispostable.com fakeinbox.com throwawaymail.com mohmal.com "
    "spamgourmet.com mailnesia.com mytemp.email tempr.email discard.email einrot.com dayrep.com teleworm.us "
    "jourrapide.com armyspy.com "
    "cuvox.de fleckens.hu gustr.com rhyta.com superrito.com crazymailing.com dropmail.me emailondeck.com".split()
)
ROLES = frozenset(
    "info office admin administrator sales support service contact kontakt hello mail post team marketing press "
    "presse pr hr jobs career karriere bewerbung billing accounting accounts buchhaltung rechnung invoice finance "
    "buero empfang reception sekretariat secretary zentrale verwaltung webmaster hostmaster postmaster abuse "
    "privacy datenschutz newsletter noreply no-reply donotreply do-not-reply shop order orders bestellung vertrieb "
    "einkauf help helpdesk "
    "verkauf kundenservice kundendienst personal redaktion kontakty biuro sekretariat sprzedaz kontor boutique "
    "commercial accueil direction comptabilite contacto ventas administracion pedidos recepcion "
    "informazioni amministrazione vendite segreteria commerciale verkoop klantenservice secretariaat "
    "contato vendas atendimento bilgi iletisim satis customerservice customer-service enquiries enquiry inquiry orders "
    "zakaz buh buhgalter priemnaya director direktor reklama otdel sekretar kadry".split()
)
# Nobody reads these, or whoever does is there for complaints only.
UNREAD = frozenset("noreply no-reply donotreply do-not-reply abuse postmaster hostmaster mailer-daemon".split())
