"""The reports: when they came, what they say, how far they got."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from app.offices.kecamatan.demo.pauses import pauses_of
from app.offices.kecamatan.demo.routes import (
    CLOSED,
    HANDLED,
    HOLDERS,
    PAUSED,
    ROUTES,
    STAYS,
    Route,
    open_states,
)
from app.offices.kecamatan.demo.world import Case, Values, World
from models.calendar import deadline, unit_of

SHARES = {"umum": 330, "kantibmas": 180, "pekat": 90}
MONTHS_IN_DAYS = 425  # fourteen months
CHANNELS = {
    "kantibmas": ["loket"] * 9 + ["surat"],
    "pekat": ["loket"] * 4 + ["surat"] * 3 + ["telepon", "whatsapp"],
    "umum": ["loket"] * 6 + ["whatsapp"] * 5 + ["telepon"] * 4 + ["kotak_saran"] * 3 + ["lapor"] * 3
    + ["media_sosial"] * 2 + ["email", "surat"],
}  # fmt: skip
LEFT_LYING = timedelta(days=50)
AT_ANY_HOUR = frozenset({"whatsapp", "email", "media_sosial", "lapor"})
AGO = (
    "sejak dua minggu lalu",
    "sejak sebulan lalu",
    "sejak tiga hari lalu",
    "sejak tahun lalu",
    "sejak musim hujan lalu",
)
HOURS = ("21.00", "21.30", "22.00", "23.15", "01.00")
BY_DAY = ("08.30", "09.15", "10.00", "11.20", "14.10")
NOTES = {
    "diselesaikan": (
        "Masalah sudah ditangani dan diperiksa kembali di lapangan.",
        "Pelapor menyatakan puas.",
    ),
    "tanggapan_lisan": (
        "Kedua pihak menerima penjelasan dan sepakat berdamai.",
        "Dijelaskan langsung kepada pelapor.",
    ),
    "tanggapan_tertulis": ("Surat tanggapan sudah diserahkan kepada pelapor.",),
    "dilimpahkan": ("Di luar kewenangan kecamatan, dilimpahkan dengan surat.",),
    "dilaporkan_aph": ("Ada dugaan tindak pidana, dilaporkan kepada kepolisian.",),
    "ditolak": ("Bukan kewenangan kecamatan; pelapor diberi petunjuk.", "Materi laporan tidak cukup jelas."),
    "dicabut": ("Dicabut oleh pelapor.", "Pelapor tidak melengkapi berkas, dianggap dicabut."),
    "duplikat": ("Masalah yang sama sudah dilaporkan lebih dahulu.",),
}


@dataclass(frozen=True, slots=True)
class _Arrival:
    service: str
    channel: str
    at: datetime


def make_cases(world: World) -> list[Case]:
    """600 reports over 14 months, oldest first; in every service some lie open in every state."""
    stories = yaml.safe_load((Path(__file__).parent / "stories.yaml").read_text(encoding="utf-8"))
    arrivals = sorted(
        (_arrival(world, service) for service, share in SHARES.items() for _ in range(share)),
        key=lambda one: one.at,
    )
    stops = _stops(world, arrivals)
    whole = _whole(arrivals)
    cases = []
    for number, arrival in enumerate(arrivals):
        route = whole.get(number) or _some_route(world, arrival.service)
        recent = world.limit - arrival.at < LEFT_LYING  # nothing is forgotten for a year
        events = _walked(world, arrival, route, stuck=number not in whole and recent and world.chance(0.15))
        if number in stops:
            route, stop = stops[number]
            events = _stopped(world, arrival, route, stop)
        cases.append(_case(world, arrival, route, events, stories))
    _point_at_originals(world, cases)
    return cases


def _point_at_originals(world: World, cases: list[Case]) -> None:
    """A duplicate tells what an earlier report of its category told."""
    for number, case in enumerate(cases):
        earlier = [one for one in cases[:number] if one.category == case.category and one.state != "duplikat"]
        if case.state == "duplikat" and earlier:
            original = earlier[-1].row
            case.row |= {"duplicate_of": original["id"]} | {
                key: original[key] for key in ("subject", "village", "place")
            }


def _arrival(world: World, service: str) -> _Arrival:
    channel = world.random.choice(CHANNELS[service])
    day = world.today - timedelta(days=world.random.randint(1, MONTHS_IN_DAYS))
    if channel in AT_ANY_HOUR:
        return _Arrival(service, channel, world.days.any_moment(day))
    while not world.days.works(day):
        day -= timedelta(days=1)
    return _Arrival(service, channel, world.days.office_moment(day))


def _stops(world: World, arrivals: list[_Arrival]) -> dict[int, tuple[Route, str]]:
    """The recent reports that must lie open, one for each open state of each service."""
    stops: dict[int, tuple[Route, str]] = {}
    settled = world.limit - timedelta(days=3)
    for service in SHARES:
        recent = [n for n, one in enumerate(arrivals) if one.service == service and one.at < settled]
        wanted = open_states(service)
        world.random.shuffle(wanted)
        stops.update(zip(recent[-len(wanted) :], wanted, strict=True))
    return stops


def _whole(arrivals: list[_Arrival]) -> dict[int, Route]:
    """Old reports of which each takes another route to its end, so that none is missing by chance."""
    found: dict[int, Route] = {}
    for service, routes in ROUTES.items():
        own = [number for number, one in enumerate(arrivals) if one.service == service]
        found.update(zip(own[len(own) // 3 :], routes, strict=False))
    return found


def _some_route(world: World, service: str) -> Route:
    return world.random.choices(ROUTES[service], [one.weight for one in ROUTES[service]])[0]


def _case(
    world: World, arrival: _Arrival, route: Route, events: list[tuple[str, datetime]], stories: Any
) -> Case:
    options = [one for one in world.lists.categories.values() if one["service"] == arrival.service]
    category = world.random.choice(options)
    village = world.random.choice(world.lists.villages)
    row = world.rows.add(
        "reports",
        number=None,
        service=arrival.service,
        channel=arrival.channel,
        category=category["id"],
        village=village["id"],
        received_at=arrival.at,
        received_by="petugas",
        **_telling(world, category["name"], village["name"], stories),
    )
    case = Case(row, category["name"], village, events, route.outcome)
    row |= (
        _secrecy(world, arrival)
        | _labels(world, case)
        | _place(world, case)
        | _progress(world, case, category)
    )
    return case


def _walked(world: World, arrival: _Arrival, route: Route, *, stuck: bool) -> list[tuple[str, datetime]]:
    """The route as far as time allows; a few reports are left lying where somebody works on them."""
    events = [(route.states[0], arrival.at)]
    for state in route.states[1:]:
        before, moment = events[-1]
        if stuck and before in HANDLED | PAUSED:
            break
        moment = world.days.later(moment, *STAYS.get(before, (0.1, 1.2)))
        if moment > world.limit:
            break
        events.append((state, moment))
    return events


def _stopped(world: World, arrival: _Arrival, route: Route, stop: str) -> list[tuple[str, datetime]]:
    """The route up to a state, spread over the time since the report came, or over the last days only."""
    states = route.states[: route.states.index(stop) + 1]
    start = max(arrival.at, world.limit - timedelta(days=5)) if world.chance(0.65) else arrival.at
    step = (world.limit - start) / (len(states) + 1)
    events = [(states[0], arrival.at)]
    for state in states[1:2]:
        events.append((state, (start + step).replace(second=0, microsecond=0)))
    for state in states[2:]:
        events.append((state, (events[-1][1] + step).replace(second=0, microsecond=0)))
    return events


def _telling(world: World, category: str, village: str, stories: Any) -> Values:
    told, random = stories[category], world.random
    subject, story = random.choice(told["items"])
    facts = {
        "tempat": random.choice(told["places"]),
        "desa": village,
        "rt": f"RT {random.randint(1, 9):02}",
        "lama": random.choice(AGO),
        "jam": random.choice(HOURS),
        "siang": random.choice(BY_DAY),
        "jumlah": random.randint(2, 9),
    }
    sentences = [story.format(**facts)]
    if "more" in told and world.chance(0.6):
        sentences.append(random.choice(told["more"]))
    return {
        "subject": subject.format(**facts),
        "story": " ".join(sentences),
        "request": random.choice(told["requests"]) if world.chance(0.8) else None,
        "place": f"{facts['tempat'][0].upper()}{facts['tempat'][1:]}, {facts['rt']} {village}",
    }


def _secrecy(world: World, arrival: _Arrival) -> Values:
    unknown = arrival.channel == "kotak_saran" or (arrival.channel == "media_sosial" and world.chance(0.2))
    return {
        "identity_unknown": unknown,
        "identity_secret": not unknown and world.chance(0.15 if arrival.service == "pekat" else 0.06),
        "content_secret": world.chance(0.02),
    }


def _labels(world: World, case: Case) -> Values:
    row, kind = case.row, "pengaduan"
    if row["channel"] == "kotak_saran" and world.chance(0.3):
        kind = "aspirasi"
    elif case.category == "Pelayanan KTP dan KK" and world.chance(0.2):
        kind = "permintaan_informasi"
    return {
        "classification": kind,
        "oversight": case.category in ("Dana desa", "Sikap petugas") and world.chance(0.5),
        "external_reference": str(9_000_000 + row["id"] * 37) if row["channel"] == "lapor" else None,
    }


def _place(world: World, case: Case) -> Values:
    """Where and when it happened; a disturbance has an hour, a broken road has none."""
    row: Values = {}
    if world.chance(0.2):
        row["latitude"] = round(-8.8 + world.random.uniform(-0.08, 0.08), 6)
        row["longitude"] = round(120.6 + world.random.uniform(-0.08, 0.08), 6)
    if case.row["service"] != "umum" and world.chance(0.75):
        told = re.search(r"pukul (\d\d)\.(\d\d)", case.row["story"])
        hour = told.groups() if told else ("19", "00")
        day = case.row["received_at"].date() - timedelta(days=world.random.randint(1, 6))
        row["occurred_at"] = world.days.at(day, *map(int, hour))
        row["occurred_note"] = f"sekitar pukul {'.'.join(hour)}" if told else "malam hari"
    return row


def _progress(world: World, case: Case, category: Values) -> Values:
    state, at = case.events[-1]
    complete = case.when("diteruskan" if case.row["service"] == "umum" else "berkas_lengkap")
    row: Values = {
        "status": state,
        "unit": holder(case, category),
        "complete_at": complete,
        "due_at": due(world, case, complete),
        "paused_at": at if state in PAUSED else None,
    }
    if state in CLOSED:
        row |= {
            "closed_at": at,
            "outcome": case.outcome,
            "outcome_note": world.random.choice(NOTES[case.outcome]),
        }
    if state == "pemantauan":
        row["check_on"] = world.days.after(at.date(), world.random.randint(3, 9))
    extension = world.lists.services[case.row["service"]]["extension_amount"]
    if row["due_at"] and len(case.events) > 7 and world.chance(0.15) and extension is not None:
        row["extended_at"] = (
            at - timedelta(days=1) if at - timedelta(days=1) > case.row["received_at"] else at
        )
        row["extension_reason"] = "Menunggu hasil pemeriksaan lapangan bersama instansi terkait."
        row["due_at"] = due(world, case, complete, extension)
    return row


def holder(case: Case, category: Values) -> str:
    """The last state that has a holder decides; what is routed lies with the category's unit."""
    routed = "tim_pengaduan" if case.row["service"] == "kantibmas" else category["unit"]
    for state, _ in reversed(case.events):
        if state in HOLDERS:
            return HOLDERS[state]
        if state not in CLOSED:
            return str(routed)
    return "loket"


def due(world: World, case: Case, complete: datetime | None, more: int = 0) -> datetime | None:
    """The service's deadline, as the panel counts it."""
    service = world.lists.services[case.row["service"]]
    start = case.row["received_at"] if service["deadline_start"] == "diterima" else complete
    unit, amount = unit_of(service["deadline_unit"]), service["deadline_amount"]
    if start is None or amount is None or unit is None:
        return None
    return deadline(start, amount + more, unit, world.days.calendar, pauses_of(case))
