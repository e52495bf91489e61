"""From claimed pieces to a folder that is ready to be sealed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dm.channels.letter.binding import bind
from dm.channels.letter.index import Line
from dm.channels.letter.packet import Ticket, publish, write_papers
from dm.channels.letter.postal import Fault, check_agreement, codes_of
from dm.channels.letter.presses import print_chunks
from dm.channels.letter.printing import Chunk, Letter, PrintJob
from dm.channels.letter.rules import in_post_order, letter_context, unfit, window_text
from dm.db import writing
from dm.errors import Refused
from dm.ledger import Batch, Claimed, Office, Run
from dm.model import base36
from dm.press.archive import write_archive
from dm.press.folders import open_template
from dm.press.profiles import Profile, load_profile


@dataclass(frozen=True)
class Made:
    """A finished folder: its lines in print order, the hash of SHA256SUMS, and the pieces that cannot be printed."""

    folder: Path
    lines: list[Line]
    sha256: str
    faults: list[tuple[Claimed, str, str]]


def print_job(office: Office, run: Run) -> PrintJob:
    """Template, fonts and vendor's profile of a wave; raises before anything is claimed when one of them is wrong."""
    templates = office.settings.templates
    template = open_template(templates / run.wave["template"])
    template.part("body.html")
    profile = load_profile(templates / "profiles", run.wave["vendor"] or template.profile)
    check_agreement(profile)
    return PrintJob(template, templates / "fonts", profile)


def folder_of(office: Office, batch: Batch) -> Path:
    """Where a batch lies: out/CAMPAIGN/letters/BATCH."""
    return office.settings.out / batch.campaign_id / "letters" / batch.id


def archive_of(office: Office, batch: Batch) -> Path:
    """The house's own copy, PDF/A: out/CAMPAIGN/archive/BATCH.pdf. No vendor gets it."""
    return office.settings.out / batch.campaign_id / "archive" / f"{batch.id}.pdf"


def produce(
    office: Office,
    ticket: Ticket,
    pieces: Sequence[Claimed],
    *,
    workers: int | None,
    say: Callable[[str], None],
) -> Made:
    """Print the pieces and write the whole packet. Pieces that cannot be printed are left out and named."""
    folder = folder_of(office, ticket.batch)
    part = folder.with_name(f".{folder.name}.part")
    chunks_folder = folder.with_name(f".{folder.name}.chunks")
    for path in (part, chunks_folder):
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
    profile = ticket.job.profile
    ordered, unfits = _fitting(in_post_order(pieces, profile.sort), profile)
    codes, uncoded = _codes(office, ordered, ticket)
    ordered = [piece for piece in ordered if piece.piece_id not in {fault[0].piece_id for fault in uncoded}]
    letters = [_letter(ticket.batch, piece, profile, codes.get(piece.piece_id, "")) for piece in ordered]
    tick = _Progress(ticket.batch.id, len(letters), say)
    chunks = print_chunks(ticket.job, letters, chunks_folder, workers=workers, tick=tick)
    printed, faults = _sorted_out(ordered, chunks)
    faults = unfits + uncoded + faults
    names = [piece.piece_id for piece, _ in printed]
    places = bind(chunks, part, profile=profile, batch=ticket.batch.id, names=names)
    shutil.rmtree(chunks_folder)
    template = ticket.job.template
    lines = [
        Line(piece, place, text, template.inserts_for(piece.cell))
        for (piece, text), place in zip(printed, places, strict=True)
    ]
    if not lines:
        shutil.rmtree(part)
        return Made(folder, [], "", faults)
    refuse_thick(lines, profile)
    sums = write_papers(office.settings, ticket, lines, part, codes)
    files = [part / name for name in dict.fromkeys(line.place.file for line in lines)]
    write_archive(files, archive_of(office, ticket.batch), title=ticket.batch.id)
    publish(part, folder)
    return Made(folder, lines, sums, faults)


def refuse_thick(lines: Sequence[Line], profile: Profile) -> None:
    """Raises Refused for the first letter that, with its inserts, no envelope of the profile takes."""
    most = profile.envelopes[-1]
    if thick := next((line for line in lines if line.thickness(profile) > most.max_sheets), None):
        raise Refused(
            f"piece {thick.piece.piece_id}, sheets and inserts, is as thick as {thick.thickness(profile)} sheets; "
            f"the largest envelope of {profile.name}, {most.name}, takes {most.max_sheets}.",
            hint="Shorten the letter, take out an insert, or add an envelope to the profile.",
        )


def _fitting(ordered: Sequence[Claimed], profile: Profile) -> tuple[list[Claimed], list[tuple[Claimed, str, str]]]:
    """The pieces whose addresses the vendor's systems can take, and the others with their faults."""
    faults = [(piece, *fault) for piece in ordered if (fault := unfit(piece, profile))]
    gone = {piece.piece_id for piece, _, _ in faults}
    return [piece for piece in ordered if piece.piece_id not in gone], faults


def _codes(office: Office, pieces: Sequence[Claimed], ticket: Ticket) -> tuple[dict[str, str], list[Fault]]:
    if ticket.job.profile.post_code is None:
        return {}, []
    with writing(office.engine) as connection:
        return codes_of(connection, ticket.job.profile, pieces, now=ticket.now)


def _letter(batch: Batch, piece: Claimed, profile: Profile, post: str) -> Letter:
    return Letter(
        context=letter_context(piece, profile),
        address=window_text(piece, profile),
        post=post,
        language=piece.language,
        label=f"piece {piece.piece_id}",
        mark=f"{base36(batch.number, 7)}.{base36(piece.serial, 7)}",
    )


def _sorted_out(
    ordered: Sequence[Claimed], chunks: Sequence[Chunk]
) -> tuple[list[tuple[Claimed, str]], list[tuple[Claimed, str, str]]]:
    printed: list[tuple[Claimed, str]] = []
    faults: list[tuple[Claimed, str, str]] = []
    results = [(text, fault) for chunk in chunks for text, fault in zip(chunk.texts, chunk.faults, strict=True)]
    for piece, (text, fault) in zip(ordered, results, strict=True):
        if fault is None:
            printed.append((piece, text))
        else:
            faults.append((piece, fault.reason.upper(), fault.message))
    return printed, faults


class _Progress:
    """Says how far printing is, at most ten times."""

    def __init__(self, batch: str, total: int, say: Callable[[str], None]) -> None:
        self._batch, self._total, self._say = batch, total, say
        self._done, self._told = 0, 0

    def __call__(self, count: int) -> None:
        self._done += count
        tenth = self._done * 10 // max(1, self._total)
        if tenth > self._told and self._total > 100:
            self._told = tenth
            self._say(f"{self._batch}: {self._done} of {self._total} letters")
