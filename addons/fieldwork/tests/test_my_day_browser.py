"""My day in a browser: one visit from travel to done."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

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
        order_type = self.env["fieldwork.order.type"].create(
            {"name": "Repairs", "customer_signature": "required"}
        )
        self._create_safety_list(order_type)
        order = self.env["fieldwork.order"].create(
            {
                "type_id": order_type.id,
                "partner_id": self.customer.id,
                "site_id": self.site.id,
                "description": "No hot water",
                "material_ids": [Command.create({"name": "Valve", "planned_qty": 2})],
            }
        )
        order.action_confirm()
        visit = order.plan(fields.Datetime.now(), technicians=employee)
        # The refused start is told to the technician, and to the log.
        with mute_logger("odoo.http"):
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
        self._check_proof(visit)
        told = visit.event_ids.filtered(lambda e: e.user_id == self.technician)
        self.assertEqual(
            told.sorted("id").mapped("kind"),
            [
                "accept",
                "travel",
                "work",
                "photo",
                "material",
                "material",
                "pause",
                "work",
                "sign",
                "done",
            ],
        )
        self.assertEqual(len(set(told.mapped("client_uuid"))), len(told))
        self.assertNotIn(False, told.mapped("client_uuid"))

    def _create_safety_list(self, order_type):
        checklist = self.env["fieldwork.checklist"].create(
            {
                "name": "Safety",
                "when": "before_start",
                "order_type_ids": [Command.set(order_type.ids)],
                "question_ids": [
                    Command.create({"name": "Gas shut off?", "required": True}),
                    Command.create(
                        {
                            "name": "Pressure",
                            "kind": "number",
                            "required": True,
                            "unit": "bar",
                            "has_maximum": True,
                            "maximum": 2.5,
                        }
                    ),
                ],
            }
        )
        checklist.action_publish()

    def _check_proof(self, visit):
        """The answers, the photo's own bytes and the signature are there."""
        answers = visit.checklist_response_ids.answer_ids
        pressure = answers.filtered(lambda a: a.question_id.name == "Pressure")
        self.assertRecordValues(
            pressure,
            [
                {
                    "value_number": 3.2,
                    "out_of_limits": True,
                    "remark": "Relief valve sticks",
                }
            ],
        )
        self.assertIn("3.2", pressure.follow_up_order_id.description)
        photo = visit.photo_ids
        self.assertEqual((photo.kind, photo.note), ("before", "Leak at the valve"))
        self.assertEqual(photo.mimetype, "image/jpeg")
        signature = visit.signature_ids
        self.assertRecordValues(
            signature,
            [{"role": "customer", "name": "Carla Lindt", "void_at": False}],
        )
        self.assertIn("Relief valve sticks", signature.snapshot)
