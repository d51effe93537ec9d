from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FieldworkCommon

# Model: what technician, dispatcher and manager may do (read, write, create, delete).
RIGHTS = {
    "fieldwork.equipment": ("rc", "rwc", "rwcd"),
    "fieldwork.equipment.category": ("r", "r", "rwcd"),
    "fieldwork.equipment.category.meter": ("r", "r", "rwcd"),
    "fieldwork.equipment.brand": ("rc", "rwc", "rwcd"),
    "fieldwork.equipment.move": ("r", "r", "r"),
    "fieldwork.meter": ("r", "rwc", "rwcd"),
    "fieldwork.meter.reading": ("rc", "rwc", "rwcd"),
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestEquipmentAccess(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["fieldwork.equipment.category"].create(
            {"name": "Boilers", "meter_ids": [(0, 0, {"name": "Hours"})]}
        )
        brand = cls.env["fieldwork.equipment.brand"].create({"name": "Vaillant"})
        cls.boiler = cls._create_equipment(category_id=category.id, brand_id=brand.id)
        cls.boiler.site_id = cls.customer
        meter = cls.boiler.meter_ids
        cls.records = {
            record._name: record
            for record in (
                cls.boiler,
                category,
                category.meter_ids,
                brand,
                cls.boiler.move_ids,
                meter,
                meter.action_read(1),
            )
        }

    def _rights(self, user, record):
        as_user = record.with_user(user)
        return "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if (
                as_user.browse().has_access("create")
                if letter == "c"
                else as_user.has_access(operation)
            )
        )

    def test_each_group_has_its_rights(self):
        self.assertEqual(self.records.keys(), RIGHTS.keys())
        users = (self.technician, self.dispatcher, self.manager)
        for model, expected in RIGHTS.items():
            for user, rights in zip(users, expected, strict=True):
                with self.subTest(model=model, user=user.login):
                    self.assertEqual(self._rights(user, self.records[model]), rights)

    def test_portal_and_plain_users_have_none(self):
        public = self.env.ref("base.public_user")
        for user in (self.portal_user, self.plain_user, public):
            for record in self.records.values():
                with self.subTest(model=record._name, user=user.login):
                    self.assertEqual(self._rights(user, record), "")

    def test_other_company_sees_nothing_of_ours(self):
        for model in (
            "fieldwork.equipment",
            "fieldwork.equipment.move",
            "fieldwork.meter",
            "fieldwork.meter.reading",
        ):
            record = self.records[model].with_user(self.other_dispatcher)
            self.assertFalse(record.search([("id", "=", record.id)]), model)
            with self.assertRaises(AccessError):
                record.read(["display_name"])

    def test_other_company_cannot_act_on_ours(self):
        boiler = self.boiler.with_user(self.other_dispatcher)
        meter = self.boiler.meter_ids.with_user(self.other_dispatcher)
        for act in (
            lambda: boiler.action_stop("x"),
            lambda: boiler.action_move(site=self.site),
            lambda: boiler.action_renew_label(),
            lambda: boiler.write({"name": "x"}),
            lambda: boiler.create({"name": "x", "parent_id": self.boiler.id}),
            lambda: boiler.create({"name": "x", "company_id": self.company.id}),
            lambda: meter.action_read(5),
            lambda: meter.reading_ids.create({"meter_id": meter.id, "value": 5}),
        ):
            with self.assertRaises(UserError):  # of which AccessError is one
                act()
        self.assertEqual(self.boiler.state, "in_service")
        self.assertEqual(self.boiler.meter_ids.reading_count, 1)

    def test_dispatcher_runs_the_whole_of_it(self):
        """With nothing but the dispatcher's group: no HR, no contact manager."""
        equipment = self.env["fieldwork.equipment"].with_user(self.dispatcher)
        boiler = equipment.create(
            {
                "name": "Boiler",
                "partner_id": self.customer.id,
                "category_id": self.records["fieldwork.equipment.category"].id,
                "properties": [],
            }
        )
        boiler.action_move(site=self.customer, note="x")
        boiler.meter_ids.action_read(10)
        boiler.message_post(body="Note")
        boiler.activity_schedule("mail.mail_activity_data_todo", note="x")
        self.assertEqual(boiler.move_ids.note, "x")
        for name in ("form", "list", "kanban", "search", "graph", "pivot", "activity"):
            equipment.get_view(view_type=name)
        boiler.web_read({"display_name": {}, "meter_ids": {"fields": {"total": {}}}})

    def test_menus(self):
        menus = self.env["ir.ui.menu"]
        for user, seen, hidden in (
            (
                self.technician,
                {"fieldwork_equipment_menu", "fieldwork_meter_menu"},
                {
                    "fieldwork_equipment_menu_to_confirm",
                    "fieldwork_equipment_menu_config",
                },
            ),
            (
                self.dispatcher,
                {"fieldwork_equipment_menu_to_confirm", "fieldwork_meter_reading_menu"},
                {"fieldwork_equipment_category_menu"},
            ),
            (self.manager, {"fieldwork_equipment_category_menu"}, set()),
        ):
            visible = menus.with_user(user)._visible_menu_ids()
            for name in seen | hidden:
                path = self.env.ref(f"fieldwork.{name}").parent_path.split("/")[:-1]
                shown = visible.issuperset(map(int, path))
                self.assertEqual(shown, name in seen, (user.login, name))
