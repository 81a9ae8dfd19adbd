"""The words of the grid's script (app/static/grid), in the language of whoever looks at it."""

from __future__ import annotations

from flask_babel import gettext


def words_of_script() -> dict[str, str]:
    """Name -> text. {braces} are filled in by the script."""
    return {
        **_of_rows(),
        **_of_saving(),
        **_of_clipboard(),
        **_of_conflicts(),
        **_of_editors(),
        **_of_menus(),
    }


def _of_rows() -> dict[str, str]:
    return {
        "grid": gettext("Kisi {label}"),
        "select": gettext("Pilih {title}"),
        "selectAll": gettext("Pilih semua baris yang dimuat"),
        "open": gettext("Buka {title}"),
        "row": gettext("Baris"),
        "empty": gettext("kosong"),
        "yes": gettext("Ya"),
        "no": gettext("Tidak"),
        "fixed": gettext("hanya dibaca"),
    }


def _of_saving() -> dict[str, str]:
    return {
        "saving": gettext("sedang disimpan"),
        "saved": gettext("Tersimpan."),
        "refused": gettext("belum tersimpan"),
        "held": gettext("belum disimpan"),
        "waiting": gettext("menunggu sambungan"),
        "new": gettext("baris baru"),
        "position": gettext("baris {from}-{to} dari {total}"),
        "some": gettext("{number} baris dimuat"),
        "loading": gettext("Memuat baris …"),
        "failedRows": gettext("Baris belum dapat dimuat. Gulir lagi untuk mencoba."),
        "failed": gettext("Belum tersimpan. Coba lagi."),
        "stranger": gettext("Sesi Anda sudah berakhir. Masuk lagi di tab baru, lalu tekan Coba lagi."),
        "offline": gettext("Sambungan terputus. {number} sel menunggu; dikirim begitu tersambung lagi."),
        "online": gettext("Tersambung lagi."),
        "kept": gettext("{number} sel dari sebelumnya belum tersimpan dan dikirim lagi."),
        "troubles": gettext("{number} sel bermasalah, belum disimpan"),
        "notDone": gettext("Belum jadi"),
        "retry": gettext("Coba lagi"),
        "drop": gettext("Lepas"),
        "dropAll": gettext("Lepas semua"),
        "good": gettext("Simpan yang benar saja"),
        "cancel": gettext("Batal"),
        "someBad": gettext("{bad} dari {all} sel belum dapat disimpan, jadi belum satu pun disimpan."),
    }


def _of_clipboard() -> dict[str, str]:
    return {
        "pasted": gettext("{number} sel disimpan."),
        "copied": gettext("{number} sel disalin."),
        "noClipboard": gettext("Peramban ini tidak mengizinkan papan klip. Pakai Ctrl+C dan Ctrl+V."),
        "nothingFits": gettext("Di sini tidak ada sel yang dapat diubah."),
        "pastedFixed": gettext("{number} sel dilewati karena hanya dapat dibaca."),
        "tooMany": gettext("Paling banyak {number} sel sekali tempel."),
    }


def _of_conflicts() -> dict[str, str]:
    return {
        "conflict": gettext("{who} mengubah sel ini lebih dulu"),
        "conflictUnknown": gettext("Orang lain mengubah sel ini lebih dulu"),
        "mine": gettext("Isian Anda"),
        "theirs": gettext("Isian mereka"),
        "takeMine": gettext("Pakai isian saya"),
        "takeTheirs": gettext("Pakai isian mereka"),
        "later": gettext("Nanti"),
        "undone": gettext("Dibatalkan."),
        "redone": gettext("Diulangi."),
        "goneRow": gettext("Baris ini sudah dihapus."),
        "changed": gettext("{number} baris diperbarui oleh orang lain."),
    }


def _of_editors() -> dict[str, str]:
    return {
        "newRow": gettext("+ Baris baru"),
        "needs": gettext("Isi dulu: {labels}."),
        "askNew": gettext("Lengkapi baris baru"),
        "save": gettext("Simpan"),
        "choose": gettext("Pilih"),
        "none": gettext("Tidak ada yang cocok."),
        "seek": gettext("Ketik untuk mencari"),
        "badJson": gettext("Bukan JSON yang sah."),
        "lines": gettext("Satu nilai per baris. Ctrl+Enter menyimpan."),
        "longHint": gettext("Alt+Enter baris baru, Enter menyimpan."),
        "day": gettext("Pilih tanggal"),
        "jump": gettext("Lompat ke {label}"),
    }


def _of_menus() -> dict[str, str]:
    return {
        "delete": gettext("Hapus"),
        "end": gettext("Ke akhir"),
        "start": gettext("Ke awal"),
        "deleteMany": gettext("Hapus {number} baris?"),
        "held_rows": gettext("{number} baris belum bisa dihapus: masih dipakai oleh data lain."),
        "effect_blocks": gettext("Ubah atau hapus lebih dahulu."),
        "effect_deletes": gettext("Ikut terhapus."),
        "effect_empties": gettext("Rujukannya dikosongkan."),
        "conflictRow": gettext("{who} mengubah baris ini lebih dulu"),
        "sum": gettext("Jumlah {number} baris:"),
        "addUp": gettext("Jumlahkan"),
        "groups": gettext("Kelompok"),
        "density": gettext("Kerapatan"),
        "compact": gettext("Rapat"),
        "normal": gettext("Sedang"),
        "roomy": gettext("Lega"),
        "menu": gettext("Tindakan sel"),
        "do_openRow": gettext("Buka rekaman"),
        "do_edit": gettext("Ubah"),
        "do_copy": gettext("Salin"),
        "do_paste": gettext("Tempel"),
        "do_fill": gettext("Isi ke bawah"),
        "do_clear": gettext("Kosongkan"),
        "do_duplicate": gettext("Duplikat baris"),
        "do_deleteRow": gettext("Hapus baris"),
        "do_freeze": gettext("Diamkan kolom sampai sini"),
        "do_hide": gettext("Sembunyikan kolom"),
        "do_undo": gettext("Batalkan"),
        "do_redo": gettext("Ulangi"),
    }
