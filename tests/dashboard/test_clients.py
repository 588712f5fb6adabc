"""The page of paired browsers, and the page that pairs another."""

from __future__ import annotations

from cancelwindow.store import accounts, clients
from cancelwindow.store.tables import DEFAULT_ACCOUNT
from companion_app import CompanionApp
from dashboard_visitor import Visitor


def test_clients_are_listed_and_shut_out(companion_app: CompanionApp, visitor: Visitor) -> None:
    assert "No browser is paired." in visitor.get("/dashboard/clients").text
    client = companion_app.pair(name="<b>Desk</b> & chair")
    page = visitor.get("/dashboard/clients")
    assert page.select("th bdi")[0].text == "<b>Desk</b> & chair"
    assert page.select_one("th b") is None
    form = page.select_one(f"form[action$='/clients/{client.client_id}/revoke']")
    assert form is not None
    assert form.button["aria-label"] == "Shut out <b>Desk</b> & chair"  # type: ignore[union-attr]

    answer = visitor.post(f"/dashboard/clients/{client.client_id}/revoke", {})
    assert answer.headers["location"] == "/dashboard/clients?done=revoked"
    page = visitor.get(answer.headers["location"])
    assert page.select_one("[role=status]").text == "The browser is shut out."  # type: ignore[union-attr]
    assert page.select("form[action*='/revoke']") == []
    assert companion_app.post("/v1/assess", {}, token=client.token).code == "revoked"


def test_an_unknown_client_is_not_found(visitor: Visitor) -> None:
    answer = visitor.post("/dashboard/clients/nobody/revoke", {}, expect=404)
    assert "There is no such page." in answer.text


def test_a_word_of_the_address_is_never_shown(visitor: Visitor) -> None:
    for word in ("nothing", "<b>x</b>", "revoked.x", ""):
        page = visitor.get(f"/dashboard/clients?done={word}")
        assert page.select_one("[role=status]") is None


def test_a_code_from_the_page_pairs_a_browser(
    companion_app: CompanionApp, visitor: Visitor
) -> None:
    page = visitor.get("/dashboard/clients/pairing")
    [form] = page.select("form[data-cancel-window-pairing]")
    assert (form["data-code"], form["data-port"]) == ("", str(companion_app.config.port))
    answer = visitor.post("/dashboard/clients/pairing", {}, expect=200)
    [form] = answer.page.select("form[data-cancel-window-pairing]")
    code = str(form["data-code"])
    assert code in form.text
    assert companion_app.post("/v1/pair", {"code": code, "name": "Other"}).status == 200
    assert "Other" in visitor.get("/dashboard/clients").text


def test_where_there_are_several_accounts_the_code_is_for_the_chosen_one(
    companion_app: CompanionApp, visitor: Visitor
) -> None:
    assert visitor.get("/dashboard/clients/pairing").select_one("select[name=account]") is None
    with companion_app.database.write() as session:
        partner = accounts.add(session, "Partner", companion_app.now).id
    page = visitor.get("/dashboard/clients/pairing")
    [choice] = page.select("select[name=account]")
    assert {str(one["value"]): one.text for one in choice.select("option")} == {
        DEFAULT_ACCOUNT: "default",
        partner: "Partner",
    }
    answer = visitor.post("/dashboard/clients/pairing", {"account": partner}, expect=200)
    [chosen] = answer.page.select("select[name=account] option[selected]")
    assert chosen["value"] == partner
    code = str(answer.page.select("form[data-cancel-window-pairing]")[0]["data-code"])
    assert companion_app.post("/v1/pair", {"code": code, "name": "Other"}).status == 200
    with companion_app.database.read() as session:
        [paired] = [one for one in clients.list_clients(session) if one.name == "Other"]
    assert paired.account_id == partner
    visitor.post("/dashboard/clients/pairing", {"account": "nobody's"}, expect=404)


def test_open_dashboards_are_counted(companion_app: CompanionApp, visitor: Visitor) -> None:
    assert "in this browser only" in visitor.get("/dashboard/clients").text
    Visitor(companion_app)
    assert "Dashboards that are open: 2." in visitor.get("/dashboard/clients").text
    visitor.post("/dashboard/clients/others", {})
    assert "in this browser only" in visitor.get("/dashboard/clients").text
