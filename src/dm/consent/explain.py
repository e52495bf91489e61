"""A decision in plain words, English or Russian."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dm.consent.calendar import calendar_version
from dm.consent.code_words import MANNERS, PARTS, SAID, Tongues, in_words
from dm.consent.decision import Decision, Finding, Permit, Refusal
from dm.consent.explain_words import ALLOWANCES, DENIALS, KINDS, PHRASES, PLANNED
from dm.consent.facts import known_zone
from dm.consent.vocabulary import Allowance, Denial

LANGUAGES = ("en", "ru")


def explain(decision: Decision, language: str = "en", *, zone: str = "UTC") -> str:
    """Two to five sentences: what, why, what can be done, by which rule, law and version.

    `zone` is the time zone in which moments are told. An unknown language falls back to English.
    """
    tongue = language if language in LANGUAGES else "en"
    sentences = _permitted(decision, tongue, zone) if isinstance(decision, Permit) else _refused(decision, tongue, zone)
    return " ".join(sentences)


def explain_reason(code: str, language: str = "en") -> str:
    """One reason code in words; a code that has none comes back as it is."""
    tongue = language if language in LANGUAGES else "en"
    if code in DENIALS[tongue]:
        return DENIALS[tongue][Denial(code)]
    if code in ALLOWANCES[tongue]:
        return ALLOWANCES[tongue][Allowance(code)]
    return PLANNED[tongue].get(code, code)


def _permitted(permit: Permit, tongue: str, zone: str) -> list[str]:
    say = PHRASES[tongue]
    sentences = [f"{say['allowed']}: {ALLOWANCES[tongue][permit.reason]}."]
    sentences.append(f"{say['until']} {_moment(permit.valid_until, zone)}.")
    if permit.requires:
        parts = (in_words(part, PARTS, tongue) for part in permit.requires)
        sentences.append(f"{say['requires']}: {', '.join(parts)}.")
    return [*sentences, _law(permit.rules, permit.sources, _file_and_calendar(permit), tongue)]


def _file_and_calendar(permit: Permit) -> tuple[str, ...]:
    """The narrowest file that spoke, and the calendar where it was asked."""
    return permit.policies[-2:] if permit.policies[-1:] == (calendar_version(),) else permit.policies[-1:]


def _refused(refusal: Refusal, tongue: str, zone: str) -> list[str]:
    say, words = PHRASES[tongue], DENIALS[tongue]
    first = refusal.findings[0]
    sentences = [f"{KINDS[tongue][refusal.kind]}: {words[refusal.reason]}{_detail(first, tongue)}."]
    if refusal.retry_at:
        sentences.append(f"{say['retry']} {_moment(refusal.retry_at, zone)}.")
    if refusal.also:
        sentences.append(f"{say['also']}: {'; '.join(words[denial] for denial in refusal.also)}.")
    rules = (first.rule,) if first.rule else ()
    return [*sentences, _law(rules, first.sources, (first.policy,) if first.rule else (), tongue)]


def _detail(finding: Finding, tongue: str) -> str:
    told = _DETAILS.get(finding.denial, _as_it_is)(finding.detail, tongue) if finding.detail else ""
    return f" ({told})" if told else ""


def _as_it_is(detail: str, _tongue: str) -> str:
    return detail


def _list_of(words: Tongues) -> Callable[[str, str], str]:
    return lambda detail, tongue: ", ".join(in_words(one, words, tongue) for one in detail.split(", "))


def _silence(detail: str, tongue: str) -> str:
    end, _, after = detail.partition(" ")
    return f"{PHRASES[tongue]['silent until']} {end}: {in_words(after, MANNERS, tongue)}"


def _tries(detail: str, tongue: str) -> str:
    count, allowed, window = detail.split(" ")
    return PHRASES[tongue]["tries"].format(count=count, allowed=allowed, window=window)


_DETAILS: dict[Denial, Callable[[str, str], str]] = {
    Denial.CONTENT_MISSING: _list_of(PARTS),
    Denial.ART14_NOTICE_MISSING: _list_of(PARTS),
    Denial.MODE_FORBIDDEN: _list_of(MANNERS),
    Denial.PROVENANCE_UNLAWFUL: _list_of(SAID),
    Denial.SUPPRESSED_OPT_OUT: _list_of(SAID),
    Denial.COOLDOWN: _silence,
    Denial.CAP_ATTEMPTS: _tries,
    # The reason has said it already.
    Denial.SUPPRESSED_ERASED: lambda *_: "",
    Denial.CONSENT_WITHDRAWN: lambda *_: "",
}


def _law(rules: tuple[str, ...], sources: tuple[str, ...], versions: tuple[str, ...], tongue: str) -> str:
    say = PHRASES[tongue]
    rule = f"{say['rule']} {', '.join(rules)}" if rules else say["no_rule"]
    version = f" ({', '.join(versions)})" if versions else ""
    return f"{rule}{version}: {'; '.join(sources)}."


def _moment(at: datetime, zone: str) -> str:
    return f"{at.astimezone(known_zone(zone)):%Y-%m-%d %H:%M} {zone}"
