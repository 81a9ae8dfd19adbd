"""One page of each kind of the reference office, as somebody meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Browser, BrowserContext, Page

from app.database import engine_for
from models import survey_tokens
from tests.browser.signing import sign_in
from tests.opened import Opened

# The report with the most around it: its record page has every tab.
FULL = """
    SELECT r.id FROM reports r ORDER BY (SELECT count(*) FROM evidence e WHERE e.report = r.id) * 2
    + (SELECT count(*) FROM dispositions d WHERE d.report = r.id)
    + (SELECT count(*) FROM letters l WHERE l.report = r.id) DESC, r.id DESC LIMIT 1
"""
Opens = Callable[[Page, Opened], object]


@dataclass(frozen=True)
class Kind:
    """`name` is also that of its picture. `who` signed in, or nobody. `language`: it speaks only one."""

    name: str
    who: str
    opens: Opens
    language: str = ""


def at(address: str) -> Opens:
    return lambda page, office: page.goto(address)


def of(address: str, sql: str = FULL) -> Opens:
    return lambda page, office: page.goto(address.format(office.ask(sql)[0][0]))


def grid(page: Page, _office: Opened) -> None:
    """The grid; on a telephone it turns into the cards of the list."""
    page.goto("/grid/reports/")
    page.locator("[data-grid][data-ready], table.stack td").first.wait_for()


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("form.entry button.p[type=submit]").click()


def refused(page: Page, office: Opened) -> None:
    page.goto("/data/reports/add")
    page.evaluate("document.querySelector('form.entry').noValidate = true")
    page.fill("#f-subject", "Lampu jalan padam")
    page.fill("#f-received_at", "31-02-2026")
    save(page)


def conflict(page: Page, office: Opened) -> None:
    key = office.ask(FULL)[0][0]
    page.goto(f"/data/reports/edit/{key}")
    kept = page.input_value("#f-subject")
    office.ask("UPDATE reports SET subject = %s WHERE id = %s", "Talud sungai longsor lagi", key)
    page.fill("#f-subject", "Talud sungai longsor, warga mengungsi")
    save(page)
    office.ask("UPDATE reports SET subject = %s WHERE id = %s", kept, key)


def filters(page: Page, office: Opened) -> None:
    page.goto("/data/reports/list/?where.status.eq=diterima")
    page.click("[data-filters]")
    page.locator("form.seek > section").wait_for()
    page.wait_for_load_state()


def picking(page: Page, office: Opened) -> None:
    page.goto("/data/reports/add")
    page.locator("input#f-village[role=combobox], [id='f-village-ts-control']").first.click()
    page.locator("[role=listbox] [role=option]").first.wait_for()


def keys(page: Page, office: Opened) -> None:
    page.goto("/data/parties/list/")
    page.keyboard.press("?")
    page.locator("dialog[data-keys][open]").wait_for()


def changes(page: Page, office: Opened) -> None:
    """What somebody did beside the panel, cell by cell."""
    key = office.ask(FULL)[0][0]
    office.ask("UPDATE reports SET note = clock_timestamp()::text WHERE id = %s", key)
    page.goto(f"/data/reports/history/{key}?tab=cells")


def forms(page: Page, _office: Opened) -> None:
    """Forms being typed in: one line full, the next begun. None is saved."""
    page.goto("/skm/isi/")
    if page.locator(".entry-lines tbody tr").count():
        page.select_option("[name='f.service']", index=1)
        page.keyboard.press("F2")
        page.keyboard.type("L34AW334433443")
    else:
        page.check("[name='f.persyaratan'][value='3']")


def differences(page: Page, _office: Opened) -> None:
    """What changed since a month was sent; it is sent by whoever looks first."""
    page.goto("/laporan/rekap_bulanan/")
    if page.locator("details.send").count():
        page.locator("details.send > summary").click()
        with page.expect_navigation():
            page.locator("details.send button[type=submit]").click()
        page.goto("/laporan/rekap_bulanan/")
    page.locator("a[href$='/selisih']").click()
    page.wait_for_url("**/selisih")


def question(page: Page, office: Opened) -> None:
    """A question of the survey, reached by a code."""
    engine = engine_for(office.url)
    with engine.begin() as connection:
        code, _ = survey_tokens.link(connection, "umum", datetime.now(UTC))
    engine.dispose()
    page.goto(f"/survei/{code}?ke=3")


RECEIPT = """
    SELECT r.id FROM reports r JOIN parties p ON p.report = r.id AND p.role = 'pelapor'
    WHERE r.number IS NOT NULL AND p.name IS NOT NULL ORDER BY r.id DESC LIMIT 1
