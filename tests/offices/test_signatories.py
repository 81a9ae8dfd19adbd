"""Who signs: the official of office.yaml, or who stands in on that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from models.errors import PanelError
from models.panel import Desk
from models.people import Person, Signatory, person, signatory
from tests.offices.desks import desk_at, empty_office

CAMAT = Signatory("Camat Borong", "Drs. Yohanes Contoh, M.Si.", "Pembina Tk. I (IV/b)", "190001011900011001")
SQL = """
    INSERT INTO staff (name, job_title, unit, username, rank, nip) VALUES
        ('Maria Contoh', 'Sekretaris Camat', 'sekretariat', 'sekcam', 'Pembina', '190002021900012002'),
        ('Agustinus Contoh', 'Kepala Seksi', 'kasi_pelum', 'kasi', NULL, NULL);
    INSERT INTO delegations (username, role, title, starts_on, ends_on) VALUES
        ('sekcam', 'Camat', 'Plh.', '2026-11-10', '2026-11-12'),
        ('kasi', 'Camat', 'Plt.', '2026-12-01', NULL), ('sekcam', 'Kasi', 'Plh.', '2026-01-01', NULL);
"""


@pytest.fixture(scope="module")
def desk(server_url: str) -> Iterator[Desk]:
    with empty_office(server_url) as url, desk_at(url) as one:
        one.connection.exec_driver_sql(SQL)
        yield one


@pytest.mark.parametrize(
    ("day", "signs"),
    [
        (date(2026, 11, 9), CAMAT),
        (date(2026, 11, 10), Signatory("Plh. Camat Borong", "Maria Contoh", "Pembina", "190002021900012002")),
        (date(2026, 11, 12), Signatory("Plh. Camat Borong", "Maria Contoh", "Pembina", "190002021900012002")),
        (date(2026, 11, 13), CAMAT),
        (date(2027, 6, 1), Signatory("Plt. Camat Borong", "Agustinus Contoh")),
    ],
)
def test_the_stand_in_signs_from_the_first_day_to_the_last(desk: Desk, day: date, signs: Signatory) -> None:
    assert signatory(desk, "camat", day) == signs


def test_who_has_no_role_signs_for_themselves(desk: Desk) -> None:
    assert signatory(desk, "sekcam", date(2026, 11, 11)).name == "Maria Contoh, S.Sos."
    with pytest.raises(PanelError, match="Penanda tangan bupati tidak ada"):
        signatory(desk, "bupati", date(2026, 11, 11))


def test_a_user_is_somebody_of_the_staff_or_nobody(desk: Desk) -> None:
    assert person(desk, "kasi") == Person("Agustinus Contoh", "Kepala Seksi")
    assert person(desk, "orang_luar") is None
