from odoo.tests import tagged

from .common import FieldworkCommon


@tagged("post_install", "-at_install")
class TestSitePerformance(FieldworkCommon):
    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _create(self, kind, number):
        return self.env["res.partner"].create(
            [
                {
                    "name": f"Place {index}",
                    "type": kind,
                    "parent_id": self.customer.id,
                    "country_id": self.env.ref("base.fr").id,
                }
                for index in range(number)
            ]
        )

    def test_sites_are_created_in_a_batch(self):
        for kind in ("other", "site"):
            self._create(kind, 1)
        few = self._queries(lambda: self._create("site", 5))
        many = self._queries(lambda: self._create("site", 105))
        address_few = self._queries(lambda: self._create("other", 5))
        address_many = self._queries(lambda: self._create("other", 105))
        # what core asks for each address is its own; a site asks for nothing more
        self.assertLessEqual(many - few, address_many - address_few)
        self.assertLessEqual(few - address_few, 6)

    def test_sites_are_moved_to_another_country_in_a_batch(self):
        sites = self._create("site", 60)
        addresses = self._create("other", 60)
        japan = self.env.ref("base.jp")

        def move(partners):
            return self._queries(lambda: partners.write({"country_id": japan.id}))

        move(sites[:1])
        move(addresses[:1])
        self.assertLessEqual(
            move(sites[1:]) - move(addresses[1:]), 6, "zones are set together"
        )

    def test_lists_read_the_same_number_of_queries_for_many(self):
        sites = self._create("site", 60)
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {index}"} for index in range(60)]
        )
        names = [
            "site_count",
            "site_tz",
            "site_located",
            "site_map_url",
            "fieldwork_equipment_count",
            "fieldwork_on_hold",
        ]
        for partners in (sites, customers):
            partners[:1].read(names)
            few = self._queries(lambda p=partners: p[:5].read(names))
            many = self._queries(lambda p=partners: p.read(names))
            self.assertEqual(few, many)

    def test_default_sites_and_holds_of_many_take_as_many_queries_as_of_few(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {index}"} for index in range(60)]
        )
        for call in ("_fieldwork_default_site", "_fieldwork_hold_partners"):
            getattr(customers, call)()
            few = self._queries(getattr(customers[:5], call))
            many = self._queries(getattr(customers, call))
            self.assertEqual(few, many, call)
