-- What the steps of the workflows write down.

ALTER TABLE reports ADD COLUMN team_report text, ADD COLUMN recommendation text;
COMMENT ON COLUMN reports.team_report IS 'Laporan Tim
Hasil analisa, fakta dan koordinasi Tim Pengaduan.';
COMMENT ON COLUMN reports.recommendation IS 'Rekomendasi Tim
Pertimbangan Tim Pengaduan untuk keputusan Camat.';
