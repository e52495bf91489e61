"""Legal forms wherever they stand in a name, by the kind of firm that they make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from dm.actualize.companies.sounding import sound


class Form(StrEnum):
    """What kind of body a legal form makes; "" where none is written."""

    NONE = ""
    STOCK = "stock"
    LIMITED = "limited"
    PARTNERS = "partners"
    SOLE = "sole"
    CLUB = "club"
    STATE = "state"


_KINDS = {
    Form.STOCK: """
        ag aktiengesellschaft kgaa kgaufaktien se sa nv naamlozevennootschap naamloozevennootschap spa plc
        publiclimitedcompany
        societeanonyme societaperazioni sociedadanonima inc incorporated corp corporation ab
        aktiebolag aktiebolaget publ oyj asa as ao оао
        oao зао zao пао pao ао нао anonimsirketi kk kabushikikaisha акционерноеобщество
        публичноеакционерноеобщество закрытоеакционерноеобщество открытоеакционерноеобщество nyrt zrt saa sab
        sadecv ojsc jsc cjsc pjsc akciovaspolecnost spolkaakcyjna hf
    """,
    Form.LIMITED: """
        gmbh ggmbh mbh gesmbh gesellschaftmitbeschrankterhaftung gesellschaftmbh ug ughaftungsbeschrankt ltd
        limited coltd companylimited llc limitedliabilitycompany societearesponsabilitelimitee
        societeparactionssimplifiee societaaresponsabilitalimitata sociedadlimitada
        bv beslotenvennootschap bvba sarl sarlu srl
        srls sl slu eurl sas sasu ооо ooo обществосограниченнойответственностью oy spzoo spoo kft sro doo aps
        ltda ltdsti limitedsirketi limitedsti spolsro spolecnostsrucenimomezenym ehf uab sia
        spolkazograniczonaodpowiedzialnoscia pty ptyltd pte pteltd privatelimited pvtltd тоо too одо lda
    """,
    Form.PARTNERS: """
        kg kommanditgesellschaft gmbhcokg gmbhcokgaa gmbhundcokg gmbhukg agcokg ugcokg ughaftungsbeschranktcokg
        mbhcokg cokg ohg gbr lp llp partg partgmbb snc cv vof scs ks
    """,
    Form.SOLE: "ek ekfr ekfm ekfrau eingetragenerkaufmann ип ip индивидуальныйпредприниматель",
    Form.CLUB: """
        ev eingetragenerverein vzw asbl eg ано ano нко nko тсж некоммерческаяорганизация
        автономнаянекоммерческаяорганизация
    """,
    Form.STATE: """
        фгуп fgup гуп gup муп mup фгбу гбу мбу мку гку фгбоу мбоу маоу гбоу мауз гбуз
        федеральноегосударственноебюджетноеучреждение муниципальноебюджетноеобщеобразовательноеучреждение
    """,
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split()}
# Spelled out, and then transcribed: "Obshchestvo s ogranichennoy otvetstvennostyu".
_SPELLED_OUT = 12
_BY_SOUND = {sound(word): kind for word, kind in _KIND.items() if len(word) >= _SPELLED_OUT}
_LONGEST = 6
# Most words begin no form: they are passed over by one look.
_BEGINNINGS = frozenset(form[:end] for form in _KIND for end in range(1, len(form) + 1))
_SOUND_BEGINNINGS = frozenset(heard[:3] for heard in _BY_SOUND)
# Real words too: a form only at the end of the name, or (Cyrillic and its transcriptions, N.V., S.A., AB) at its start.
_FIRST = frozenset(
    (
        "nv sa ab bv ооо ooo оао oao зао zao пао pao ао ao ип ip фгуп fgup гуп gup муп mup тоо too naamlozevennootschap"
    ).split()
)
_AMBIGUOUS = frozenset("as se ab ag sa ip sl co cv ks kk ek ev eg lp ao ug too ano publ doo sas spa scs".split())


def is_form(bare: str) -> bool:
    """Whether folded letters are a legal form."""
    return bare in _KIND


def join_initials(words: Sequence[str]) -> list[str]:
    """Letters that stand alone become one word: "n v" -> "nv", "d s m n v" -> "dsm" and "nv"."""
    joined: list[str] = []
    run = ""
    for word in (*words, ""):
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined += _runs(run)
            run = ""
        if word:
            joined.append(word)
    return joined


def _runs(run: str) -> list[str]:
    for length in (3, 2):
        if len(run) > length and run[-length:] in _KIND:
            return [*_runs(run[:-length]), run[-length:]]
        if len(run) > length and run[:length] in _FIRST:
            return [run[:length], *_runs(run[length:])]
    return [run]


def find_form(words: Sequence[str], start: int, ends: Callable[[str], bool], *, named: bool) -> tuple[int, Form]:
    """How many words from `start` are a legal form, and which; (0, NONE) where none begins there.

    `ends` tells of a word whether it may follow a name that is complete: a town, a part of the firm. `named` says that
    there is a name already.
    """
    if words[start] not in _BEGINNINGS and sound(words[start])[:3] not in _SOUND_BEGINNINGS:
        return 0, Form.NONE
    for length in range(min(_LONGEST, len(words) - start), 0, -1):
        bare = "".join(words[start : start + length])
        kind = _KIND.get(bare) or (_BY_SOUND.get(sound(bare)) if len(bare) >= _SPELLED_OUT else None)
        if kind is None or len(bare) < length + 1:
            continue
        at_end = (named or start > 0) and all(map(ends, words[start + length :]))
        if bare in _AMBIGUOUS and not at_end and not (start == 0 and bare in _FIRST):
            continue
        return length, kind
    return 0, Form.NONE


# What it costs when two spellings claim different kinds, in bits: lists take B.V. for N.V., hardly a club for a firm.
_STRANGE = {
    frozenset((Form.STOCK, Form.LIMITED)): 2.0,
    frozenset((Form.LIMITED, Form.PARTNERS)): 2.5,
    frozenset((Form.STOCK, Form.PARTNERS)): 2.5,
    frozenset((Form.STATE, Form.LIMITED)): 3.0,
    frozenset((Form.STATE, Form.STOCK)): 3.0,
}


def form_bits(left: Form, right: Form) -> float:
    """Evidence for one firm in what is said of the legal form."""
    if not left or not right:
        return 0.0
    return 1.0 if left == right else -_STRANGE.get(frozenset((left, right)), 5.0)
