"""A small office's survey, on tables that are nobody's: `forms` about `service`."""

from __future__ import annotations

from models.survey import REGULATION

FORMS = f"""
    CREATE TABLE service (code text PRIMARY KEY, name text NOT NULL);
    INSERT INTO service VALUES ('surat', 'Surat keterangan'), ('izin', 'Izin keramaian');
    CREATE TABLE forms (id serial PRIMARY KEY, form_number text, filled_on date NOT NULL, slot text,
      source text, service text NOT NULL REFERENCES service, sex text CHECK (sex IN ('L', 'P')),
      age smallint CHECK (age BETWEEN 10 AND 120), education text, occupation text,
      {", ".join(f"{key} smallint CHECK ({key} BETWEEN 1 AND 4)" for key in REGULATION)},
      extra jsonb NOT NULL DEFAULT '{{}}', suggestion text);
"""
SKM = """
skm:
  screen: forms
  order: kuesioner
  slots: {pagi: 00.00-12.00, siang: 12.00-23.59}
  least: 9
  extra:
    aman: {label: Keamanan, question: Apakah ruang tunggu aman?, answers: [Tidak, Kurang, Aman, Sangat aman]}
"""
SCREEN = """
table: forms
columns:
  sex: {options: {L: Laki-laki, P: Perempuan}}
  education: {options: {SD: SD, SMP: SMP, SMA: SMA, DIII: DIII, S1: S1}}
  occupation: {options: {PNS: PNS, Petani: Petani, Pelajar: Pelajar, Wirausaha: Wirausaha}}
"""
ANSWERS = dict.fromkeys(REGULATION, "3")
