from odoo.tests import HttpCase, tagged

from .common import FieldworkUsersMixin


@tagged("post_install", "-at_install", "browser")
class TestDashboardUi(FieldworkUsersMixin, HttpCase):
    def test_a_colour_opens_its_orders(self):
        self._set_up_fieldwork()
        self.env["fieldwork.order"].create(
            {"partner_id": self.customer.id, "site_id": self.site.id}
        )
        self.start_tour(
            "/odoo/service-dashboard", "fieldwork_dashboard", login="fw_manager"
        )
