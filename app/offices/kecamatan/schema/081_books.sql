-- A pattern that could not be filled in, or that would give a number twice, is refused when the book is
-- saved. Not asked of the books that are there already: an office may have to mend those first.

ALTER TABLE register_books
    ADD CONSTRAINT register_books_pattern_tokens_known CHECK (
        regexp_replace(pattern, '\{(klasifikasi|urut(:0?[1-9])?|unit|bulan_romawi|bulan|tahun)\}', '', 'g')
        !~ '[{}]') NOT VALID,
    ADD CONSTRAINT register_books_pattern_tells_year
        CHECK (reset = 'tidak' OR pattern ~ '\{tahun\}') NOT VALID,
    ADD CONSTRAINT register_books_pattern_tells_month
        CHECK (reset <> 'bulan' OR pattern ~ '\{bulan(_romawi)?\}') NOT VALID;

COMMENT ON CONSTRAINT register_books_pattern_has_sequence ON register_books IS
    'Pola nomor harus memuat {urut}, misalnya {urut:03}: tempat nomor urut.';
COMMENT ON CONSTRAINT register_books_pattern_tokens_known ON register_books IS
    'Pola nomor memuat bagian yang tidak dikenal. Yang ada: {klasifikasi}, {urut}, {urut:03}, {unit}, {bulan_romawi}, {bulan}, {tahun}.';
COMMENT ON CONSTRAINT register_books_pattern_tells_year ON register_books IS
    'Nomor yang mulai lagi setiap tahun atau bulan harus memuat {tahun}, supaya tidak ada nomor kembar.';
COMMENT ON CONSTRAINT register_books_pattern_tells_month ON register_books IS
    'Nomor yang mulai lagi setiap bulan harus memuat {bulan_romawi} atau {bulan}, supaya tidak ada nomor kembar.';
COMMENT ON CONSTRAINT register_books_start_positive ON register_books IS 'Nomor pertama paling kecil 1.';

COMMENT ON COLUMN register_books.pattern IS 'Pola nomor
Bagian dalam kurung kurawal diganti saat nomor diambil: {klasifikasi}, {urut}, {urut:03}, {unit}, {bulan_romawi}, {bulan}, {tahun}. Yang lain tertulis apa adanya.';
COMMENT ON COLUMN register_books.start_at IS 'Nomor pertama
Isi bila buku kertas sudah berjalan: nomor yang pertama kali diberikan di sini. Sesudah itu setiap tahun atau bulan mulai dari 1.';
