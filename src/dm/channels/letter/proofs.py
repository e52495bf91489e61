"""Proofs of what is printed or read aloud: letters, courier labels, call scripts; real values, stamped PROOF."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from dm import ledger
from dm.channels.letter import store
from dm.channels.letter.printing import REPLAYED_CHUNK, PrintJob
from dm.channels.letter.production import print_job
from dm.channels.letter.rules import in_post_order, letter_context, proof_choice, text_length, window_text
from dm.db import reading
from dm.errors import Refused, TemplateError
from dm.ledger import Claimed, Office, Run
from dm.model import Channel, base36
from dm.press.finish import finish
from dm.press.folders import Template, open_template
from dm.press.fonts import load_fonts
from dm.press.limits import LimitedTime, limited_memory, ticking
from dm.press.pdf import Layout, Printed, Sheet, Unprintable
from dm.press.preflight import Laid, preflight
from dm.press.profiles import Profile, load_profile
from dm.press.replay import Replay
from dm.press.sandbox import Sandbox, without_fences
from dm.press.scripts import Script, load_script, spoken
from dm.press.tables import Column, write_csv

STAMP = "PROOF"
# No batch has the number 0: a proof sheet in the wrong pile is found by its mark.
_NO_BATCH = base36(0, 7)
# So many letters show whether the others can be counted by replay; else so many of the longest are laid out.
_SAMPLE = 60
_COLUMNS = (
    Column("page", "int"),
    Column("piece_id"),
    Column("name_line"),
    Column("language"),
    Column("cell"),
    Column("country_iso2"),
    Column("why"),
)


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A proof on disk: `path` relative to the workspace, and why it was made."""

    path: str
    sha256: str
    why: str

    def document(self) -> dict[str, str]:
        """As the table `proof` keeps it."""
        return {"path": self.path, "sha256": self.sha256, "why": self.why}


def make_proofs(office: Office, campaign: str, now: datetime) -> list[ProofFile]:
    """Proofs of all letter, courier and call waves, in out/CAMPAIGN/proofs; Refused when one is not fit to print."""
    folder = office.settings.out / campaign / "proofs"
    folder.mkdir(parents=True, exist_ok=True)
    made: list[ProofFile] = []
    for run, previews in _runs(office, campaign, now):
        if previews and run.channel in _MAKERS:
            with limited_memory(), ticking():
                paths = _MAKERS[run.channel](office, run, previews, folder)
            made += [_file(office, path, _WHY[run.channel]) for path in paths]
    return made


def _runs(office: Office, campaign: str, now: datetime) -> list[tuple[Run, list[Claimed]]]:
    with reading(office.engine) as connection:
        return [
            (
                ledger.load_run(connection, campaign, name),
                ledger.preview(connection, office, campaign=campaign, wave=name, now=now),
            )
            for name in store.waves_of(connection, campaign)
        ]


def _letters(office: Office, run: Run, previews: list[Claimed], folder: Path) -> list[Path]:
    job, chosen = print_job(office, run), proof_choice(previews)
    sandbox = Sandbox(job.template)
    chosen = _with_longest(chosen, previews, _pages(job, previews))
    sheets = [_letter(sandbox, piece, job.profile) for piece, _ in chosen]
    _preflight(job, _print(office, job, sheets), chosen)
    printed = _print(office, job, sheets, stamp=STAMP)
    stem = f"letter_{run.wave['name']}_proof"
    (folder / f"{stem}.pdf").write_bytes(printed.pdf)
    rows = [_row(*one) for one in zip(accumulate(printed.pages, initial=1), printed.faults, chosen, strict=False)]
    write_csv(folder / f"{stem}.csv", _COLUMNS, rows)
    return [folder / f"{stem}.pdf", folder / f"{stem}.csv"]


