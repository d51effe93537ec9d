"""Fixtures of the scenarios. `make test` runs them; so does `make test SCENARIOS=expr`
(pytest -k), which is quicker."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests")]

from devtools.cluster import Cluster  # noqa: E402
from devtools.databases import Databases  # noqa: E402
from devtools.env import LOCAL, found  # noqa: E402
from devtools.run import logins  # noqa: E402
from devtools.templates import Templates  # noqa: E402
from harness.people import CHROMIUM_FLAGS, People  # noqa: E402
from harness.server import Server  # noqa: E402

SUITE = ["fieldwork_suite", "fieldwork_test_assets"]


@pytest.fixture(scope="session")
def databases():
    with Cluster("test").in_use() as cluster:
        yield Databases(cluster)


@pytest.fixture(scope="session")
def templates(databases):
    """Template databases: templates.with_addons([...], demo=False) gives a name to
    clone from."""
    return Templates(databases)


@pytest.fixture(scope="session")
def suite_template(templates):
    return templates.with_addons(SUITE, demo=True)


@pytest.fixture(scope="session")
def passwords():
    """Of the demo people; everybody else's is the login."""
    return {login: password for _kind, login, password in logins()}


@pytest.fixture(scope="session")
def server(databases, suite_template, passwords):
    """The suite with demo data, served; one database for all scenarios, so each
    makes what it changes. What the server logs must be expected."""
    with Server(databases, suite_template, passwords).serving() as served:
        yield served
    noise = served.unexpected_log()
    assert not noise, "unexpected in the server's log:\n" + "\n".join(noise)


@pytest.fixture
def own_server(databases, suite_template, passwords):
    """As `server`, with a database of the scenario's own (a few seconds more)."""
    with Server(databases, suite_template, passwords).serving() as served:
        yield served
    noise = served.unexpected_log()
    assert not noise, "unexpected in the server's log:\n" + "\n".join(noise)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=found("CHROME"), headless=True, args=CHROMIUM_FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def people(browser):
    """Opens pages; at the end no page may have had a JavaScript error or a 500."""
    group = People(browser)
    yield group
    group.close()
    assert not group.errors, "errors on the pages:\n" + "\n".join(group.errors)


@pytest.fixture
def page_as(people, server):
    """page_as(login, phone=False): a page of `server`, signed in."""

    def open_page(login=None, **options):
        return people.page(server, login, **options)

    return open_page


@pytest.fixture
def screenshot(request):
    """screenshot(page, name): into .local/test/screenshots, or into docs/images when
    `docs=True`."""

    def take(page, name, docs=False, **options):
        folder = ROOT / "docs" / "images" if docs else LOCAL / "test" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, **options)
        return path

    return take


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A picture of every page that was open when a scenario failed."""
    outcome = yield
    result = outcome.get_result()
    if result.when == "call" and result.failed and "people" in item.fixturenames:
        group = item.funcargs.get("people")
        folder = LOCAL / "test" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in group.contexts for page in context.pages]
        for number, page in enumerate(pages):
            path = folder / f"failed-{item.name}-{number}.png"
            page.screenshot(path=path)
            result.sections.append(("screenshot", str(path)))


def pytest_collection_modifyitems(items):
    # What needs no served database comes first: it fails sooner.
    items.sort(key=lambda item: "server" in item.fixturenames)
