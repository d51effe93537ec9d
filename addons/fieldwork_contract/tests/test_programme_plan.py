"""What is done together, and what a greater service includes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.fieldwork.tests import properties  # noqa: F401 (loads the profile)

from ..tools.programme import Due, Service, absorb, chief, group

START = date(2026, 3, 1)
MINOR = Service(root=1, rank=2, tolerance=5)
MAJOR = Service(root=2, rank=1, tolerance=5, absorbs=frozenset([1]), absorb_days=10)
ALONE = Service(root=3, rank=3, apart=True)


def due(service=MINOR, day=0, equipment=7, site=1, hours=1.0):
    return Due(
        None, service, 1, site, equipment, START + timedelta(days=day), hours=hours
    )


DUES = st.lists(
    st.builds(
        due,
        service=st.sampled_from([MINOR, MAJOR, ALONE]),
        day=st.integers(0, 60),
        equipment=st.integers(0, 3),
        site=st.integers(1, 2),
    ),
    max_size=25,
)


@tagged("fieldwork_contract")
class TestProgrammePlan(BaseCase):
    def test_within_the_tolerance_they_are_one_order(self):
        first, second, third = due(), due(day=5, equipment=8), due(day=6)
        self.assertEqual(group([third, second, first], 48), [[first, second], [third]])

    def test_sites_and_what_stands_apart_are_not_merged(self):
        first, elsewhere, alone = due(), due(site=2), due(ALONE)
        self.assertEqual(len(group([first, elsewhere, alone], 48)), 3)

    def test_no_order_is_longer_than_a_visit_may_be(self):
        dues = [due(equipment=n, hours=20.0) for n in range(5)]
        self.assertEqual([len(one) for one in group(dues, 48)], [2, 2, 1])

    def test_the_greater_service_gives_the_order_its_type(self):
        major = due(MAJOR, day=3)
        self.assertIs(chief([due(), major]), major)

    def test_the_greater_service_includes_the_lesser_near_it(self):
        major, near, far = due(MAJOR), due(day=10), due(day=11)
        other = due(day=1, equipment=9)
        self.assertEqual(absorb([major, near, far, other]), {near: major})

    def test_a_service_of_the_site_includes_those_of_its_machines(self):
        major, minor = due(MAJOR, equipment=0), due(day=3)
        self.assertEqual(absorb([minor, major]), {minor: major})

    def test_the_nearer_of_two_includes_it(self):
        before, after, minor = due(MAJOR), due(MAJOR, day=12), due(day=8)
        self.assertEqual(absorb([minor, after, before]), {minor: after})

    def test_what_is_included_includes_nothing(self):
        greatest = Service(root=4, rank=0, absorbs=frozenset([2]), absorb_days=10)
        top, major, minor = due(greatest), due(MAJOR, day=1), due(day=2)
        self.assertEqual(absorb([minor, major, top]), {major: top})

    @given(DUES, st.randoms(use_true_random=False))
    def test_the_plan_hangs_on_no_order_and_loses_nothing(self, dues, random):
        absorbed = absorb(dues)
        left = [one for one in dues if one not in absorbed]
        groups = group(left, 48)
        self.assertCountEqual([one for each in groups for one in each], left)
        for each in groups:
            self.assertEqual(len({one.site for one in each}), 1)
            days = [one.day for one in each]
            self.assertLessEqual((max(days) - min(days)).days, 5)
        shuffled = random.sample(dues, len(dues))
        self.assertEqual(set(absorb(shuffled)), set(absorbed))
        again = group([one for one in shuffled if one not in absorbed], 48)
        self.assertCountEqual(map(_shape, again), map(_shape, groups))


def _shape(dues):
    return [one.order for one in dues]
