import base64
import inspect
import json
from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tools import SQL

from .access_common import AccessCommon, table
from .common_orders import at
from .report_common import photo, signature

# Who is tried; the others have no rights at all in test_access_matrix.
TRIED = ("mgr", "dis", "dis2", "tec", "tec2", "co2", "cus")
# What comes of it when somebody calls a method on the records of one order, as the
# web client would:
#   does  something has changed
#   tell  nothing has changed, and the answer holds words of the order
#   open  nothing has changed, and the answer tells nothing: an action to open
#   -     it is refused
# Dialogs are the dispatcher's or the manager's who made them; the customer cannot be
# located for having no address.
METHODS = """
                                                 mgr  dis  dis2 tec  tec2 co2  cus
fieldwork.order plan                             does does -    -    -    -    -
fieldwork.order plan_days                        does does -    -    -    -    -
fieldwork.order action_confirm                   does does -    -    -    -    -
fieldwork.order action_done                      does does -    -    -    -    -
fieldwork.order action_cancel                    does does -    -    -    -    -
fieldwork.order action_reopen                    does does -    -    -    -    -
fieldwork.order action_wait_customer             does does -    -    -    -    -
fieldwork.order action_stop_waiting              does does -    -    -    -    -
fieldwork.order action_merge                     does does -    -    -    -    -
fieldwork.order action_follow_up                 does does -    -    -    -    -
fieldwork.order action_make_follow_up            does does -    -    -    -    -
fieldwork.order action_print_report              open open -    open -    -    -
fieldwork.order action_view_photos               open open open open open open open
fieldwork.order get_attention_count              open open open open open open -
fieldwork.order get_dashboard                    open open open -    -    open -
fieldwork.order action_open_track_page           does does -    -    -    -    -
fieldwork.order action_revoke_track_link         does does -    -    -    -    -
fieldwork.order action_view_ratings              open open open open open open open
fieldwork.order action_view_visits               open open open open open open open
fieldwork.order action_view_conflicts            open open open open open open open
fieldwork.order action_view_worklogs             open open open open open open open
fieldwork.order action_view_equipment            open open -    open -    -    -
fieldwork.order action_view_follow_ups           open open open open open open open
fieldwork.order action_view_other_orders         tell tell -    tell -    -    tell
fieldwork.order action_view_checklists           open open open open open open open
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
fieldwork.equipment create_from_nameplate        does does does does does does -
fieldwork.equipment action_confirm               does does does -    -    -    -
fieldwork.equipment action_stop                  does does does -    -    -    -
fieldwork.equipment action_resume                does does does -    -    -    -
fieldwork.equipment action_scrap                 does does does -    -    -    -
fieldwork.equipment action_reinstate             does does does -    -    -    -
fieldwork.equipment action_archive               does does does -    -    open -
fieldwork.equipment action_unarchive             does does does -    -    open -
fieldwork.equipment action_move                  does does does -    -    -    -
fieldwork.equipment action_renew_label           does does does -    -    -    -
fieldwork.equipment action_print_labels          open open open open open open open
fieldwork.equipment action_ask_move              open open open open open open open
fieldwork.equipment action_ask_reason            open open open open open open open
fieldwork.equipment action_open                  open open open open open open open
fieldwork.equipment action_view_orders           open open open open open -    -
fieldwork.equipment action_view_components       tell tell tell tell tell -    -
fieldwork.equipment action_view_readings         tell tell tell tell tell -    -
fieldwork.equipment action_view_documents        open open open open open open open
fieldwork.meter action_read                      does does does does does -    -
fieldwork.meter action_new_reading               open open open open open -    -
fieldwork.meter action_view_readings             open open open open open -    -
fieldwork.checklist action_publish               does -    -    -    -    -    -
fieldwork.checklist action_new_version           does -    -    -    -    -    -
fieldwork.checklist action_duplicate             does -    -    -    -    -    -
fieldwork.checklist action_try                   tell tell tell tell tell -    -
fieldwork.checklist get_try_form                 tell tell tell tell tell -    -
fieldwork.checklist action_view_versions         open open open open open -    -
fieldwork.checklist action_view_responses        open open open open open -    -
fieldwork.checklist.question action_duplicate    does -    -    -    -    -    -
fieldwork.checklist.response get_form            tell tell -    tell -    -    -
fieldwork.checklist.response action_answer       does does -    does -    -    -
fieldwork.checklist.response action_follow_up    does does -    does -    -    -
fieldwork.customer.notice action_send_again      does does -    -    -    -    -
fieldwork.order.type action_view_orders          open open open open open open open
fieldwork.team action_view_orders                open open open open open open open
fieldwork.team action_view_oncall                open open open open open open open
fieldwork.team action_view_technicians           open open open open open open open
fieldwork.team action_view_things                open open open open open open open
fieldwork.order.plan action_apply                -    does -    -    -    -    -
fieldwork.order.merge action_apply               -    does -    -    -    -    -
fieldwork.visit.reschedule action_apply          -    does -    -    -    -    -
fieldwork.visit.assign action_apply              -    does -    -    -    -    -
fieldwork.visit.finish action_apply              -    does -    -    -    -    -
fieldwork.worklog.correct action_apply           -    does -    -    -    -    -
fieldwork.reason action_apply                    -    does -    -    -    -    -
fieldwork.equipment.state.change action_apply    -    does -    -    -    -    -
fieldwork.equipment.relocate action_apply        -    does -    -    -    -    -
fieldwork.equipment.label.layout action_print    -    open -    -    -    -    -
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
res.partner get_import_templates                 open open open open open open open
res.partner action_fieldwork_view_orders         open open open open open open open
res.partner action_fieldwork_locate              -    -    -    -    -    -    -
res.partner action_fieldwork_open_sites          tell tell tell tell tell tell tell
res.partner action_fieldwork_add_site            tell tell tell tell tell tell tell
res.partner action_fieldwork_open_equipment      tell tell tell tell tell tell tell
res.partner action_fieldwork_open_documents      tell tell tell tell tell tell tell
"""
# Overridden methods of the framework: who may do what is in test_access_matrix;
# geo_localize, message_post and action_notify are core's.
FRAMEWORK = {
    "create",
    "write",
    "unlink",
    "copy",
    "copy_data",
    "name_create",
    "default_get",
    "geo_localize",
    "message_post",
    "action_notify",
}
# Tables of core that our methods write.
CORE_TABLES = (
    "hr_employee",
    "hr_employee_skill",
    "ir_attachment",
    "mail_activity",
    "mail_mail",
    "mail_message",
    "res_company",
    "res_groups_users_rel",
    "res_partner",
    "res_users",
    "resource_resource",
)


