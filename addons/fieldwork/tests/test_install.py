from odoo.tests import TransactionCase


class TestInstall(TransactionCase):
    def test_groups_form_one_ladder(self):
        manager = self.env.ref("fieldwork.group_fieldwork_manager")
        self.assertIn(
            self.env.ref("fieldwork.group_fieldwork_technician"),
            manager.all_implied_ids,
        )
