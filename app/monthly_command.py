"""`flask panel monthly`: the monthly recap into a file, a folder or the post; for cron, once for a month."""

from __future__ import annotations

import smtplib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from app.console import database, put, read, say, sentences
from app.cron import desk_of, mail_server
from app.database import SetupError
from app.mailing import MailServer, connected, message
from models import exports
from models.description.report import Report
from models.errors import Refused
from models.panel import Desk, Panel
from models.reporting import deliveries, periods, running, sent, written
from models.reporting.asking import PERIOD, asked
from models.reporting.figures import Figures
from models.reporting.periods import Period
from models.reporting.sent import Sent
from reports import report_book

OWNERS = 0o600  # the recap is for the office, not for every account of the machine
_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What takes a file somewhere.
Deliver = Callable[[Sent, bytes], None]


@click.command(
    "monthly",
    help="Rekap bulanan: ke sebuah berkas, atau dikirim dan dikunci ke folder atau surat; untuk cron.",
)
@click.option("--month", help="Bulannya, misalnya 2026-10; bawaan: bulan yang lalu.")
@click.option("--report", "key", help="Laporan lain yang dikunci per bulan; bawaan: satu-satunya.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tulis Excel ke berkas ini, tanpa mengirim. Bulan yang sudah dikirim: berkas yang dikirim itu.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Kirim, kunci, dan tulis ke folder ini; sekali untuk sebuah bulan.",
)
@click.option("--mail", multiple=True, metavar="ALAMAT", help="Kirim, kunci, dan antar ke alamat surat ini.")
@sentences
def monthly(
    month: str | None, key: str | None, out: Path | None, folder: Path | None, mail: tuple[str, ...]
) -> None:
    if out is None and folder is None and not mail:
        raise SetupError("Tulis --out, --folder, atau --mail.")
    with database() as url:
        panel = read(url, None)
        report, period = _report(panel, key), _period(panel, month)
        ways = [*([_into(folder)] if folder else []), *(_posted(panel, report, period, one) for one in mail)]
        if out is not None:
            with desk_of(url, panel, "cli") as desk:
                _write(desk, report, period, out)
        if ways:
            what = _sent(url, panel, report, period)
            failed = [way for way, deliver in ways if not _delivered(url, panel, report, what, way, deliver)]
            if failed:
                sys.exit(1)


def _report(panel: Panel, key: str | None) -> Report:
    """The report that is meant: one that is locked by the month."""
    found = {
        one.key: one
        for one in panel.office.reports.values()
        if one.lock is not None and "month" in one.periods
    }
    if key is None and len(found) == 1:
        return next(iter(found.values()))
    if key not in found:
        known = ", ".join(found) or "-"
        raise SetupError("Sebut --report. Yang dikunci per bulan di kantor ini: {known}.", known=known)
    return found[key]


def _period(panel: Panel, month: str | None) -> Period:
    found = (
        periods.parse(month) if month else periods.usual(("month",), datetime.now(panel.office.zone).date())
    )
    if found is None or found.kind != "month":
        raise SetupError("Bulan {month} tidak dikenal. Contoh: --month 2026-10.", month=month)
    return found


def _made(desk: Desk, report: Report, period: Period) -> tuple[Figures, bytes]:
    figures = running.run(desk, report, asked(desk, report, {PERIOD: str(period)}))
    return figures, report_book.of(desk, figures)


def _write(desk: Desk, report: Report, period: Period, out: Path) -> None:
    kept = sent.locked(desk, report, period)
    if kept is not None:
        data, told = sent.content(desk, report, kept.id), f"dikirim {kept.at:%d-%m-%Y} oleh {kept.who}"
    else:
        figures, data = _made(desk, report, period)
        told = f"{figures.rows} baris, belum dikirim"
        exports.note_report(desk, report, "xlsx", figures.rows, written.question(report, figures.asked))
    put(out, data, OWNERS)
    say(f"{written.period(period)}: {out} ({told}).")


def _sent(url: str, panel: Panel, report: Report, period: Period) -> Sent:
    """What was sent for the month; sent now where nobody did."""
    with desk_of(url, panel, "job") as desk:
        kept = sent.locked(desk, report, period)
        if kept is None:
            figures, data = _made(desk, report, period)
            name = f"{report.key.replace('_', '-')}-{period}.xlsx"
            try:
                kept = sent.keep(desk, figures, data, name)
                say(f"{written.period(period)}: dikirim dan dikunci, {figures.rows} baris.")
            except Refused as error:
                kept = sent.locked(desk, report, period)  # somebody did meanwhile
                if kept is None:
                    raise SetupError("{said}", said=error.sentence) from None
    return kept


def _delivered(
    url: str, panel: Panel, report: Report, what: Sent, way: str, deliver: Deliver
) -> bool:  # fmt: skip
    """Takes the file there once; what fails is tried again the next time."""
    with desk_of(url, panel, "job") as desk:
        if not deliveries.claim(desk, what, way):
            say(f"{way}: {what.period} sudah diantar.")
            return True
        try:
            deliver(what, sent.content(desk, report, what.id))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            desk.connection.rollback()
            say(f"{way}: {what.period} belum terantar ({type(error).__name__}).")
            return False
    click.echo(f"{way}: {what.file_name}")
    return True


def _into(folder: Path) -> tuple[str, Deliver]:
    def lay(what: Sent, data: bytes) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        put(folder / what.file_name, data, OWNERS)

    return f"folder {folder.resolve()}", lay


def _posted(panel: Panel, report: Report, period: Period, address: str) -> tuple[str, Deliver]:
    server = mail_server()

    def post(what: Sent, data: bytes) -> None:
        with _session(server) as session:
            name, title = panel.office.name, f"{report.label}: {written.period(period)}"
            text = (
                f"Terlampir {title} dari {name}.\n\nBerkas: {what.file_name}\nSHA-256: {what.sha256}\n"
                f"Dikirim {what.at:%d-%m-%Y %H.%M} oleh {what.who}.\n"
            )
            letter = message(server, "", address, f"{title} ({name})", text)
            letter.add_attachment(data, maintype="application", subtype=_XLSX, filename=what.file_name)
            session.send_message(letter)

    return f"surat {address}", post


@contextmanager
def _session(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A server that does not answer today is no error of the command: it tries again tomorrow."""
    try:
        with connected(server) as session:
            yield session
    except SetupError as error:
        say(str(error))
        raise OSError from None
