"""The words of an explanation: one phrase for each code, in each language."""

from __future__ import annotations

from dm.consent.vocabulary import Allowance, Denial, Kind

PHRASES = {
    "en": {
        "allowed": "Allowed",
        "until": "This holds until",
        "requires": "The message must carry",
        "retry": "Try again from",
        "also": "It would also fail because",
        "rule": "Rule",
        "no_rule": "By the house order",
    },
    "ru": {
        "allowed": "Можно",
        "until": "Действует до",
        "requires": "В сообщении обязательно",
        "retry": "Повторить можно с",
        "also": "Кроме того",
        "rule": "Правило",
        "no_rule": "По внутреннему порядку",
    },
}

KINDS = {
    "en": {
        Kind.NEVER: "Not allowed",
        Kind.MEND: "Not allowed until something is mended",
        Kind.LATER: "Not now",
        Kind.REWRITE: "Not with this message",
    },
    "ru": {
        Kind.NEVER: "Нельзя",
        Kind.MEND: "Нельзя, пока не исправлено",
        Kind.LATER: "Не сейчас",
        Kind.REWRITE: "Нельзя с таким текстом",
    },
}

ALLOWANCES = {
    "en": {
        Allowance.ALLOW_OPT_IN: "the person has consented",
        Allowance.ALLOW_RELATIONSHIP: "the person is a customer, or has asked, recently enough",
        Allowance.ALLOW_SOFT_OPT_IN: "the address was given with an order, and the way out was offered",
        Allowance.ALLOW_PRESUMED: "a business interest may be presumed and is on record",
        Allowance.ALLOW_NO_OBJECTION: "law asks for no consent here and nobody objected",
        Allowance.ALLOW_NOT_MARKETING: "this is about an order, not marketing",
    },
    "ru": {
        Allowance.ALLOW_OPT_IN: "человек дал согласие",
        Allowance.ALLOW_RELATIONSHIP: "это клиент или недавний запрос, срок ещё не прошёл",
        Allowance.ALLOW_SOFT_OPT_IN: "адрес дан при покупке, и отказаться было предложено",
        Allowance.ALLOW_PRESUMED: "деловой интерес можно предполагать, и он записан",
        Allowance.ALLOW_NO_OBJECTION: "согласия закон здесь не требует, возражений нет",
        Allowance.ALLOW_NOT_MARKETING: "это сообщение о заказе, а не реклама",
    },
}

DENIALS = {
    "en": {
        Denial.PROVENANCE_UNLAWFUL: "the data comes from an unlawful or unknown origin",
        Denial.PROVENANCE_INCOMPLETE: "the papers of the list are incomplete, or its licence does not cover this",
        Denial.SUPPRESSED_ERASED: "the person had the data erased",
        Denial.SUPPRESSED_OPT_OUT: "the person has objected",
        Denial.CONSENT_WITHDRAWN: "the consent was withdrawn",
        Denial.POLICY_MISSING: "no reviewed policy file for this country or region",
        Denial.RULE_MISSING: "no rule speaks of such a contact, so it is closed",
        Denial.SECTOR_BANNED: "this trade may not be advertised this way",
        Denial.MODE_FORBIDDEN: "calls made this way are forbidden",
        Denial.ART14_OVERDUE: "the person was not told in time where the data comes from",
        Denial.ART14_NOTICE_MISSING: "the first message must tell where the data comes from",
        Denial.CONSENT_CHANNEL: "the consent does not cover this channel",
        Denial.CONSENT_PURPOSE: "the consent does not cover this purpose",
        Denial.CONSENT_CONTROLLER: "the consent was given to somebody else",
        Denial.CONSENT_EXPIRED: "the consent has lapsed",
        Denial.CONSENT_FORM: "the consent must be in writing",
        Denial.CONSENT_NO_EVIDENCE: "there is no proof of the consent",
        Denial.RELATIONSHIP_EXPIRED: "the last purchase, contract or question is too old",
        Denial.SOFT_OPT_IN_FAILS: "the conditions of writing to own customers are not all met",
        Denial.BASIS_MISSING: "there is no consent and no other lawful basis",
        Denial.REGISTER_HIT: "the person is on a do-not-contact register",
        Denial.REGISTER_UNCHECKED: "the do-not-contact register has not been checked",
        Denial.REGISTER_STALE: "our copy of the do-not-contact register is too old",
        Denial.COOLDOWN: "the person refused not long ago, or picked up and found nobody of ours on the line",
        Denial.CAP_ATTEMPTS: "there were enough tries already",
        Denial.TZ_UNKNOWN: "nobody knows what time it is there",
        Denial.HOLIDAY_CLOSED: "it is a public holiday there",
        Denial.DAY_CLOSED: "this day of the week is closed",
        Denial.HOURS_CLOSED: "it is outside the permitted hours there",
        Denial.CONTENT_MISSING: "the message lacks what law asks for",
    },
    "ru": {
        Denial.PROVENANCE_UNLAWFUL: "данные получены незаконно или неизвестно откуда",
        Denial.PROVENANCE_INCOMPLETE: "документы на купленный список неполны или лицензия этого не разрешает",
        Denial.SUPPRESSED_ERASED: "человек потребовал удалить свои данные",
        Denial.SUPPRESSED_OPT_OUT: "человек возразил против обращений",
        Denial.CONSENT_WITHDRAWN: "согласие отозвано",
        Denial.POLICY_MISSING: "для этой страны или региона нет проверенного файла правил",
        Denial.RULE_MISSING: "ни одно правило не говорит о таком обращении, значит оно закрыто",
        Denial.SECTOR_BANNED: "эту услугу нельзя рекламировать таким способом",
        Denial.MODE_FORBIDDEN: "звонить таким способом запрещено",
        Denial.ART14_OVERDUE: "человеку вовремя не сообщили, откуда данные",
        Denial.ART14_NOTICE_MISSING: "в первом сообщении надо сказать, откуда данные",
        Denial.CONSENT_CHANNEL: "согласие дано на другой способ связи",
        Denial.CONSENT_PURPOSE: "согласие дано для другой цели",
        Denial.CONSENT_CONTROLLER: "согласие дано другой организации",
        Denial.CONSENT_EXPIRED: "срок согласия истёк",
        Denial.CONSENT_FORM: "согласие должно быть письменным",
        Denial.CONSENT_NO_EVIDENCE: "нет доказательства согласия",
        Denial.RELATIONSHIP_EXPIRED: "последняя покупка, договор или вопрос слишком давно",
        Denial.SOFT_OPT_IN_FAILS: "условия для писем своим клиентам выполнены не все",
        Denial.BASIS_MISSING: "нет ни согласия, ни другого законного основания",
        Denial.REGISTER_HIT: "человек записан в реестр отказа от обращений",
        Denial.REGISTER_UNCHECKED: "реестр отказов не проверен",
        Denial.REGISTER_STALE: "наша копия реестра отказов устарела",
        Denial.COOLDOWN: "человек недавно отказался или снял трубку, а говорить было некому",
        Denial.CAP_ATTEMPTS: "попыток уже было достаточно",
        Denial.TZ_UNKNOWN: "неизвестно, который там час",
        Denial.HOLIDAY_CLOSED: "там праздничный день",
        Denial.DAY_CLOSED: "в этот день недели нельзя",
        Denial.HOURS_CLOSED: "там неразрешённое время",
        Denial.CONTENT_MISSING: "в сообщении нет того, чего требует закон",
    },
}
