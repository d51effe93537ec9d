from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import FieldworkCommon

NOW = "2026-06-15 12:00:00"


@tagged("post_install", "-at_install")
class TestEquipmentMove(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boiler = cls._create_equipment()
        cls.pump = cls._create_equipment("Pump", parent_id=cls.boiler.id)
        cls.motor = cls._create_equipment("Motor", parent_id=cls.pump.id)
        cls.tree = cls.boiler | cls.pump | cls.motor
        cls.buyer = cls._create_customer("Buyer")
        cls.buyer_site = cls._create_site(cls.buyer, "Buyer's House")

    @freeze_time(NOW)
    def test_components_follow_and_each_move_is_written_down(self):
        self.boiler.with_user(self.dispatcher).partner_id = self.buyer
        for equipment in self.tree:
            self.assertEqual(equipment.site_id, self.buyer_site)
            self.assertRecordValues(
                equipment.move_ids,
                [
                    {
                        "date": datetime(2026, 6, 15, 12),
                        "user_id": self.dispatcher.id,
                        "from_partner_id": self.customer.id,
                        "from_site_id": self.site.id,
                        "to_partner_id": self.buyer.id,
                        "to_site_id": self.buyer_site.id,
                        "company_id": self.company.id,
                    }
                ],
            )

    def test_archived_components_follow_too(self):
        self.motor.action_archive()
        self.boiler.partner_id = self.buyer
        self.assertEqual(self.motor.site_id, self.buyer_site)

    def test_no_move_where_nothing_moved(self):
        self.boiler.write({"partner_id": self.customer.id, "site_id": self.site.id})
        self.boiler.name = "Renamed"
        self.assertFalse(self.tree.move_ids)
        self.assertFalse(self._create_equipment("New").move_ids)

    def test_a_machine_and_its_component_moved_together_move_once(self):
        self.tree.write({"partner_id": self.buyer.id})
        self.assertEqual([len(one.move_ids) for one in self.tree], [1, 1, 1])

    def test_many_machines_from_many_places(self):
        other = self._create_equipment(
            "Lift", partner_id=self.buyer.id, site_id=self.buyer_site.id
        )
        third = self._create_customer("Third")
        (self.boiler | other).write({"partner_id": third.id})
        self.assertEqual((self.tree | other).site_id, third)
        self.assertEqual(other.move_ids.from_site_id, self.buyer_site)
        self.assertEqual(self.motor.move_ids.from_site_id, self.site)

    def test_move_with_note_and_date(self):
        self.boiler.with_user(self.dispatcher).action_move(
            site=self.buyer_site, at="2026-05-01T10:00:00+02:00", note="Sold"
        )
        self.assertEqual(self.boiler.partner_id, self.buyer)
        self.assertRecordValues(
            self.motor.move_ids, [{"date": datetime(2026, 5, 1, 8), "note": "Sold"}]
        )

    def test_move_takes_ids_and_keeps_a_contact_as_owner(self):
        caretaker = self._create_contact(self.customer, "Caretaker")
        shed = self._create_site(self.customer, "Shed")
        machine = self._create_equipment("Mower", partner_id=caretaker.id)
        machine.action_move(site=shed.id)
        self.assertEqual((machine.partner_id, machine.site_id), (caretaker, shed))
        machine.action_move(partner=self.buyer.id)
        self.assertEqual(machine.site_id, self.buyer_site)

    def test_move_back_to_the_company(self):
        self.boiler.action_move(note="Taken out")
        self.assertFalse(self.tree.partner_id | self.tree.site_id)
        self.assertFalse(self.boiler.move_ids.to_site_id)
        self.assertIn("the company", self.boiler.move_ids.display_name)
        self.boiler.site_id = self.site
        self.assertEqual(self.boiler.partner_id, self.customer)

    def test_latest_move_stands_first(self):
        self.boiler.partner_id = self.buyer
        self.boiler.action_move(
            site=self.site, at=datetime.now() - timedelta(days=400), note="Back"
        )
        self.assertEqual(self.boiler.move_ids[-1].note, "Back")

    def test_moved_into_another_company_with_components(self):
        self.boiler.sudo().company_id = self.other_company
        self.assertEqual(self.tree.company_id, self.other_company)

    def test_history_is_nobodys_to_write(self):
        self.boiler.partner_id = self.buyer
        move = self.boiler.move_ids
        for user in (self.technician, self.dispatcher, self.manager):
            as_user = move.with_user(user)
            self.assertEqual(as_user.to_site_id, self.buyer_site)
            with self.assertRaises(AccessError):
                as_user.note = "Forged"
            with self.assertRaises(AccessError):
                as_user.unlink()
            with self.assertRaises(AccessError):
                as_user.create({"equipment_id": self.boiler.id, "date": NOW})

    def test_technician_moves_own_find_with_components_of_others(self):
        equipment = self.env["fieldwork.equipment"].with_user(self.technician)
        mine = equipment.create({"name": "Found", "site_id": self.site.id})
        part = self._create_equipment("Part", parent_id=mine.id)
        mine.partner_id = self.buyer
        mine.invalidate_recordset()
        self.assertEqual(part.site_id, self.buyer_site)
        self.assertEqual(part.move_ids.user_id, self.technician)

    def test_wizard_moves_a_selection(self):
        action = self.boiler.with_user(self.dispatcher).action_ask_move()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.dispatcher)
            .with_context(**action["context"])
        )
        self.assertEqual(form.partner_id, self.customer)
        form.partner_id = self.buyer
        self.assertEqual(form.site_id, self.buyer_site)
        form.note = "Sold"
        form.save().action_apply()
        self.assertEqual(self.motor.move_ids.note, "Sold")
