"""My day in a browser: one visit from travel to done."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import FieldworkUsersMixin


@tagged("post_install", "-at_install", "browser")
class TestMyDayTour(FieldworkUsersMixin, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fieldwork()

    def test_from_travel_to_done(self):
        employee = self.env["hr.employee"].create(
            {"name": "Ana", "user_id": self.technician.id}
        )
        employee.resource_id.fieldwork_kind = "technician"
        order = self.env["fieldwork.order"].create(
            {
                "partner_id": self.customer.id,
                "site_id": self.site.id,
                "description": "No hot water",
                "material_ids": [Command.create({"name": "Valve", "planned_qty": 2})],
            }
        )
        order.action_confirm()
        visit = order.plan(fields.Datetime.now(), technicians=employee)
        self.start_tour("/odoo/my-day", "fieldwork_my_day", login="fw_technician")
        self.env.invalidate_all()
        self.assertRecordValues(
            visit,
            [
                {
                    "state": "done",
                    "outcome": "to_continue",
                    "continue_reason": "parts",
                    "findings": "Valve broken",
                    "work_done": "Water shut off",
                }
            ],
        )
        self.assertEqual(order.state, "ready")
        self.assertEqual(order.pending_reason, "to_continue")
        used = {line.name: line.used_qty for line in order.material_ids}
        self.assertEqual(used, {"Valve": 1.5, "Sealing tape": 1})
        told = visit.event_ids.filtered(lambda e: e.user_id == self.technician)
        self.assertEqual(
            told.sorted("id").mapped("kind"),
            [
                "accept",
                "travel",
                "work",
                "material",
                "material",
                "pause",
                "work",
                "done",
            ],
        )
        self.assertEqual(len(set(told.mapped("client_uuid"))), len(told))
        self.assertNotIn(False, told.mapped("client_uuid"))