"""
DISPOSITION = "SELECT disposition FROM disposition_addressees GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
BOOK = "/data/register_entries/print-list/buku_register?view=register_pengaduan&where.sequence.le=12"
NEWEST = "SELECT id FROM evidence WHERE kind = 'foto' ORDER BY id DESC LIMIT 1"
KINDS = (
    Kind("masuk", "", at("/login/")),
    Kind("beranda", "camat", at("/")),
    Kind("daftar", "petugas", at("/data/reports/list/")),
    Kind("daftar-kosong", "petugas", at("/data/reports/list/?q=zzzzzz")),
    Kind("saringan", "petugas", filters),
    Kind("rekaman", "camat", of("/data/reports/show/{}")),
    Kind("riwayat", "petugas", of("/data/reports/history/{}")),
    Kind("perubahan", "petugas", changes),
    Kind("bukti", "petugas", of("/data/evidence/show/{}", NEWEST)),
    Kind("tambah", "petugas", at("/data/reports/add")),
    Kind("pilihan", "petugas", picking),
    Kind("ubah", "petugas", of("/data/reports/edit/{}")),
    Kind("belum-tersimpan", "petugas", refused),
    Kind("bentrok", "petugas", conflict),
    Kind("hapus", "admin", of("/data/reports/delete/{}")),
    Kind("cetak", "petugas", of("/data/reports/print/{}/tanda_terima", RECEIPT)),
    Kind("cetak-disposisi", "camat", of("/data/dispositions/print/{}/lembar_disposisi", DISPOSITION)),
    Kind("cetak-buku", "petugas", at(BOOK)),
    Kind("alur", "camat", at("/workflows/kantibmas/?state=di_camat")),
    Kind("laporan", "camat", at("/laporan/laporan_masuk/")),
    Kind("rekap-bulanan", "camat", at("/laporan/rekap_bulanan/")),
    Kind("grafik-pengaduan", "camat", at("/laporan/grafik_pengaduan/")),
    Kind("selisih", "camat", differences),
    Kind("tuts", "petugas", keys),
    Kind("kisi", "admin", grid),
    Kind("isi-survei", "petugas", forms),
    Kind("kios", "petugas", at("/skm/kios/")),
    Kind("skm", "camat", at("/skm/")),
    Kind("poster", "camat", at("/skm/poster")),
    Kind("templat", "camat", at("/skm/templat")),
    Kind("survei", "", question, "id"),
    Kind("pemakai", "admin", at("/users/list/")),
    Kind("pemakai-baru", "admin", at("/users/add")),
    Kind("peran", "admin", at("/roles/list/")),
    Kind("matriks", "admin", of("/roles/edit/{}", "SELECT id FROM panel.ab_role WHERE name = 'Petugas'")),
    Kind("profil", "petugas", at("/users/userinfo/")),
    Kind("kata-sandi", "petugas", at("/resetmypassword/form")),
    Kind("langkah-kedua", "petugas", at("/account/second-step/")),
    Kind("tidak-berhak", "petugas", at("/users/list/")),
    Kind("tidak-ditemukan", "petugas", at("/data/reports/show/999999")),
)


def visitor(browser: Browser, base: str, name: str, language: str, **look: object) -> BrowserContext:
    """Somebody who signed in, or nobody yet, and chose a language."""
    context = browser.new_context(base_url=base, locale="id-ID", **look)
    if name:
        sign_in(context, name)
    assert context.request.get(f"/lang/{language}", max_redirects=0).status == 302
    return context
