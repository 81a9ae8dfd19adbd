-- What people read at the field when a rule of the tables refuses what they typed.
COMMENT ON CONSTRAINT reports_subject_filled ON reports IS 'Judul tidak boleh hanya spasi.';
COMMENT ON CONSTRAINT reports_story_filled ON reports IS 'Uraian tidak boleh hanya spasi.';
COMMENT ON CONSTRAINT reports_occurred_before_received ON reports IS 'Waktu kejadian tidak boleh sesudah laporan diterima.';
COMMENT ON CONSTRAINT reports_latitude_on_earth ON reports IS 'Lintang antara -90 dan 90.';
COMMENT ON CONSTRAINT reports_longitude_on_earth ON reports IS 'Bujur antara -180 dan 180.';
COMMENT ON CONSTRAINT reports_coordinates_in_pairs ON reports IS 'Isi lintang dan bujur dua-duanya, atau kosongkan keduanya.';
COMMENT ON CONSTRAINT reports_complete_after_received ON reports IS 'Berkas lengkap tidak boleh sebelum laporan diterima.';
COMMENT ON CONSTRAINT reports_due_after_received ON reports IS 'Tenggat tidak boleh sebelum laporan diterima.';
COMMENT ON CONSTRAINT reports_closed_after_received ON reports IS 'Tanggal selesai tidak boleh sebelum laporan diterima.';
COMMENT ON CONSTRAINT reports_extension_with_reason ON reports IS 'Perpanjangan tenggat ditulis bersama alasannya.';
COMMENT ON CONSTRAINT reports_outcome_when_closed ON reports IS 'Tanggal selesai ditulis bersama hasilnya.';
COMMENT ON CONSTRAINT reports_duplicate_of_other ON reports IS 'Pilih laporan lain, bukan laporan ini sendiri.';
COMMENT ON CONSTRAINT parties_name_filled ON parties IS 'Nama tidak boleh hanya spasi.';
COMMENT ON CONSTRAINT parties_nik_16_digits ON parties IS 'NIK terdiri dari 16 angka, tanpa spasi atau tanda lain.';
COMMENT ON CONSTRAINT parties_phone_digits ON parties IS 'Tulis nomor telepon dengan angka, misalnya 0812-0000-0000.';
COMMENT ON CONSTRAINT parties_email_with_at ON parties IS 'Tulis alamat email lengkap, misalnya nama@contoh.id.';
COMMENT ON CONSTRAINT parties_represents_other ON parties IS 'Pilih pihak lain, bukan pihak ini sendiri.';
COMMENT ON CONSTRAINT parties_represents_by_proxy ON parties IS 'Hanya kuasa yang mewakili pihak lain.';
