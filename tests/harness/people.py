"""People at pages: a signed-in page, on a desk or on a phone, that notices errors."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

# Chromium asks the network for updates and more by itself; none of it is wanted. The
# sandbox needs rights that a container does not give.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
# Debian's package of Odoo leaves this file out; the bundle says so on each page.
KNOWN_ERRORS = ("selfie_segmentation",)


class People:
    """Opens pages and remembers what went wrong on them."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self.contexts = []
        self.errors: list[str] = []

    def page(self, server, login=None, password=None, phone=False, **options) -> Page:
        """A page of `server`, signed in as `login` (nobody when left out).

        `options` go to Playwright's new_context: locale, timezone_id, geolocation …
        """
        context = self.browser.new_context(
            base_url=server.url,
            viewport=PHONE if phone else DESKTOP,
            device_scale_factor=2 if phone else 1,
            has_touch=phone,
            is_mobile=phone,
            **{"locale": "en-US", **options},
        )
        context.set_default_timeout(30_000)
        if login:
            session = server.rpc(login, password).session_id
            context.add_cookies(
                [{"name": "session_id", "value": session, "url": server.url}]
            )
        page = context.new_page()
        page.on("pageerror", lambda error: self._note(page, f"page error: {error}"))
        page.on("console", lambda message: self._console(page, message))
        page.on("response", lambda response: self._response(page, response))
        self.contexts.append(context)
        return page

    def _note(self, page: Page, text: str) -> None:
        if not any(known in text for known in KNOWN_ERRORS):
            self.errors.append(f"{page.url}: {text}")

    def _console(self, page: Page, message) -> None:
        # A failed download is noted with its address below.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._note(page, f"console: {message.text}")

    def _response(self, page: Page, response) -> None:
        ours = urlsplit(response.url).hostname == "127.0.0.1"
        if ours and response.status >= 500:
            self._note(page, f"{response.status} from {response.url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def web_client_ready(page: Page) -> None:
    """Waits until Odoo's web client stands. Never wait for a silent network: the
    client keeps a websocket open."""
    page.wait_for_selector(".o_web_client .o_main_navbar", state="visible")
    page.wait_for_selector(".o_action_manager > *", state="attached")
