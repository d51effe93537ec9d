from collections import defaultdict

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

from ...const import OPEN_VISIT_STATES


class FieldworkVisit(models.Model):
    """The checklists of a visit."""

    _inherit = "fieldwork.visit"

    checklist_response_ids = fields.One2many(
        "fieldwork.checklist.response", "visit_id", string="Checklists"
    )
    checklist_count = fields.Integer(compute="_compute_checklist_progress")
    checklist_progress = fields.Char(
        string="Checklists Complete", compute="_compute_checklist_progress"
    )

    @api.depends("checklist_response_ids.state")
    def _compute_checklist_progress(self):
        responses = self.env["fieldwork.checklist.response"]
        progress = responses._progress_of("visit_id", self)
        for visit in self:
            every, complete = progress.get(visit.id, (0, 0))
            visit.checklist_count = every
            visit.checklist_progress = f"{complete} / {every}"

    # ------------------------------------------------------------------
    # Making them
    # ------------------------------------------------------------------

    def _sync_checklists(self):
        """Give open visits the lists that their orders ask for now.

        A list once on a visit keeps its version. Those nobody has answered go when
        their machine, or the type of the order, has changed.
        """
        # sudo: what is asked depends on the order, not on who plans or changes it
        visits = self.sudo().filtered(lambda one: one.state in OPEN_VISIT_STATES)
        lists = self.env["fieldwork.checklist"]._published(visits.company_id)
        responses = visits.env["fieldwork.checklist.response"].search(
            [("visit_id", "in", visits.ids)]
        )
        if not (lists or responses):
            return
        outdated = responses.filtered(lambda one: one._is_outdated())
        outdated.unlink()
        there = defaultdict(set)
        for one in responses - outdated:
            there[one.visit_id.id].add((one.checklist_id.root_id, one.equipment_id))
        visits._make_checklists(lists, there)

    def _make_checklists(self, lists, there=None):
        """Make the responses of ``lists`` that these visits do not have.

        :param there: ``{visit id: {(first version, machine), …}}``
        """
        counts, vals_list = {}, []
        response_model = self.env["fieldwork.checklist.response"]
        for visit in self:
            order = visit.order_id
            known = there.get(visit.id, ()) if there else ()
            for one in lists:
                subjects = one._subjects(
                    order.type_id, visit.company_id, order.equipment_ids
                )
                for machine in subjects:
                    if (one.root_id, machine) in known:
                        continue
                    if one not in counts:
                        counts[one] = response_model._prepare_counts(
                            one._form_questions()
                        )
                    vals_list.append(
                        {
                            "visit_id": visit.id,
                            "checklist_id": one.id,
                            "equipment_id": machine.id,
                            **counts[one],
                        }
                    )
        return self._create_checklists(vals_list)

    @api.model
    def _create_checklists(self, vals_list):
        """:raise ConcurrencyError: somebody makes them at the same moment"""
        responses = self.env["fieldwork.checklist.response"]
        if not vals_list:
            return responses
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return responses._guarded_create(vals_list)
        except UniqueViolation as error:
            raise ConcurrencyError("the checklists are being made") from error

    # ------------------------------------------------------------------
    # Telling them
    # ------------------------------------------------------------------

    @api.readonly
    def get_checklists(self):
        """Return the lists of a visit with their progress, in the order they are due.

        :return: list of dicts with ``id``, ``name``, ``when``, ``equipment`` (name),
            ``answered_count``, ``question_count``, ``missing_count`` and ``state``
        :raise AccessError: the visit is not the caller's
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: names of machines, which the visit shows anyway
        return self.sudo()._checklists_by_visit()[self.id]

    def _checklists_by_visit(self):
        """Return ``{visit id: [dict, …]}``; see :meth:`get_checklists`."""
        responses = self.env["fieldwork.checklist.response"].search(
            [("visit_id", "in", self.ids)]
        )
        result = {visit_id: [] for visit_id in self.ids}
        for one in responses._in_due_order():
            result[one.visit_id.id].append(
                {
                    "id": one.id,
                    "name": one.checklist_id.name,
                    "when": one.when,
                    "equipment": one.equipment_id.display_name or "",
                    "answered_count": one.answered_count,
                    "question_count": one.question_count,
                    "missing_count": one.missing_count,
                    "state": one.state,
                }
            )
        return result

    def _my_day_values(self):
        values = super()._my_day_values()
        lists = self._checklists_by_visit()
        for visit in values:
            visit["checklists"] = lists[visit["id"]]
        return values

    def _report_checklists(self):
        """Return what was answered, for the report, in the language of the context.

        :return: list of dicts with ``name``, ``version``, ``equipment`` and
            ``questions``: dicts with ``section``, ``name``, ``kind``, ``answer_id``,
            ``answer_text``, ``remark``, ``out_of_limits``, ``is_defect``, ``photos``
            and ``image`` (of a signature). Only what is asked and answered
        """
        self.ensure_one()
        lists = [
            response._report_values()
            for response in self.checklist_response_ids._in_due_order()
        ]
        return [one for one in lists if one["questions"]]

    def _snapshot_checklists(self):
        """Return what was answered as it is signed: no floats, no words of ours."""
        self.ensure_one()
        lists = [
            response._snapshot_values()
            for response in self.checklist_response_ids.sorted("id")
        ]
        return [one for one in lists if one["answers"]]

    def action_view_checklists(self):
        """Open the checklists of these visits."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_checklist_response_action"
        )
        return dict(action, domain=[("visit_id", "in", self.ids)], context={})
