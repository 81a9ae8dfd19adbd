-- The lists that the three procedures name. An office changes them in its screens afterwards.

INSERT INTO units (code, name, kind, parent, head_position, position) VALUES
    ('camat', 'Camat', 'pimpinan', NULL, 'Camat', 1),
    ('sekretariat', 'Sekretariat Kecamatan', 'sekretariat', 'camat', 'Sekretaris Camat', 2),
    ('loket', 'Loket Pelayanan', 'loket', 'sekretariat', 'Petugas Layanan', 3),
    ('umum', 'Subbagian Umum', 'sekretariat', 'sekretariat', 'Kepala Subbagian Umum', 4),
    ('kasi_pelum', 'Seksi Pelayanan Umum', 'seksi', 'camat', 'Kepala Seksi Pelayanan Umum', 5),
    ('kasi_sarpras', 'Seksi Sarana dan Prasarana', 'seksi', 'camat', 'Kepala Seksi Sarana dan Prasarana', 6),
    ('kasi_trantib', 'Seksi Ketenteraman dan Ketertiban', 'seksi', 'camat',
     'Kepala Seksi Ketenteraman dan Ketertiban', 7),
    ('kasi_pmd', 'Seksi Pemberdayaan Masyarakat Desa', 'seksi', 'camat',
     'Kepala Seksi Pemberdayaan Masyarakat Desa', 8),
    ('kasi_kesos', 'Seksi Kesejahteraan Sosial', 'seksi', 'camat', 'Kepala Seksi Kesejahteraan Sosial', 9),
    ('tim_pengaduan', 'Tim Pengaduan Kecamatan', 'tim', 'camat', 'Ketua Tim Pengaduan', 10);

INSERT INTO register_books (code, name, kind, pattern, classification, reset, unit) VALUES
    ('pengaduan', 'Buku register pengaduan', 'pengaduan', '{urut:04}/ADU/{tahun}', NULL, 'tahun', 'loket'),
    ('surat_keluar', 'Buku agenda surat keluar', 'surat_keluar',
     '{klasifikasi}/{urut:03}/{bulan_romawi}/{tahun}', '300.1', 'tahun', 'umum'),
    ('surat_masuk', 'Buku agenda surat masuk', 'surat_masuk', '{urut:03}/SM/{tahun}', NULL, 'tahun', 'umum'),
    ('surat_tugas', 'Buku surat tugas', 'surat_keluar', '{klasifikasi}/{urut:02}/ST/{bulan_romawi}/{tahun}',
     '000.1.2.3', 'tahun', 'umum'),
    ('berita_acara', 'Buku berita acara', 'berita_acara', '{urut:02}/BA/{bulan_romawi}/{tahun}', NULL,
     'bulan', 'kasi_trantib');

INSERT INTO services
    (code, name, description, product, book, deadline_amount, deadline_unit, deadline_start,
     extension_amount, position)
VALUES
    ('kantibmas', 'Pengaduan kantibmas', 'Pengaduan keamanan dan ketertiban masyarakat di loket pelayanan.',
     'Tanggapan lisan atau surat tanggapan', 'pengaduan', 5, 'hari_kerja', 'berkas_lengkap', 5, 1),
    ('umum', 'Laporan masyarakat', 'Laporan masyarakat melalui semua kanal, diteruskan menurut masalahnya.',
     'Tindakan atau penyelesaian masalah', 'pengaduan', 10, 'hari_kerja', 'diterima', 7, 2),
    ('pekat', 'Rekomendasi Operasi Pekat', 'Penertiban penyakit masyarakat atas laporan masyarakat dan surat desa.',
     'Laporan Kegiatan Operasi Pekat', 'pengaduan', 3, 'hari_kalender', 'berkas_lengkap', NULL, 3);

INSERT INTO channels (code, name, position) VALUES
    ('loket', 'Loket (datang langsung)', 1),
    ('telepon', 'Telepon', 2),
    ('whatsapp', 'WhatsApp', 3),
    ('email', 'Email', 4),
    ('media_sosial', 'Media sosial', 5),
    ('lapor', 'SP4N-LAPOR!', 6),
    ('surat', 'Surat', 7),
    ('kotak_saran', 'Kotak saran', 8);

INSERT INTO categories (name, sector, service, unit, position) VALUES
    ('Jalan dan jembatan', 'Infrastruktur', 'umum', 'kasi_sarpras', 1),
    ('Lampu jalan', 'Infrastruktur', 'umum', 'kasi_sarpras', 2),
    ('Drainase dan banjir', 'Infrastruktur', 'umum', 'kasi_sarpras', 3),
    ('Air bersih', 'Infrastruktur', 'umum', 'kasi_sarpras', 4),
    ('Sampah dan kebersihan', 'Lingkungan', 'umum', 'kasi_sarpras', 5),
    ('Hewan ternak berkeliaran', 'Lingkungan', 'umum', 'kasi_trantib', 6),
    ('Pelayanan KTP dan KK', 'Pelayanan', 'umum', 'kasi_pelum', 7),
    ('Sikap petugas', 'Pelayanan', 'umum', 'umum', 8),
    ('Bantuan sosial', 'Sosial', 'umum', 'kasi_kesos', 9),
    ('Kesehatan dan posyandu', 'Sosial', 'umum', 'kasi_kesos', 10),
    ('Dana desa', 'Pemerintahan desa', 'umum', 'kasi_pmd', 11),
    ('Sengketa batas tanah', 'Kantibmas', 'kantibmas', 'kasi_trantib', 12),
    ('Perkelahian', 'Kantibmas', 'kantibmas', 'kasi_trantib', 13),
    ('Kebisingan', 'Kantibmas', 'kantibmas', 'kasi_trantib', 14),
    ('Pencurian', 'Kantibmas', 'kantibmas', 'kasi_trantib', 15),
    ('Perselisihan keluarga', 'Kantibmas', 'kantibmas', 'tim_pengaduan', 16),
    ('Ancaman dan intimidasi', 'Kantibmas', 'kantibmas', 'tim_pengaduan', 17),
    ('Minuman keras', 'Operasi Pekat', 'pekat', 'kasi_trantib', 18),
    ('Perjudian', 'Operasi Pekat', 'pekat', 'kasi_trantib', 19),
    ('Balap liar', 'Operasi Pekat', 'pekat', 'kasi_trantib', 20),
    ('Tempat hiburan tanpa izin', 'Operasi Pekat', 'pekat', 'kasi_trantib', 21);

INSERT INTO requirements (service, code, name, mandatory, position, note) VALUES
    ('kantibmas', 'ktp', 'KTP', true, 1, NULL),
    ('kantibmas', 'formulir', 'Formulir pengaduan', true, 2, NULL),
    ('kantibmas', 'bukti', 'Bukti pendukung', true, 3, 'Foto, video, rekaman suara, laporan, dan lain-lain.'),
    ('kantibmas', 'data_terlapor', 'Data terlapor', false, 4,
     'Bila ada oknum: nama, jabatan dan/atau alamat; perbuatan yang diduga; keterangan fakta.'),
    ('pekat', 'laporan', 'Laporan masyarakat', true, 1, NULL),
    ('pekat', 'surat_desa', 'Surat masuk dari desa/kelurahan', true, 2, NULL),
    ('pekat', 'disposisi_camat', 'Disposisi Camat', true, 3, NULL),
    ('pekat', 'keterangan_saksi', 'Keterangan para saksi', true, 4, NULL),
    ('pekat', 'dokumentasi_tkp', 'Dokumentasi tempat kejadian', true, 5, NULL),
    ('pekat', 'surat_tugas', 'Surat tugas', true, 6, NULL);
