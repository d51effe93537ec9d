"""Each addon goes from a database in which all of them have worked, leaves the rest
whole, and comes back."""

import pytest

from devtools import addons
from harness.jobs import job, only, shell
from harness.life import LEFT, LIVED

ADDONS = [name for name in addons.ours() if name not in addons.WITHOUT_TESTS]


@pytest.fixture(scope="module")
def lived(databases, templates):
    """A database to clone: a firm that has worked with all the addons."""
    template = templates.with_addons(list(addons.ours()), demo=False)
    with only(databases, template, "fieldwork_lived") as name:
        shell(databases, name, LIVED)
        yield name


def above(name):
    """Return the addons of ours that go with one: they stand on it."""
    return sorted(other for other in addons.ours() if name in addons.below([other])[0])


@pytest.mark.parametrize("name", ADDONS)
def test_goes_and_comes_back(name, databases, lived):
    gone = [name, *above(name)]
    with only(databases, lived, "fieldwork_going") as database:
        job(databases, database, name, subcommand=["module", "uninstall"])
        shell(databases, database, f"GONE, BACK = {gone}, []\n{LEFT}")
        job(
            databases,
            database,
            *["-i", ",".join(gone), "--stop-after-init", "--no-http"],
        )
        shell(databases, database, f"GONE, BACK = [], {gone}\n{LEFT}")
