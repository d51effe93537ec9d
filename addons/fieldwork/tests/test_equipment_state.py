from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import FieldworkCommon


@tagged("post_install", "-at_install")
class TestEquipmentState(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boiler = cls._create_equipment()
        cls.as_dispatcher = cls.boiler.with_user(cls.dispatcher)

    def test_life_of_a_machine(self):
        boiler = self.as_dispatcher
        for act, args, state in (
            ("stop", ["Leak"], "stopped"),
            ("resume", ["Repaired"], "in_service"),
            ("scrap", ["Rust"], "scrapped"),
            ("reinstate", ["By mistake"], "in_service"),
        ):
            getattr(boiler, f"action_{act}")(*args)
            self.assertEqual(boiler.state, state)
            self.assertEqual(boiler.state_reason, args[0])
            self.assertIn(args[0], boiler.message_ids[0].body)
            self.assertEqual(
                boiler.message_ids[0].author_id, self.dispatcher.partner_id
            )

    def test_confirm(self):
        found = self._create_equipment(state="to_confirm").with_user(self.dispatcher)
        found.action_confirm()
        self.assertEqual(found.state, "in_service")
        self.assertIn("In Service", found.message_ids[0].body)

    def test_each_act_has_states_it_starts_from(self):
        starts = {
            "confirm": {"to_confirm"},
            "stop": {"in_service"},
            "resume": {"stopped"},
            "scrap": {"to_confirm", "in_service", "stopped"},
            "reinstate": {"scrapped"},
        }
        for act, allowed in starts.items():
            for state in ("to_confirm", "in_service", "stopped", "scrapped"):
                boiler = self._create_in_state(state)
                args = [] if act == "confirm" else ["Why"]
                with self.subTest(act=act, state=state):
                    if state in allowed:
                        getattr(boiler, f"action_{act}")(*args)
                        self.assertNotEqual(boiler.state, state)
                    else:
                        with self.assertRefused(UserError, r"possible only.*Boiler \("):
                            getattr(boiler, f"action_{act}")(*args)

    def _create_in_state(self, state):
        boiler = self._create_equipment(
            state="to_confirm" if state == "to_confirm" else "in_service"
        )
        if state == "stopped":
            boiler.action_stop("Why")
        elif state == "scrapped":
            boiler.action_scrap("Why")
        return boiler.with_user(self.dispatcher)

    def test_no_act_without_reason(self):
        for reason in (False, "", "   "):
            with self.assertRefused(UserError, "Give the reason why Boiler changes"):
                self.as_dispatcher.action_stop(reason)
        with self.assertRaises(TypeError):
            self.as_dispatcher.action_stop()

    def test_state_is_not_written(self):
        for vals in (
            {"state": "scrapped"},
            {"state": "in_service"},
            {"name": "X", "state_reason": "Forged"},
            {"label_code": "AAAA-AAAA-AAAA"},
        ):
            with self.assertRefused(UserError, "cannot be written directly.*Boiler"):
                self.boiler.write(vals)
        self.assertEqual(self.boiler.name, "Boiler")

    def test_a_forged_key_opens_nothing(self):
        for key in (True, 1, "object", None):
            boiler = self.boiler.with_context(_fieldwork_equipment_key=key)
            with self.assertRefused(UserError, "cannot be written directly"):
                boiler.write({"state": "scrapped"})

    def test_a_new_machine_starts_at_the_beginning(self):
        self.assertEqual(self._create_equipment().state, "in_service")
        self.assertEqual(self._create_equipment(state="to_confirm").state, "to_confirm")
        for vals in ({"state": "scrapped"}, {"state": "stopped"}):
            with self.assertRefused(UserError, "cannot be written directly"):
                self._create_equipment(**vals)
        with self.assertRefused(UserError, "cannot be written directly"):
            self._create_equipment(state_reason="Forged")
        equipment = self.env["fieldwork.equipment"]
        with self.assertRefused(UserError, "cannot be written directly"):
            equipment.with_context(default_state="scrapped").create({"name": "X"})

    def test_technicians_do_not_change_states(self):
        mine = (
            self.env["fieldwork.equipment"]
            .with_user(self.technician)
            .create({"name": "Found", "site_id": self.site.id})
        )
        for equipment in (mine, self.boiler.with_user(self.technician)):
            for act, args in (
                ("confirm", []),
                ("stop", ["x"]),
                ("resume", ["x"]),
                ("scrap", ["x"]),
                ("reinstate", ["x"]),
                ("renew_label", []),
            ):
                with self.assertRaises(AccessError, msg=act):
                    getattr(equipment, f"action_{act}")(*args)

    def test_components_are_scrapped_with_their_machine(self):
        pump = self._create_equipment("Pump", parent_id=self.boiler.id)
        pump.action_stop("Noise")
        self.as_dispatcher.action_scrap("Rust")
        self.assertEqual(pump.state, "scrapped")
        self.assertEqual(pump.state_reason, "Rust")
        self.as_dispatcher.action_reinstate("By mistake")
        self.assertEqual(pump.state, "scrapped")

    def test_scrapping_leaves_what_was_scrapped_before(self):
        pump = self._create_equipment("Pump", parent_id=self.boiler.id)
        pump.action_scrap("Noise")
        self.boiler.action_scrap("Rust")
        self.assertEqual(pump.state_reason, "Noise")

    def test_many_at_once(self):
        others = self._create_equipment("A") | self._create_equipment("B")
        others.with_user(self.dispatcher).action_stop("Strike")
        self.assertEqual(others.mapped("state"), ["stopped"] * 2)
        with self.assertRefused(UserError, r"A \(Stopped\), B \(Stopped\)"):
            (others | self.boiler).action_stop("Strike")
        self.assertEqual(self.boiler.state, "in_service")

    def test_reason_is_text_not_markup(self):
        self.as_dispatcher.action_stop("<script>alert(1)</script>")
        self.assertIn("&lt;script&gt;", self.boiler.message_ids[0].body)

    def test_button_asks_the_reason(self):
        self._create_equipment("Pump", parent_id=self.boiler.id)
        action = self.as_dispatcher.with_context(act="scrap").action_ask_reason()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.dispatcher)
            .with_context(**action["context"])
        )
        self.assertEqual(wizard.component_count, 1)
        wizard.reason = "Rust"
        wizard.save().action_apply()
        self.assertEqual(self.boiler.state, "scrapped")

    def test_wizard_is_no_way_round_the_rights(self):
        wizard = self.env["fieldwork.equipment.state.change"]
        vals = {
            "equipment_ids": [Command.set(self.boiler.ids)],
            "act": "stop",
            "reason": "x",
        }
        with self.assertRaises(AccessError):
            wizard.with_user(self.technician).create(vals)
        with self.assertRaises(AccessError):
            wizard.with_user(self.other_dispatcher).create(vals).action_apply()