def _pages(job: PrintJob, previews: Sequence[Claimed]) -> dict[str, int]:
    """How many pages each letter has: of all letters, or, where each needs a layout of its own, of those with the
    longest texts."""
    layout = Layout(job.template.folder, load_fonts(job.fonts, job.template.families), job.profile)
    sandbox, press = Sandbox(job.template), Replay(layout)
    letters = sorted(previews, key=lambda piece: (-text_length(piece), piece.piece_id))
    sample = previews[:: max(1, len(previews) // _SAMPLE)]
    if not press.worth([_letter(sandbox, piece, job.profile) for piece in sample], len(previews)):
        letters = letters[:_SAMPLE]
    pages: dict[str, int] = {}
    for start in range(0, len(letters), REPLAYED_CHUNK):
        part = letters[start : start + REPLAYED_CHUNK]
        printed = press.print_printable([_letter(sandbox, piece, job.profile) for piece in part])
        pages |= {piece.piece_id: count for piece, count in zip(part, printed.pages, strict=True)}
    return pages


def _with_longest(
    chosen: Sequence[tuple[Claimed, list[str]]], previews: Sequence[Claimed], pages: Mapping[str, int]
) -> list[tuple[Claimed, list[str]]]:
    """Where letters differ in their pages, the first of all with the most is shown too."""
    most = max(pages.values())
    longest = next((piece for piece in in_post_order(previews) if pages.get(piece.piece_id) == most), None)
    if longest is None or len({count for count in pages.values() if count}) < 2:
        return list(chosen)
    reasons = {piece.piece_id: why for piece, why in chosen}
    reasons[longest.piece_id] = [*reasons.get(longest.piece_id, []), f"most pages: {most}"]
    return [(piece, reasons[piece.piece_id]) for piece in in_post_order(previews) if piece.piece_id in reasons]


def _row(page: int, fault: Unprintable | None, shown: tuple[Claimed, list[str]]) -> tuple[Any, ...]:
    piece, why = shown
    address = piece.context["address"]
    reasons = [f"cannot be printed: {fault.reason.replace('_', ' ')}", *why] if fault else why
    return (
        None if fault else page,
        piece.piece_id,
        address["name_line"],
        piece.language,
        piece.cell,
        address["country"],
        "; ".join(reasons),
    )


def _letter(sandbox: Sandbox, piece: Claimed, profile: Profile) -> Sheet:
    label = f"piece {piece.piece_id}"
    try:
        with LimitedTime(f"{label}: the template"):
            fenced = sandbox.render_fenced("body.html", letter_context(piece, profile), piece.language)
    except TemplateError as error:
        if label in error.message:
            raise
        raise TemplateError(f"{label}: {error.message}", hint=error.hint) from error
    return Sheet(without_fences(fenced), label, f"{_NO_BATCH}.{base36(piece.serial, 7)}", fenced)


def _print(office: Office, job: PrintJob, sheets: Sequence[Sheet], *, stamp: str = "") -> Printed:
    fonts = load_fonts(office.settings.templates / "fonts", job.template.families)
    return Layout(job.template.folder, fonts, job.profile, stamp=stamp).print_printable(sheets)


def _preflight(job: PrintJob, printed: Printed, chosen: Sequence[tuple[Claimed, list[str]]]) -> None:
    """A letter that cannot be printed drops out at the launch; if none can, or the vendor would refuse, no proof."""
    if not printed.pdf and printed.faults and printed.faults[0]:
        raise Refused(f"No letter of the proof can be printed: {printed.faults[0].message}", hint="Mend the template.")
    firsts = accumulate(printed.pages, initial=0)
    laid = [
        Laid(f"piece {piece.piece_id}", first, pages, window_text(piece, job.profile))
        for (piece, _), first, pages in zip(chosen, firsts, printed.pages, strict=False)
    ]
    pdf = finish(printed.pdf, job.profile)
    found = preflight(pdf, job.profile, laid, job.template.families, pages=sum(printed.pages))
    if found:
        raise Refused(
            f"{job.template.name}: {found[0]} {len(chosen)} letters were looked at, {len(found)} faults found.",
            hint="Move it in print.css; the profile names the rectangle.",
        )


def _labels(office: Office, run: Run, previews: list[Claimed], folder: Path) -> list[Path]:
    template = open_template(office.settings.templates / run.wave["template"])
    sandbox = Sandbox(template)
    profile = load_profile(office.settings.templates / "profiles", template.profile)
    fonts = load_fonts(office.settings.templates / "fonts", template.families)
    sheets = [
        Sheet(sandbox.render("label.html", _label_context(template, piece), piece.language), f"piece {piece.piece_id}")
        for piece, _ in proof_choice(previews)
    ]
    layout = Layout(template.folder, fonts, profile, stylesheet="label.css", stamp=STAMP)
    path = folder / f"courier_{run.wave['name']}_proof.pdf"
    path.write_bytes(layout.print_printable(sheets).pdf)
    return [path]


def _label_context(template: Template, piece: Claimed) -> dict[str, Any]:
    """The piece's own values; parcel and stop from the sample, since a manifest gives them only at the launch."""
    sample = template.sample()
    address = piece.context["address"]
    lines = [line for line in (*address["street_lines"], address["country_line"]) if line]
    return {
        **piece.context,
        "person": {**piece.context["person"], "phone": ""},
        "address": {**address, "lines": lines},
        "parcel": {**sample["parcel"], "consignment_no": STAMP},
        "stop": {**sample["stop"], "note": ""},
    }


def _scripts(office: Office, run: Run, previews: list[Claimed], folder: Path) -> list[Path]:
    """One script a language, spoken with the values of the first person of that language."""
    template = open_template(office.settings.templates / run.wave["template"])
    page = open_template(office.settings.templates / "proof")
    sandbox = Sandbox(page)
    first = {piece.language: piece for piece in reversed(previews)}
    sheets = []
    for language, piece in sorted(first.items()):
        script = spoken(load_script(template, language), template, piece.context)
        about = f"{run.campaign['title']}, {run.wave['name']}: {template.name}, {language or template.language}"
        html = sandbox.render("script.html", {"script": _script_values(script), "about": about})
        sheets.append(Sheet(html, f"script {template.name}"))
    profile = load_profile(office.settings.templates / "profiles", "plain")
    fonts = load_fonts(office.settings.templates / "fonts", page.families)
    path = folder / f"call_{run.wave['name']}_proof.pdf"
    path.write_bytes(Layout(page.folder, fonts, profile, stylesheet="script.css", stamp=STAMP).print(sheets).pdf)
    return [path]


def _script_values(script: Script) -> Mapping[str, Any]:
    return {
        "title": script.title,
        "language": script.language,
        "nodes": list(script.nodes.values()),
        "objections": script.objections,
    }


def _file(office: Office, path: Path, why: str) -> ProofFile:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return ProofFile(path.relative_to(office.settings.workspace).as_posix(), digest, why)


_WHY = {
    Channel.LETTER: "first, last, longest, each language, cell and country, what is missing, every seed",
    Channel.COURIER: "labels of the same choice of people",
    Channel.CALL: "the script as an agent reads it",
}
_MAKERS = {Channel.LETTER: _letters, Channel.COURIER: _labels, Channel.CALL: _scripts}
