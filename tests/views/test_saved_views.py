"""Saved views: for oneself, a role, everybody; what they keep, who may change them, what they cost."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.views.test_columns import heads
from tests.views.town import PASSWORD, Town

LIST = "/data/reports/list/"
VIEWS = "/data/reports/views"
OPEN = "where.status.in=baru&where.status.in=proses&order=number"


def save(clerk: Clerk, name: str, same: str = OPEN, **more: str) -> str:
    """Keeps a list under a name and returns what an address calls it."""
    sent = clerk.send(f"{VIEWS}/new", {"name": name, "same": same, **({"pinned": "1"} | more)})
    assert sent.status_code == 302, sent.text
    return sent.headers["Location"].partition("view=")[2]


def tabs(page: TestResponse) -> list[str]:
    bar = page.text.partition('<nav class="views"')[2].partition("</nav>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<a .*?</a>", bar, re.S)]


def numbers(page: TestResponse) -> list[str]:
    """The numbers of the rows that a list shows."""
    return re.findall(r"(\d{4})/ADU/2026</a>", page.text)


def menu(page: TestResponse) -> str:
    return page.text.partition("Tampilan lain</summary>")[2].partition("</details>")[0]


@pytest.fixture
def people(own_town: Town) -> Town:
    """With somebody who manages the panel, and a second clerk of one role."""
    own_town.sql("""
        WITH made AS (
          INSERT INTO panel.ab_user (id, first_name, last_name, username, password, active, email)
          SELECT nextval('panel.ab_user_id_seq'), 'Rekan', n, n, password, true, n || '@contoh'
          FROM panel.ab_user, unnest(ARRAY['rekan', 'pengelola']) n WHERE username = 'petugas'
          RETURNING id, username)
        INSERT INTO panel.ab_user_role (id, user_id, role_id)
        SELECT nextval('panel.ab_user_role_id_seq'), made.id, r.id FROM made JOIN panel.ab_role r
          ON r.name = CASE made.username WHEN 'rekan' THEN 'Petugas' ELSE 'Admin' END""")
    return own_town


def test_a_view_keeps_filters_order_and_columns_under_a_name(own_town: Town) -> None:
    clerk = own_town.clerk()
    view = save(clerk, "Belum  selesai", f"?{OPEN}&columns=status,number&cursor=x&size=100")
    page = clerk.get(f"{LIST}?view={view}")
    assert heads(clerk, f"{LIST}?view={view}") == ["Status", "Number"]
    assert numbers(page)[:3] == ["0001", "0002", "0003"] and "0004" not in numbers(page)
    assert "Belum selesai 45" in tabs(page), "its number is live"
    assert "aria-current" in page.text.partition("Belum selesai")[0].rpartition("<a ")[2]
    assert own_town.one("SELECT address FROM panel.saved_view") == [
        ["where.status.in", "baru"], ["where.status.in", "proses"], ["order", "number"],
    ]  # fmt: skip


def test_what_stands_beside_a_view_in_the_address_comes_on_top(own_town: Town) -> None:
    clerk = own_town.clerk()
    view = save(clerk, "Berjalan")
    assert numbers(clerk.get(f"{LIST}?view={view}&where.village.eq=2&order=-number")) == ["0041", "0001"]


def test_each_filter_of_a_view_can_be_taken_away(own_town: Town) -> None:
    clerk = own_town.clerk()
    view = save(clerk, "Satu desa", "where.village.eq=2&where.status.eq=proses")
    page = clerk.get(f"{LIST}?view={view}").text
    without = re.findall(r'href="([^"]+)" aria-label="Hapus saringan Status"', page)[0].replace("&amp;", "&")
    found = clerk.get(LIST + without)
    assert sorted(numbers(found)) == ["0001", "0041"]
    assert "Satu desa sudah diubah." in found.text and "Simpan perubahan" in found.text
    assert "sudah diubah" not in page


def test_the_one_who_made_it_saves_changes_and_others_cannot(people: Town) -> None:
    maker, colleague = people.clerk(), people.clerk("rekan")
    view = save(maker, "Bersama", scope="role:Petugas")
    number = view.removeprefix("my.")
    changed = f"saved={number}&where.status.eq=selesai"
    page = colleague.get(f"{LIST}?{changed}").text
    assert "Batalkan perubahan" in page and "Simpan perubahan" not in page
    refused = colleague.send(f"{VIEWS}/{number}/keep", {"same": changed, "version": "1"})
    assert refused.status_code == 403 and "milik Petugas Uji" in refused.text
    assert colleague.send(f"{VIEWS}/{number}/delete", {}).status_code == 403
    assert colleague.get(f"{VIEWS}/{number}").status_code == 403
    assert maker.send(f"{VIEWS}/{number}/keep", {"same": changed, "version": "1"}).status_code == 302
    assert numbers(colleague.get(f"{LIST}?view={view}"))[-1] == "0004", "for everybody at once"
    late = maker.send(f"{VIEWS}/{number}/keep", {"same": OPEN, "version": "1"})
    assert late.status_code == 422 and "baru saja diubah" in late.text


def test_a_view_is_seen_by_those_it_is_for(people: Town) -> None:
    maker, colleague, reader = people.clerk(), people.clerk("rekan"), people.clerk("pembaca")
    mine, ours = save(maker, "Punya saya"), save(maker, "Punya kami", scope="role:Petugas")
    everybody = save(people.clerk("pengelola"), "Punya semua", scope="all")
    assert {"Punya saya 45", "Punya kami 45", "Punya semua 45"} <= set(tabs(maker.get(LIST)))
    assert {"Punya kami 45", "Punya semua 45"} <= set(tabs(colleague.get(LIST)))
    assert "Punya semua 45" in tabs(reader.get(LIST)) and "Punya kami 45" not in tabs(reader.get(LIST))
    gone = colleague.get(f"{LIST}?view={mine}")
    assert gone.status_code == 404 and "bukan untuk Anda" in gone.text
    assert reader.get(f"{LIST}?view={ours}").status_code == 404
    assert reader.get(f"{LIST}?view={everybody}").status_code == 200


def test_sharing_is_a_right_that_the_server_checks(people: Town) -> None:
    clerk = people.clerk()
    for scope in ("all", "role:Pembaca", "role:Admin", "role:Hantu", "semua"):
        sent = clerk.send(f"{VIEWS}/new", {"name": "Curang", "scope": scope, "same": OPEN})
        assert sent.status_code == 422 and "tidak berhak membagi" in sent.text, scope
        assert 'value="Curang"' in sent.text, "what was typed stays"
    assert people.one("SELECT count(*) FROM panel.saved_view") == 0
    offered = clerk.get(f"{VIEWS}/new").text
    assert "Peran Petugas" in offered and "Semua orang" not in offered and "Peran Pembaca" not in offered
    assert "Semua orang" in people.clerk("pengelola").get(f"{VIEWS}/new").text


def test_a_name_is_asked_for_and_stands_once(own_town: Town) -> None:
    clerk = own_town.clerk()
    save(clerk, "Sama")
    for name, said in (
        ("  ", "Beri tampilan ini nama"),
        ("x" * 61, "60 huruf"),
        ("SAMA", "sudah punya tampilan"),
    ):
        sent = clerk.send(f"{VIEWS}/new", {"name": name, "same": OPEN})
        assert sent.status_code == 422 and said in sent.text, name
    broken = clerk.send(f"{VIEWS}/new", {"name": "Rusak", "same": "where.amount.ge=banyak"})
    assert broken.status_code == 422 and own_town.one("SELECT count(*) FROM panel.saved_view") == 1


def test_a_view_is_renamed_shared_unpinned_and_deleted(people: Town) -> None:
    clerk = people.clerk()
    view = save(clerk, "Lama")
    here = f"{VIEWS}/{view.removeprefix('my.')}"
    sent = clerk.form(clerk.get(here)) | {"name": "Baru", "scope": "role:Petugas"}
    sent.pop("pinned")
    assert clerk.send(here, sent).status_code == 302
    page = people.clerk("rekan").get(LIST)
    assert "Baru" not in " ".join(tabs(page)) and "Baru" in menu(page)
    stale = clerk.send(here, sent | {"name": "Lagi"})
    assert stale.status_code == 422 and 'value="Lagi"' in stale.text
    assert people.clerk("pengelola").send(f"{here}/delete", {}).status_code == 302, "who manages tidies up"
    assert people.one("SELECT count(*) FROM panel.saved_view") == 0
    assert clerk.get(f"{LIST}?view={view}").status_code == 404


def test_views_of_the_description_are_only_copied(own_town: Town) -> None:
    clerk = own_town.clerk()
    page = clerk.get(f"{LIST}?view=berjalan")
    link = re.findall(r'href="([^"]+)">Salin jadi tampilan sendiri', page.text)[0].replace("&amp;", "&")
    form = clerk.form(clerk.get(link))
    assert form["name"] == "Berjalan (salinan)" and form["same"].startswith("view=berjalan")
    view = save(clerk, form["name"], form["same"] + "&where.village.eq=2")
    assert numbers(clerk.get(f"{LIST}?view={view}")) == ["0001", "0041"]
    for door in ("", "/keep", "/delete"):
        assert clerk.send(f"{VIEWS}/berjalan{door}", {"same": "", "name": "x"}).status_code == 404


def test_a_role_opens_its_view_first_and_a_person_another(people: Town) -> None:
    manager, clerk = people.clerk("pengelola"), people.clerk()
    ours = save(clerk, "Pekerjaan kami", scope="role:Petugas")
    assert (
        manager.send(f"{VIEWS}/first", {"role.Petugas": ours, "role.Pembaca": "selesai"}).status_code == 302
    )
    assert numbers(clerk.get(LIST))[0] == "0001" and "0004" not in numbers(clerk.get(LIST))
    assert set(re.findall(r'class="k">.*?>([\w ]+)</span>', people.clerk("pembaca").get(LIST).text)) >= {
        "Selesai"
    }
    every = clerk.get(f"{LIST}?view=-")
    assert numbers(every)[0] == "0060", "all rows are a click away"
    assert 'href="?view=-"' in every.text
    assert clerk.send(f"{VIEWS}/first", {"mine": "-"}).status_code == 302
    assert numbers(clerk.get(LIST))[0] == "0060"
    refused = clerk.send(f"{VIEWS}/first", {"mine": "my.999"})
    assert refused.status_code == 422
    clerk.send(f"{VIEWS}/first", {"mine": "", "role.Petugas": "selesai"})
    assert numbers(clerk.get(LIST))[0] == "0001", "who does not manage decides only for themselves"


def test_a_view_opened_first_that_is_gone_opens_all_rows(people: Town) -> None:
    clerk = people.clerk()
    view = save(clerk, "Sebentar")
    clerk.send(f"{VIEWS}/first", {"mine": view})
    assert "0004" not in numbers(clerk.get(LIST))
    people.sql("DELETE FROM panel.saved_view")
    assert numbers(clerk.get(LIST))[0] == "0060"


def test_a_view_that_lost_a_column_says_so_and_opens_what_it_can(own_town: Town) -> None:
    clerk = own_town.clerk()
    same = "where.village.eq=2&where.status.eq=proses&columns=number,village,status"
    view = save(clerk, "Lapuk", same)
    own_town.sql("""UPDATE panel.saved_view SET
        address = address || '[["where.moved.eq", "1"], ["where.amount.ge", "banyak"], ["order", "gone"]]',
        look = jsonb_set(look, '{columns}', '["number", "moved", "village"]')""")
    page = clerk.get(f"{LIST}?view={view}")
    assert page.status_code == 200 and sorted(numbers(page)) == ["0001", "0041"]
    told = page.text.partition('class="alert2 warn"')[2].partition("</div>")[0]
    assert "moved" in told and "Nilai" in told and "gone" in told
    assert heads(clerk, f"{LIST}?view={view}") == ["Number", "Desa"]
    assert "Lapuk" in tabs(clerk.get(LIST)), "its number is left out, the page is not"


def test_a_shared_view_that_the_server_cannot_read_spoils_nobodys_list(people: Town) -> None:
    clerk = people.clerk()
    save(clerk, "Selesai dikerjakan", "where.done.eq=true", scope="role:Petugas")
    people.sql("ALTER TABLE reports RENAME done TO finished")
    page = people.clerk("rekan").get(LIST)
    assert page.status_code == 200 and len(numbers(page)) == 25 and "Selesai dikerjakan" in tabs(page)


def test_pinned_views_cost_no_statement(people: Town) -> None:
    clerk = people.clerk()
    views = [save(clerk, f"Tampilan {n}", f"where.amount.ge={n}000") for n in range(1, 5)]
    clerk.send(f"{VIEWS}/first", {"mine": views[0]})
    for address in (LIST, f"{LIST}?view={views[1]}", f"{LIST}?view=-&q=Perihal"):
        clerk.get(address)
        with people.statements() as asked:
            clerk.get(address)
        assert len(asked) == 3, asked


def test_what_one_saves_the_next_page_of_another_shows(people: Town) -> None:
    colleague = people.clerk("rekan")
    colleague.get(LIST)
    save(people.clerk(), "Segera", scope="role:Petugas")
    assert "Segera 45" in tabs(colleague.get(LIST))


def test_a_view_of_somebody_who_is_gone_stays_only_where_it_was_shared(people: Town) -> None:
    colleague = people.clerk("rekan")
    save(colleague, "Sendiri")
    save(colleague, "Bersama", scope="role:Petugas")
    whose = "(SELECT id FROM panel.ab_user WHERE username = 'rekan')"
    people.sql(f"""DELETE FROM panel.ab_user_role WHERE user_id = {whose};
                   DELETE FROM panel.ab_user WHERE id = {whose}""")
    assert people.sql("SELECT name FROM panel.saved_view") == [("Bersama",)]
    assert "Bersama 45" in tabs(people.clerk().get(LIST))


def test_rows_that_are_read_by_programs_know_saved_views(people: Town) -> None:
    clerk = people.clerk()
    view = save(clerk, "Dengan jumlah", "where.village.eq=2&columns=number,amount&group=status")
    told = clerk.get(f"/data/reports/summary?view={view}&group=status").json
    assert told["count"]["number"] == 2
    assert told["sums"] == {"amount": {"sum": "42021.00", "shown": "42.021,00"}}
    assert [(one["title"], one["count"]) for one in told["group"]["groups"]] == [("Diproses", 2)]
    assert people.clerk("rekan").get(f"/data/reports/summary?view={view}").status_code == 404


def test_rest_reads_a_saved_view_and_what_is_asked_on_top(people: Town) -> None:
    view = save(people.clerk(), "Untuk program", "where.village.in=1&where.village.in=2&order=-number")
    program = Clerk.program(people.app, "petugas", PASSWORD)
    found = program.get(f"/api/v1/reports/?view={view}&where.status.eq=proses").json["result"]
    assert [one["number"] for one in found] == ["0041/ADU/2026", "0001/ADU/2026"]
    other = Clerk.program(people.app, "rekan", PASSWORD)
    assert other.get(f"/api/v1/reports/?view={view}").status_code == 404
