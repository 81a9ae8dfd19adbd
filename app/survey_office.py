"""The office's own survey from the terminal: figures, workbook, or a template filled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.console import database, put, read, say
from app.cron import desk_of
from app.database import SetupError
from app.survey_told import facts, said, tell
from models import exports, picker, skm_figures, skm_periods, survey_forms
from models.description.survey import Survey
from models.panel import Desk
from models.reporting.periods import Period
from reports import skm_book
from reports.skm_sheets import chosen_lines, comma

WRITTEN = "{title}: {count} responden, IKM {index}, ditulis ke {out}."


def of_office(
    first: str | None,
    last: str | None,
    period: str | None,
    service: str | None,
    out: Path | None,
    template: Path | None,
    as_json: bool,
) -> None:
    """The survey of the office: its figures on standard output, or a workbook."""
    if template is not None and out is None:
        raise SetupError("Tulis juga --out: ke mana templat yang terisi ditulis.")
    with database() as url, desk_of(url, read(url, None), "cli") as desk:
        settings = survey_forms.settings_of(desk)
        when = _period(first, last, period)
        chosen = {"service": _service(desk, settings, service)} if service else {}
        if out is not None:
            _write(desk, settings, when, chosen, out, template)
            return
        figures = skm_figures.read(desk, settings, when, chosen)
        remarks = [said(one) for one in figures.result.remarks]
        told = facts(figures.result, settings.order, remarks, settings)
        tell({"period": figures.title, **told}, as_json)


def _period(first: str | None, last: str | None, period: str | None) -> Period:
    if period:
        if first or last:
            raise SetupError("Pilih --period, atau --from dengan --to.")
        return skm_periods.named(period)
    if not (first and last):
        raise SetupError("Tulis --from dan --to, keduanya.")
    return skm_periods.between(_day(first), _day(last))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SetupError("{text} bukan tanggal. Tulis seperti 2026-07-01.", text=text[:40]) from None


def _service(desk: Desk, settings: Survey, text: str) -> str:
    """The value of a service by its code or its name. Raises SetupError with the names that there are."""
    screen = desk.panel.screens[settings.screen]
    field = screen.fields.get(settings.fields.get("service", ""))
    if field is None:
        raise SetupError("Formulir survei tidak mencatat layanan.")
    known = {one.value: one.label.id for one in field.options}
    if field.reference is not None:
        far, column = desk.panel.screens[field.reference.screen], field.reference.target_columns[0]
        known = {one.value: one.title for one in picker.pick(desk, far, "", column, picker.MOST)}
    found = [value for value, label in known.items() if text.lower() in (value.lower(), label.lower())]
    if not found:
        raise SetupError(
            "Layanan {text} tidak ada. Yang ada: {known}.", text=text[:60], known=", ".join(known)
        )
    return found[0]


def _write(
    desk: Desk, settings: Survey, when: Period, chosen: dict[str, str], out: Path, template: Path | None
) -> None:
    """A file that is whole, or none; and a line in the log of exports."""
    if template is None:
        data, figures = skm_book.made(desk, settings, when, chosen)
    else:
        filled, figures = skm_book.from_template(desk, settings, when, chosen, template.read_bytes())
        for line in (*filled.unknown, *filled.remarks):
            say(said(line))
        data = filled.data
    if not out.parent.is_dir():
        raise SetupError("Folder {folder} tidak ada.", folder=out.parent)
    put(out, data)
    lines = (f"SKM {figures.title}", *chosen_lines(figures))
    screen = desk.panel.screens[settings.screen]
    exports.note(desk, screen, "xlsx", figures.result.respondents, "; ".join(lines), settings.order)
    count, index = figures.result.respondents, comma(figures.result.shown)
    say(WRITTEN.format(title=figures.title, count=count, index=index, out=out))
