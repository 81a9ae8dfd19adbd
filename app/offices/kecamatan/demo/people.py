"""Nobody real: names put together by chance, numbers from ranges that nobody is given."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml

NAMES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
JOBS = (
    ["Petani"] * 8
    + ["Ibu rumah tangga"] * 4
    + ["Wiraswasta", "Pedagang", "Nelayan", "Guru", "Sopir", "Tukang kayu"] * 2
    + ["Mahasiswa", "Pelajar", "Karyawan swasta", "Pensiunan", "Bidan", "Aparat desa"]
)
VILLAGES = (
    ("Kota Ndora", "kelurahan"), ("Golo Kantar", "desa"), ("Nanga Labang", "desa"), ("Wae Lanur", "desa"),
    ("Compang Meler", "desa"), ("Golo Nawang", "desa"), ("Poco Riwu", "desa"), ("Watu Longkar", "desa"),
    ("Rana Mbatar", "kelurahan"), ("Bangka Tonggur", "desa"), ("Satar Lahing", "desa"),
    ("Nanga Remban", "desa"),
)  # fmt: skip
# No province has 99: a NIK of these people can be nobody's.
REGION = "990101"


class People:
    """Makes people. The same random source makes the same people."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today
        self._serial = 0

    def sex(self) -> str:
        return self.random.choice("LLP")

    def name(self, sex: str) -> str:
        first = self.random.sample(NAMES["men" if sex == "L" else "women"], 1 + (self.random.random() < 0.15))
        return " ".join([*first, self.random.choice(NAMES["families"])])

    def birth(self) -> date:
        return self.today - timedelta(days=self.random.randint(17 * 366, 76 * 365))

    def nik(self, born: date, sex: str) -> str:
        """Region, birth day (+40 for women), month, year, and a number that never comes twice."""
        self._serial += 1
        day = born.day + (40 if sex == "P" else 0)
        return f"{REGION}{day:02}{born:%m%y}{self._serial:04}"

    def phone(self) -> str:
        return f"08120000{self.random.randint(0, 9999):04}"

    def nip(self, number: int) -> str:
        """Born in 1900: a civil servant that can not be."""
        return f"1900{number % 12 + 1:02}{number % 28 + 1:02}192001{number % 2 + 1}{number:03}"

    def job(self) -> str:
        return self.random.choice(JOBS)

    def address(self, village: str) -> str:
        return f"RT {self.random.randint(1, 12):02}/RW {self.random.randint(1, 4):02}, {village}"