PHOTO = base64.b64encode(photo(size=(64, 48))).decode()


class _Undo(Exception):
    pass


class TestAccessMethods(AccessCommon):
    """Every public method of the addon × every kind of person."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        orders = [cls._make_order(ready=False) for _number in range(3)]
        cls.draft, cls.draft_2, cls.waiting = orders
        cls.waiting.action_wait_customer("A part of theirs")
        cls.ready, cls.closed, cls.solved = (cls._make_order() for _n in range(3))
        cls.closed.action_cancel("Not needed")
        cls.ready._track_url()
        cls.planned = cls.ready.plan(
            at(8, day=12), technicians=cls.ana, resources=cls.van
        )
        cls.offered = cls.planned.assignment_ids.filtered(
            lambda assignment: assignment.role == "lead"
        )
        cls.failed = cls.ready.sudo().customer_notice_ids
        cls.failed._guarded_write({"state": "failed"})
        cls.wizards = cls._wizards(cls.solved, cls.planned, cls.draft | cls.draft_2)
        cls.machines = cls._machines()
        cls.linked = cls._make_order().plan(at(14, day=12), technicians=cls.ana)
        cls.linked.action_request_signature("petra@example.com")
        cls.unpublished = cls.checklist.copy()
        cls.env.flush_all()
        cls.tables = sorted(
            {
                model._table
                for name, model in cls.env.items()
                if name.startswith("fieldwork.")
                and model._auto
                and not (model._abstract or model._transient)
            }.union(CORE_TABLES)
        )

    @classmethod
    def _make_order(cls, **vals):
        return cls._create_order(
            team_id=cls.team.id,
            equipment_ids=[Command.link(cls.equipment.id)],
            description="No hot water",
            **vals,
        )

    @classmethod
    def _machines(cls):
        found, running, stopped, scrapped, archived = cls.env[
            "fieldwork.equipment"
        ].union(*(cls._create_equipment(f"Machine {number}") for number in range(5)))
        archived.action_archive()
        found._guarded_write({"state": "to_confirm"})
        stopped.action_stop("Leaks")
        scrapped.action_scrap("Rust")
        return {
            "found": found,
            "running": running,
            "stopped": stopped,
            "scrapped": scrapped,
            "archived": archived,
        }

    def _calls(self):
        """Return ``{model: {method: (record, positional arguments)}}``, such that
        who may do it succeeds."""
        return {
            "fieldwork.order": self._order_calls(),
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
            "fieldwork.equipment": self._equipment_calls(),
            "fieldwork.meter": {
                "action_read": (self.hours, [20.0]),
                "action_new_reading": (self.hours, []),
                "action_view_readings": (self.hours, []),
            },
            **self._checklist_calls(),
            "fieldwork.customer.notice": {"action_send_again": (self.failed, [])},
            "fieldwork.order.type": {"action_view_orders": (self.order_type, [])},
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
            **self._core_calls(),
        }

    def _order_calls(self):
        merged = self.draft | self.draft_2
        return {
            "plan": (
                self.ready,
                ["2026-03-13 08:00:00", None, self.ana.ids, None, True],
            ),
            "plan_days": (
                self.ready,
                [date(2026, 3, 16), 2, 8.0, 16.0, self.ana.ids, None, True],
            ),
            "action_confirm": (self.draft, []),
            "action_done": (self.solved, []),
            "action_cancel": (self.ready, ["Too late"]),
            "action_reopen": (self.closed, ["After all"]),
            "action_wait_customer": (self.ready, ["A part of theirs"]),
            "action_stop_waiting": (self.waiting, []),
            "action_merge": (merged, []),
            "action_follow_up": (self.order, []),
            "action_make_follow_up": (self.order, []),
            "action_print_report": (self.order, []),
            "action_view_photos": (self.order, []),
            "get_attention_count": (None, []),
            "get_dashboard": (None, []),
            "action_open_track_page": (self.order, []),
            "action_revoke_track_link": (self.ready, []),
            "action_view_ratings": (self.order, []),
            **{
                f"action_view_{what}": (self.order, [])
                for what in (
                    "visits",
                    "conflicts",
                    "worklogs",
                    "equipment",
                    "follow_ups",
                    "other_orders",
                    "checklists",
                )
            },
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

    def _checklist_calls(self):
        question = self.question.id
        return {
            "fieldwork.checklist": {
                "action_publish": (self.unpublished, []),
                **{
                    name: (self.checklist, [])
                    for name in (
                        "action_new_version",
                        "action_duplicate",
                        "action_try",
                        "get_try_form",
                        "action_view_versions",
                        "action_view_responses",
                    )
                },
            },
            "fieldwork.checklist.question": {
                "action_duplicate": (self.unpublished.question_ids, [])
            },
            "fieldwork.checklist.response": {
                "get_form": (self.response, []),
                "action_answer": (self.response, [question, self.option.id, "Leaks"]),
                "action_follow_up": (self.response, [question]),
            },
        }

    def _equipment_calls(self):
        machines = self.machines
        yard = self._cellar
        return {
            "create_from_nameplate": (
                None,
                [{"name": "Pump", "site_id": self.site.id}],
            ),
            "action_confirm": (machines["found"], []),
            "action_stop": (machines["running"], ["Leaks"]),
            "action_resume": (machines["stopped"], ["Mended"]),
            "action_scrap": (machines["running"], ["Rust"]),
            "action_reinstate": (machines["scrapped"], ["By mistake"]),
            "action_archive": (machines["running"], []),
            "action_unarchive": (machines["archived"], []),
            "action_move": (machines["running"], [yard.id]),
            "action_renew_label": (machines["running"], []),
            **{
                name: (self.equipment, [])
                for name in (
                    "action_print_labels",
                    "action_ask_move",
                    "action_ask_reason",
                    "action_open",
                    "action_view_orders",
                    "action_view_components",
                    "action_view_readings",
                    "action_view_documents",
                )
            },
        }

    def _wizard_calls(self):
        wizards = self.wizards
        acts = {
            "fieldwork.order.plan": "action_apply",
            "fieldwork.order.merge": "action_apply",
            "fieldwork.visit.reschedule": "action_apply",
            "fieldwork.visit.assign": "action_apply",
            "fieldwork.visit.finish": "action_apply",
            "fieldwork.worklog.correct": "action_apply",
            "fieldwork.reason": "action_apply",
            "fieldwork.equipment.state.change": "action_apply",
            "fieldwork.equipment.relocate": "action_apply",
            "fieldwork.equipment.label.layout": "action_print",
            "fieldwork.oncall.fill": "action_fill",
            "fieldwork.make.technician": "action_make",
        }
        sender = wizards["fieldwork.sender.confirm"]
        return {
            **{model: {act: (wizards[model], [])} for model, act in acts.items()},
            "fieldwork.sender.confirm": {
                "action_send_code": (sender, []),
                "action_confirm": (sender, []),
            },
        }

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
            "res.partner": {
                "get_import_templates": (None, []),
                **{
                    f"action_fieldwork_{what}": (self.customer, [])
                    for what in (
                        "view_orders",
                        "locate",
                        "open_sites",
                        "add_site",
                        "open_equipment",
                        "open_documents",
                    )
                },
            },
        }

    @classmethod
    def _set_up_master_data(cls):
        res = super()._set_up_master_data()
        cls._cellar = cls._create_site(cls.customer, "Bakery Cellar")
        cls._plain_employee = cls.env["hr.employee"].create(
            {"name": "Cleo", "work_email": "cleo@example.com"}
        )
        cls._unborn = cls._create_technician("Dora")
        cls._unborn.employee_id.work_email = "dora@example.com"
        cls._confirmed_skill = cls.skill.copy({"employee_id": cls.ben.employee_id.id})
        cls._confirmed_skill.with_user(cls.manager).action_fieldwork_confirm()
        return res

    # ------------------------------------------------------------------

    def _state_of_tables(self):
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT %s AS name, md5(string_agg(t::text, '|' ORDER BY t::text)) "
                "FROM %s AS t",
                table,
                SQL.identifier(table),
            )
            for table in self.tables
        ]
        return self.env.execute_query(SQL(" UNION ALL ").join(parts))

    def _try(self, user, records, method, args):
        """Call as the web client would, and undo it."""
        self.env.invalidate_all()
        outcome = "-"
        try:
            with self.env.cr.savepoint():
                model = records.with_env(self.env(user=user.id, su=False)).browse()
                if not getattr(getattr(type(model), method), "_api_model", False):
                    args = [records.ids, *args]
                answer = call_kw(model, method, args, {})
                outcome = self._what_came_of_it(answer)
                raise _Undo
        except (UserError, _Undo):
            return outcome

    def _what_came_of_it(self, answer):
        if self._state_of_tables() != self.before:
            return "does"
        text = json.dumps(answer, default=str)
        if any(word in text for word in self.secrets):
            return "tell"
        return "open"

    def test_methods_do_as_in_the_table(self):
        self.before = self._state_of_tables()
        self.secrets = (self.order.name, "Bakery", "No hot water", "Gasket", "B-1")
        rows = []
        for model, calls in self._calls().items():
            for method, (records, args) in calls.items():
                records = self.env[model] if records is None else records
                row = [
                    self._try(self.people[name], records, method, args)
                    for name in TRIED
                ]
                rows.append((f"{model} {method}", row))
        self.assertMultiLineEqual(METHODS.strip("\n"), table(TRIED, rows, 49))

    def test_every_method_is_in_the_table(self):
        """A public method that somebody adds fails here until it has a row: it can be
        called over RPC by everybody who signs in."""
        ours = set()
        for name, model in self.env.items():
            if not model._abstract:
                ours |= {(name, method) for method in self._own_methods(type(model))}
        listed = {
            (model, method)
            for model, calls in self._calls().items()
            for method in calls
        }
        self.assertEqual(ours, listed)

    def _own_methods(self, cls):
        for base in cls.__mro__:
            if not base.__module__.startswith("odoo.addons.fieldwork."):
                continue
            for name, method in vars(base).items():
                if name.startswith("_") or not inspect.isfunction(method):
                    continue
                if name in FRAMEWORK or getattr(method, "_api_private", False):
                    continue
                yield name
