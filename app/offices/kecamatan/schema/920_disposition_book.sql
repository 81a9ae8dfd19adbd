-- The agenda of the dispositions is a book like the others.
INSERT INTO register_books (code, name, kind, pattern, reset, unit) VALUES
    ('disposisi', 'Buku agenda disposisi', 'disposisi', '{urut:04}/DISP/{tahun}', 'tahun', 'umum');
