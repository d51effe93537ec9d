from .common import FieldworkCommon

# What a technician may do beyond every internal user: model -> (rights, domains of
# the rules of the technician's group). Whoever gives the technician's group a right
# adds it here, so that nothing is opened by accident. r read, w write, c create,
# u unlink.
TECHNICIAN_RIGHTS = {
    "fieldwork.assignment": ("r", ["[('is_mine', '=', True)]"]),
    "fieldwork.checklist": ("r", []),
    "fieldwork.checklist.answer": ("r", ["[('visit_id.is_mine', '=', True)]"]),
    "fieldwork.checklist.entry": ("r", ["[('visit_id.is_mine', '=', True)]"]),
    "fieldwork.checklist.option": ("r", []),
    "fieldwork.checklist.question": ("r", []),
    "fieldwork.checklist.response": ("r", ["[('visit_id.is_mine', '=', True)]"]),
    "fieldwork.conflict": ("r", ["[('visit_id.is_mine', '=', True)]"]),
    "fieldwork.equipment": (
        "rwc",
        [
            "[(1, '=', 1)]",
            "[('state', '=', 'to_confirm'), ('create_uid', '=', user.id)]",
        ],
    ),
    "fieldwork.equipment.brand": ("rc", []),
    "fieldwork.equipment.category": ("r", []),
    "fieldwork.equipment.category.meter": ("r", []),
    "fieldwork.equipment.label.layout": ("rwcu", []),
    "fieldwork.equipment.move": ("r", []),
    "fieldwork.material": ("rwc", ["[('order_id.is_mine', '=', True)]"]),
    "fieldwork.meter": ("r", []),
    "fieldwork.meter.reading": ("rc", []),
    "fieldwork.oncall": ("r", ["[(1, '=', 1)]"]),
    "fieldwork.order": ("r", ["[('is_mine', '=', True)]"]),
    "fieldwork.order.tag": ("r", []),
    "fieldwork.order.type": ("r", []),
    "fieldwork.order.type.need": ("r", []),
    "fieldwork.photo": ("r", ["[('visit_id.is_mine', '=', True)]"]),
    "fieldwork.signature": ("r", ["[('visit_id.is_mine', '=', True)]"]),
    "fieldwork.skill.requirement": ("r", []),
    "fieldwork.team": ("r", []),
    "fieldwork.visit": ("rw", ["[('is_mine', '=', True)]"]),
    "fieldwork.visit.event": ("r", ["[('visit_id.is_mine', '=', True)]"]),
    "fieldwork.worklog": ("r", ["[('is_mine', '=', True)]"]),
    "fieldwork.worklog.correction": ("r", ["[('worklog_id.is_mine', '=', True)]"]),
}


class TestTechnicianRights(FieldworkCommon):
    def _beyond_internal_user(self):
        technician = self.env.ref("fieldwork.group_fieldwork_technician")
        internal = self.env.ref("base.group_user")
        return technician.all_implied_ids - internal.all_implied_ids

    def _of_fieldwork(self, records):
        """Other addons list their own."""
        xmlids = records._get_external_ids()
        return records.filtered(
            lambda record: any(
                xmlid.startswith("fieldwork.") for xmlid in xmlids[record.id]
            )
        )

    def test_technician_rights_are_listed(self):
        groups = self._beyond_internal_user()
        accesses = self.env["ir.model.access"].search([("group_id", "in", groups.ids)])
        rules = self.env["ir.rule"].search([("groups", "in", groups.ids)])
        found = {}
        for access in self._of_fieldwork(accesses):
            rights = "".join(
                letter
                for letter, name in zip("rwcu", self._perms(), strict=True)
                if access[name]
            )
            found[access.model_id.model] = (rights, [])
        for rule in self._of_fieldwork(rules).sorted("id"):
            found.setdefault(rule.model_id.model, ("", []))[1].append(
                " ".join(rule.domain_force.split())
            )
        self.maxDiff = None
        self.assertEqual(found, TECHNICIAN_RIGHTS)

    def _perms(self):
        return ("perm_read", "perm_write", "perm_create", "perm_unlink")

    def test_technician_group_brings_no_other_group(self):
        self.assertEqual(
            self._beyond_internal_user(),
            self.env.ref("fieldwork.group_fieldwork_technician"),
        )

    def test_technician_has_no_menu_but_ours(self):
        menus = self.env["ir.ui.menu"].search(
            [("group_ids", "in", self._beyond_internal_user().ids)]
        )
        root = self.env.ref("fieldwork.fieldwork_menu_root")
        self.assertTrue(menus)
        self.assertFalse(
            self._of_fieldwork(menus).filtered(
                lambda menu: not menu.parent_path.startswith(root.parent_path)
            )
        )
