from .access_methods_common import AccessMethodsCommon

METHODS = """
                                                 mgr  dis  dis2 tec  tec2 co2  cus
fieldwork.team action_view_orders                open open open open open open open
fieldwork.team action_view_oncall                open open open open open open open
fieldwork.team action_view_technicians           open open open open open open open
fieldwork.team action_view_things                open open open open open open open
fieldwork.oncall.fill action_fill                -    does -    -    -    -    -
fieldwork.make.technician action_make            does -    -    -    -    -    -
fieldwork.sender.confirm action_send_code        does -    -    -    -    -    -
fieldwork.sender.confirm action_confirm          open -    -    -    -    -    -
hr.employee action_make_technician               does -    -    -    -    -    -
hr.employee action_withdraw_technician           does -    -    -    -    -    -
hr.employee action_invite_technician             does -    -    -    -    -    -
hr.employee action_view_technician               open open open open open -    -
hr.employee.public action_view_technician        open open open open open -    -
hr.employee.skill action_fieldwork_confirm       does -    -    -    -    -    -
hr.employee.skill action_fieldwork_unconfirm     does -    -    -    -    -    -
resource.resource action_fieldwork_invite        does -    -    -    -    -    -
resource.resource action_fieldwork_withdraw      does -    -    -    -    -    -
resource.resource action_fieldwork_view_planning open open open open open open open
resource.resource action_fieldwork_view_skills   open open open open open open open
resource.resource action_fieldwork_view_oncall   open open open open open -    -
res.company fieldwork_get_first_steps            open open open open open open open
res.company fieldwork_dismiss_first_steps        does -    -    -    -    does -
"""


class TestAccessMethodsPeople(AccessMethodsCommon):
    """Teams, technicians and the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wizards = cls._wizards()

    @classmethod
    def _set_up_master_data(cls):
        res = super()._set_up_master_data()
        cls._plain_employee = cls.env["hr.employee"].create(
            {"name": "Cleo", "work_email": "cleo@example.com"}
        )
        cls._unborn = cls._create_technician("Dora")
        cls._unborn.employee_id.work_email = "dora@example.com"
        cls._confirmed_skill = cls.skill.copy({"employee_id": cls.ben.employee_id.id})
        cls._confirmed_skill.with_user(cls.manager).action_fieldwork_confirm()
        return res

    def test_methods_do_as_in_the_table(self):
        self.assertMethods(METHODS, self._calls())

    def _calls(self):
        sender = self.wizards["fieldwork.sender.confirm"]
        return {
            "fieldwork.team": {
                name: (self.team, [])
                for name in (
                    "action_view_orders",
                    "action_view_oncall",
                    "action_view_technicians",
                    "action_view_things",
                )
            },
            **self._wizard_calls(),
            "fieldwork.sender.confirm": {
                "action_send_code": (sender, []),
                "action_confirm": (sender, []),
            },
            **self._core_calls(),
        }

    def _wizard_calls(self):
        acts = {
            "fieldwork.oncall.fill": "action_fill",
            "fieldwork.make.technician": "action_make",
        }
        return {model: {act: (self.wizards[model], [])} for model, act in acts.items()}

    def _core_calls(self):
        employee, ben = self.ana.employee_id, self.ben.employee_id
        public = self.env["hr.employee.public"].browse(employee.id)
        return {
            "hr.employee": {
                "action_make_technician": (self._plain_employee, []),
                "action_withdraw_technician": (ben, []),
                "action_invite_technician": (self._unborn.employee_id, []),
                "action_view_technician": (employee, []),
            },
            "hr.employee.public": {"action_view_technician": (public, [])},
            "hr.employee.skill": {
                "action_fieldwork_confirm": (self.skill, []),
                "action_fieldwork_unconfirm": (self._confirmed_skill, []),
            },
            "resource.resource": {
                "action_fieldwork_invite": (self._unborn, []),
                "action_fieldwork_withdraw": (self.ben, []),
                "action_fieldwork_view_planning": (self.ana, []),
                "action_fieldwork_view_skills": (self.ana, []),
                "action_fieldwork_view_oncall": (self.ana, []),
            },
            "res.company": {
                "fieldwork_get_first_steps": (None, []),
                "fieldwork_dismiss_first_steps": (None, []),
            },
        }
