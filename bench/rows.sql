-- The rows are as they would be after many years, not as they would have come: their workflow is not asked.
ALTER TABLE reports DISABLE TRIGGER USER;
ALTER TABLE parties DISABLE TRIGGER USER;

-- A million reports as an office would have them after many years: most are closed, one word is rare.
INSERT INTO villages (name, kind)
SELECT 'Desa ke-' || n, 'desa' FROM generate_series(1, 40) n;

INSERT INTO reports (
    number, service, channel, category, village, received_at, due_at, subject, story, status,
    closed_at, outcome, complete_at
)
SELECT
    lpad(n::text, 7, '0') || '/ADU/2026',
    (array['kantibmas', 'umum', 'pekat'])[1 + n % 3],
    (SELECT code FROM channels ORDER BY position LIMIT 1),
    c.ids[1 + n % cardinality(c.ids)],
    v.ids[1 + n % cardinality(v.ids)],
    t.received_at,
    t.received_at + interval '5 days',
    'Laporan ' || (array['jalan rusak', 'lampu mati', 'sampah menumpuk', 'antrean panjang'])[1 + n % 4] || ' ' || n,
    'Warga meminta penanganan di RT ' || n % 30 || CASE WHEN n % 100000 = 17 THEN ' dekat jembatan gantung' ELSE '' END
        || repeat(' keterangan tambahan dari warga', n % 4),
    CASE WHEN n % 500 = 0 THEN 'diterima' ELSE 'selesai' END,
    CASE WHEN n % 500 = 0 THEN NULL ELSE t.received_at + interval '3 days' END,
    CASE WHEN n % 500 = 0 THEN NULL ELSE 'diselesaikan' END,
    NULL
FROM
    generate_series(1, %(rows)s) n
    CROSS JOIN LATERAL (SELECT date_trunc('minute', now()) - (%(rows)s - n) * interval '5 minutes' AS received_at) t
    CROSS JOIN (SELECT array_agg(id) AS ids FROM categories) c
    CROSS JOIN (SELECT array_agg(id) AS ids FROM villages) v;

INSERT INTO parties (report, role, name, address)
SELECT id, 'pelapor', 'Warga ' || id, 'RT ' || id % 30 FROM reports;

ALTER TABLE reports ENABLE TRIGGER USER;
ALTER TABLE parties ENABLE TRIGGER USER;
