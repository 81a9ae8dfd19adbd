"""What a template may name of the survey: figures, office, signature, and the lists of forms and services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models import skm
from models.skm import Figure
from models.skm_figures import Line
from models.skm_forms import Form, Suggestion
from reports import office_names
from reports.skm_line import EDUCATION, OCCUPATION, SEX, counted
from reports.skm_sheets import Told
from reports.template_fill import Names, Value

# Name -> what it means. The unsur and the profile have theirs by rule: see `manual`.
MEANINGS = {
    **office_names.MEANINGS,
    "layanan": "layanan yang dipilih, atau semua layanan",
    "responden": "jumlah responden yang dihitung",
    "tidak_dihitung": "formulir yang terlalu sedikit terisi",
    "populasi": "jumlah pemohon, bila diatur",
    "sampel": "sampel yang disarankan untuk populasi itu",
    "bobot": "bobot seperti tercetak: 1/9",
    "nrr_tertimbang": "jumlah NRR tertimbang",
    "ikm": "IKM dengan ketelitian penuh; format sel membulatkannya",
    "mutu": "A sampai D",
    "mutu_kata": "Sangat baik, Baik, Kurang baik, Tidak baik",
    "unsur_terendah": "unsur dengan NRR terendah",
}
LISTS = {
    "jawaban.no": "nomor urut responden",
    "jawaban.formulir": "nomor formulir",
    "jawaban.tanggal": "tanggal survei",
    "jawaban.u1": "nilai U1 tiap responden; juga u2, u3, … atau kunci unsur",
    "layanan.nama": "nama tiap layanan",
    "layanan.responden": "jumlah respondennya",
    "layanan.ikm": "IKM-nya",
    "layanan.mutu": "mutunya",
    "saran.no": "nomor urut saran",
    "saran.tanggal": "tanggalnya",
    "saran.layanan": "layanannya",
    "saran.teks": "isi saran",
}


def names(told: Told, forms: Sequence[Form], suggestions: Sequence[Suggestion]) -> Names:
    """Every name with its value."""
    values = {**_office(told), **_index(told), **_profile(told)}
    for one in told.result.figures:
        for name, value in _unsur(told, one).items():
            values[f"{one.number.lower()}_{name}"] = value
            values[f"{one.key}_{name}"] = value
    return Names(values, {**_answers(told, forms), **_services(told), **_suggestions(suggestions)})


def _office(told: Told) -> dict[str, Value]:
    chosen = [one.split(": ", 1)[1] for one in told.chosen if one.startswith("Layanan: ")]
    known = office_names.names(told.office, told.figures.period, told.sign)
    return {**known, "layanan": chosen[0] if chosen else "semua layanan"}


def _index(told: Told) -> dict[str, Value]:
    figures, result = told.figures, told.result
    letter, lowest = result.quality, figures.lowest
    return {
        "responden": result.respondents,
        "tidak_dihitung": figures.counted.left_out,
        "populasi": figures.population,
        "sampel": figures.sample,
        "bobot": result.weights.shown(figures.settings.order),
        "nrr_tertimbang": None if result.index is None else result.index / skm.SCALE,
        "ikm": result.index,
        "mutu": letter,
        "mutu_kata": skm.words(letter) if letter else skm.NOBODY,
        "unsur_terendah": figures.settings.label(lowest.key) if lowest else None,
    }


def _unsur(told: Told, one: Figure) -> dict[str, Value]:
    return {
        "nama": told.figures.settings.label(one.key),
        "terisi": one.filled,
        "jumlah": one.total,
        "nrr": one.average,
        "tertimbang": one.weighted,
        "nilai": None if one.average is None else one.average * skm.SCALE,
        "mutu": one.quality,
        "bobot": one.weight,
    }


def _profile(told: Told) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for prefix, name, known in (
        ("jenis_kelamin", "sex", SEX),
        ("pendidikan", "education", EDUCATION),
        ("pekerjaan", "occupation", OCCUPATION),
    ):
        for column, count in counted(told, name, known).items():
            found[f"{prefix}_{column.lower().replace('/', '_')}"] = count
    return found


def _answers(told: Told, forms: Sequence[Form]) -> dict[str, Sequence[Value]]:
    found: dict[str, Sequence[Value]] = {
        "jawaban.no": range(1, len(forms) + 1),
        "jawaban.formulir": [one.number for one in forms],
        "jawaban.tanggal": [one.filled_on for one in forms],
    }
    for place, one in enumerate(told.result.figures):
        column = [form.answers[place] for form in forms]
        found[f"jawaban.{one.number.lower()}"] = found[f"jawaban.{one.key}"] = column
    return found


def _services(told: Told) -> dict[str, Sequence[Value]]:
    lines: tuple[Line, ...] = told.figures.lines("service")
    return {
        "layanan.nama": [one.label.id for one in lines],
        "layanan.responden": [one.result.respondents for one in lines],
        "layanan.ikm": [one.result.index for one in lines],
        "layanan.mutu": [one.result.quality for one in lines],
    }


def _suggestions(suggestions: Sequence[Suggestion]) -> dict[str, Sequence[Value]]:
    return {
        "saran.no": range(1, len(suggestions) + 1),
        "saran.tanggal": [one.filled_on for one in suggestions],
        "saran.layanan": [one.service for one in suggestions],
        "saran.teks": [one.text for one in suggestions],
    }


def manual() -> Iterator[tuple[str, str]]:
    """Every name that a template may use, with its meaning; those of the unsur by their pattern."""
    yield from MEANINGS.items()
    for name, meaning in (
        ("nama", "nama unsur"),
        ("terisi", "kuesioner terisi"),
        ("jumlah", "jumlah nilai"),
        ("nrr", "NRR"),
        ("bobot", "bobot"),
        ("tertimbang", "NRR tertimbang"),
        ("nilai", "NRR x 25"),
        ("mutu", "mutu"),
    ):
        yield f"u1_{name}", f"{meaning} U1; juga u2_{name} … atau persyaratan_{name}"
    yield "jenis_kelamin_l", "laki-laki; jenis_kelamin_p perempuan"
    yield "pendidikan_sd", "; ".join(f"pendidikan_{one.lower()}" for one in EDUCATION)
    yield "pekerjaan_pns", "; ".join(f"pekerjaan_{one.lower().replace('/', '_')}" for one in OCCUPATION)
    yield from LISTS.items()
