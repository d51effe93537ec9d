import base64

from .access_methods_common import AccessMethodsCommon
from .common_orders import at
from .report_common import photo, signature

METHODS = """
                                                 mgr  dis  dis2 tec  tec2 co2  cus
fieldwork.visit action_travel                    does does -    does -    -    -
fieldwork.visit action_start                     does does -    does -    -    -
fieldwork.visit action_pause                     does does -    does -    -    -
fieldwork.visit action_resume                    does does -    does -    -    -
fieldwork.visit action_leave                     does does -    does -    -    -
fieldwork.visit action_done                      does does -    does -    -    -
fieldwork.visit action_miss                      does does -    does -    -    -
fieldwork.visit action_cancel                    does does -    -    -    -    -
fieldwork.visit action_material                  does does -    does -    -    -
fieldwork.visit action_promise                   does does -    -    -    -    -
fieldwork.visit action_customer_confirm          does does -    -    -    -    -
fieldwork.visit reschedule                       does does -    -    -    -    -
fieldwork.visit shift_days                       does does -    -    -    -    -
fieldwork.visit assign                           does does -    -    -    -    -
fieldwork.visit get_history                      open open -    open -    -    -
fieldwork.visit get_my_day                       open open open tell open open -
fieldwork.visit action_photo                     does does -    does -    -    -
fieldwork.visit get_photos                       open open -    open -    -    -
fieldwork.visit action_view_photos               open open open open open open open
fieldwork.visit action_sign                      does does -    does -    -    -
fieldwork.visit action_refuse_signature          does does -    does -    -    -
fieldwork.visit action_request_signature         does does -    does -    -    -
fieldwork.visit action_revoke_sign_link          does does -    does -    -    -
fieldwork.visit get_report                       tell tell -    tell -    -    -
fieldwork.visit action_print_report              open open -    open -    -    -
fieldwork.visit action_send_report               does does -    does -    -    -
fieldwork.visit action_view_order                open open -    open -    -    -
fieldwork.visit action_view_conflicts            open open open open open open open
fieldwork.visit get_checklists                   tell tell -    tell -    -    -
fieldwork.visit action_view_checklists           open open open open open open open
fieldwork.assignment action_accept               does does -    does -    -    -
fieldwork.assignment action_refuse               does does -    does -    -    -
fieldwork.assignment action_tell_again           does does -    -    -    -    -
fieldwork.assignment calendar_move               does does -    -    -    -    -
fieldwork.photo action_open_file                 open open open open open open open
fieldwork.photo action_remove                    does does -    does -    -    -
fieldwork.conflict action_view_visit             open open -    open -    -    -
fieldwork.worklog action_correct                 does does -    -    -    -    -
fieldwork.visit.reschedule action_apply          -    does -    -    -    -    -
fieldwork.visit.assign action_apply              -    does -    -    -    -    -
fieldwork.visit.finish action_apply              -    does -    -    -    -    -
fieldwork.worklog.correct action_apply           -    does -    -    -    -    -
"""
PHOTO = base64.b64encode(photo(size=(64, 48))).decode()


class TestAccessMethodsVisits(AccessMethodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planned = cls._make_planned()
        cls.offered = cls.planned.assignment_ids.filtered(
            lambda assignment: assignment.role == "lead"
        )
        cls.wizards = cls._wizards(planned=cls.planned)
        cls.linked = cls._make_order().plan(at(14, day=12), technicians=cls.ana)
        cls.linked.action_request_signature("petra@example.com")

    def test_methods_do_as_in_the_table(self):
        self.assertMethods(METHODS, self._calls())

    def _calls(self):
        return {
            "fieldwork.visit": self._visit_calls(),
            "fieldwork.assignment": {
                "action_accept": (self.offered, []),
                "action_refuse": (self.offered, ["Ill"]),
                "action_tell_again": (self.offered, []),
                "calendar_move": (self.offered, ["2026-03-12 10:00:00"]),
            },
            "fieldwork.photo": {
                "action_open_file": (self.photo, []),
                "action_remove": (self.photo, ["Wrong machine"]),
            },
            "fieldwork.conflict": {"action_view_visit": (self.conflict, [])},
            "fieldwork.worklog": {
                "action_correct": (
                    self.worklog,
                    ["2026-03-10 07:10:00", None, None, "Wrong"],
                )
            },
            **self._wizard_calls(),
        }

    def _visit_calls(self):
        return {
            "action_travel": (self.planned, []),
            "action_start": (self.planned, []),
            "action_pause": (self.visit, []),
            "action_resume": (self.visit, []),
            "action_leave": (self.visit, []),
            "action_done": (self.visit, ["solved"]),
            "action_miss": (self.planned, ["Nobody there"]),
            "action_cancel": (self.planned, ["Too late"]),
            "action_material": (self.visit, [None, None, "Gasket", 1.0]),
            "action_promise": (
                self.planned,
                ["2026-03-12 08:00:00", "2026-03-12 10:00:00"],
            ),
            "action_customer_confirm": (self.planned, []),
            "reschedule": (self.planned, ["2026-03-13 08:00:00"]),
            "shift_days": (self.planned, [1]),
            "assign": (self.planned, [self.ben.ids]),
            "get_history": (self.visit, []),
            "get_my_day": (None, []),
            "action_photo": (self.visit, [PHOTO]),
            "get_photos": (self.visit, []),
            "action_view_photos": (self.visit, []),
            "action_sign": (self.visit, ["technician", "Ana", signature()]),
            "action_refuse_signature": (self.planned, ["Too loud"]),
            "action_request_signature": (self.planned, ["petra@example.com"]),
            "action_revoke_sign_link": (self.linked, []),
            "get_report": (self.visit, []),
            "action_print_report": (self.visit, []),
            "action_send_report": (self.visit, []),
            "action_view_order": (self.visit, []),
            "action_view_conflicts": (self.visit, []),
            "get_checklists": (self.visit, []),
            "action_view_checklists": (self.visit, []),
        }

    def _wizard_calls(self):
        acts = {
            "fieldwork.visit.reschedule": "action_apply",
            "fieldwork.visit.assign": "action_apply",
            "fieldwork.visit.finish": "action_apply",
            "fieldwork.worklog.correct": "action_apply",
        }
        return {model: {act: (self.wizards[model], [])} for model, act in acts.items()}
