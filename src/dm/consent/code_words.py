"""Codes that stand in facts, rules and events, in words that a person can read aloud."""

from __future__ import annotations

from collections.abc import Mapping

Tongues = Mapping[str, Mapping[str, str]]

# What a campaign or a consent may be for. A company may write purposes of its own: they are told as they are written.
PURPOSES: Tongues = {
    "en": {
        "*": "any purpose",
        "": "any purpose",
        "marketing": "advertising of any kind",
        "own_goods": "our own goods and services",
        "partner_offers": "offers of our partners",
        "newsletter": "our newsletter",
        "fundraising": "asking for donations",
        "survey": "surveys",
        "events": "invitations to events",
        "membership": "membership",
        "verify": "checking that your data is right",
        "transactional": "messages about an order",
        "mixed": "messages about an order with an offer inside",
    },
    "de": {
        "*": "jeder Zweck",
        "": "jeder Zweck",
        "marketing": "Werbung jeder Art",
        "own_goods": "unsere eigenen Waren und Leistungen",
        "partner_offers": "Angebote unserer Partner",
        "newsletter": "unser Newsletter",
        "fundraising": "Bitten um Spenden",
        "survey": "Umfragen",
        "events": "Einladungen zu Veranstaltungen",
        "membership": "Mitgliedschaft",
        "verify": "Prüfen, ob Ihre Daten stimmen",
        "transactional": "Nachrichten zu einer Bestellung",
        "mixed": "Nachrichten zu einer Bestellung mit einem Angebot darin",
    },
    "ru": {
        "*": "любая цель",
        "": "любая цель",
        "marketing": "любая реклама",
        "own_goods": "наши собственные товары и услуги",
        "partner_offers": "предложения наших партнёров",
        "newsletter": "наша рассылка",
        "fundraising": "просьбы о пожертвованиях",
        "survey": "опросы",
        "events": "приглашения на мероприятия",
        "membership": "членство",
        "verify": "проверка Ваших данных",
        "transactional": "сообщения о заказе",
        "mixed": "сообщения о заказе с предложением внутри",
    },
}

# What a message must carry.
PARTS: Tongues = {
    "en": {
        "art14_notice": "the notice where the data comes from (GDPR Art. 14)",
        "automated_opt_out": "a way to refuse by pressing a key",
        "callback_number": "a number to call back",
        "caller_id": "the caller's number, shown",
        "caller_name": "the caller's name",
        "commercial_prefix": "a number from the range for commercial calls",
        "data_source": "where the data comes from",
        "objection_notice": "the right to object",
        "operator_label": "the company's name on the display, by contract with the operator",
        "opt_out_notice": "how to say no",
        "postal_address": "a postal address",
        "purpose_first": "the purpose, said first",
        "registered_header": "a registered sender",
        "registered_template": "a registered text",
        "second_contact": "a second way to reach the sender",
        "seller_name": "the seller's name",
        "sender_identity": "who the sender is",
        "stop_keyword": "the word that stops it",
        "unsubscribe": "a link to unsubscribe",
    },
    "ru": {
        "art14_notice": "уведомление, откуда данные (ст. 14 GDPR)",
        "automated_opt_out": "отказ нажатием клавиши",
        "callback_number": "номер для обратного звонка",
        "caller_id": "показанный номер звонящего",
        "caller_name": "имя звонящего",
        "commercial_prefix": "номер из диапазона для рекламных звонков",
        "data_source": "откуда данные",
        "objection_notice": "право возразить",
        "operator_label": "название компании на экране по договору с оператором",
        "opt_out_notice": "как отказаться",
        "postal_address": "почтовый адрес",
        "purpose_first": "цель, названная сначала",
        "registered_header": "зарегистрированный отправитель",
        "registered_template": "зарегистрированный текст",
        "second_contact": "второй способ связи с отправителем",
        "seller_name": "название продавца",
        "sender_identity": "кто отправитель",
        "stop_keyword": "слово, которым всё прекращают",
        "unsubscribe": "ссылка для отписки",
    },
}

# Why somebody is not contacted, by which road that was said, and where data came from.
SAID: Tongues = {
    "en": {
        "objection": "objection",
        "internal_dnc": "asked not to be called",
        "complaint": "complaint",
        "erased": "asked to be erased",
        "deceased": "has died",
        "prohibitory_order": "prohibitory order",
        "web": "web page",
        "call": "a call",
        "letter": "a letter",
        "courier": "the courier",
        "email": "an e-mail",
        "import": "an imported list",
        "response": "an answer",
        "operator": "an operator",
        "unsubscribe link": "the unsubscribe link",
        "preferences page": "the preference page",
        "own_form": "our own form",
        "own_customers": "our own customers",
        "supplier": "a supplier",
        "partner": "a partner",
        "list_broker": "a list broker",
        "merger": "a merger",
        "public_register": "a public register",
        "inherited": "taken over with the company",
        "email bounce report": "a delivery report",
    },
    "ru": {
        "objection": "возражение",
        "internal_dnc": "просьба не звонить",
        "complaint": "жалоба",
        "erased": "просьба удалить данные",
        "deceased": "человек умер",
        "prohibitory_order": "запрет по заявлению",
        "web": "веб-страница",
        "call": "звонок",
        "letter": "письмо",
        "courier": "курьер",
        "email": "электронное письмо",
        "import": "загруженный список",
        "response": "ответ",
        "operator": "оператор",
        "unsubscribe link": "ссылка для отписки",
        "preferences page": "страница настроек",
        "own_form": "наша форма",
        "own_customers": "наши клиенты",
        "supplier": "поставщик",
        "partner": "партнёр",
        "list_broker": "брокер списков",
        "merger": "слияние компаний",
        "public_register": "открытый реестр",
        "inherited": "перешло вместе с компанией",
        "email bounce report": "отчёт о доставке",
    },
}

# How a call is made, and what a cool-down follows.
MANNERS: Tongues = {
    "en": {
        "live": "by a person",
        "autodial": "dialled by a machine",
        "autodial_message": "dialled by a machine that plays a message",
        "prerecorded": "a recorded message",
        "ai_voice": "an artificial voice",
        "refusal": "the person said no",
        "abandoned": "nobody was there when the person picked up",
    },
    "ru": {
        "live": "звонит человек",
        "autodial": "номер набирает машина",
        "autodial_message": "машина набирает номер и включает запись",
        "prerecorded": "запись",
        "ai_voice": "искусственный голос",
        "refusal": "человек сказал «нет»",
        "abandoned": "человек снял трубку, а говорить было некому",
    },
}


def in_words(code: str, words: Tongues, language: str) -> str:
    """The words of a code; what nobody has words for is told as it is written, without its underscores."""
    return words.get(language, words["en"]).get(code) or code.replace("_", " ")


def purpose_in_words(code: str, language: str) -> str:
    """What a campaign or consent is for: en, de or ru; English otherwise."""
    return in_words(code, PURPOSES, language)
