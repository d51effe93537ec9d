"""The harness itself: pages come up, a person can sign in, mails arrive."""

from harness.mailbox import text_of
from harness.people import web_client_ready


def test_login_page_shows_and_lets_in(page_as, server, screenshot):
    page = page_as()
    page.goto("/web/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", server.password("admin"))
    page.click("button[type=submit]")
    web_client_ready(page)
    screenshot(page, "smoke-desktop")


def test_web_client_loads_on_a_phone(page_as, screenshot):
    page = page_as("admin", phone=True)
    page.goto("/odoo")
    web_client_ready(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, "smoke-phone")


def test_mails_are_kept_and_never_leave(server):
    rpc = server.rpc("admin")
    partner = rpc.call("res.partner", "create", {"name": "P", "email": "p@example.com"})
    values = {
        "subject": "A word",
        "body_html": "<p>Hello</p>",
        "recipient_ids": [(4, partner)],
    }
    mail = rpc.call("mail.mail", "create", values)
    rpc.call("mail.mail", "send", [mail])
    assert "Hello" in text_of(server.mailbox.wait_for("p@example.com", "A word"))
