from odoo import api, fields, models
from odoo.fields import Domain

# More than this nobody reads on a phone.
HISTORY_LIMIT = 20


class FieldworkVisit(models.Model):
    """The past of the machines and the site of a visit."""

    _inherit = "fieldwork.visit"

    @api.readonly
    def get_history(self):
        """Return what was found and done before, on this machine and at this site.

        The one way in which a technician reads orders that are not theirs: past
        visits of the equipment and the site of a visit they may see, the newest
        first, without prices and without whose the machine was then.

        :return: list of dicts with ``name`` (of the order), ``day``, ``type``,
            ``outcome`` and ``continue_reason`` (labels), ``findings``, ``work_done``,
            ``description``, ``equipment`` (names), ``technicians`` (names),
            ``materials`` (texts) and ``same_equipment``
        :raise AccessError: the visit is not the caller's
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: past orders are out of a technician's reach; what leaves is above
        visit = self.sudo()
        past = visit.search(visit._history_domain(), limit=HISTORY_LIMIT)
        return [past_visit._history_values(visit) for past_visit in past]

    def _history_domain(self):
        """Return the domain of the visits that are the past of one visit (hook)."""
        self.ensure_one()
        same = Domain("site_id", "=", self.order_id.site_id.id)
        if self.order_id.equipment_ids:
            # with the components of the machines
            machines = self.order_id.equipment_ids.ids
            same |= Domain("equipment_ids", "child_of", machines)
        return (
            Domain("order_id", "any", same)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "done")
            & Domain("id", "!=", self.id)
            & Domain("start", "<=", max(self.start, fields.Datetime.now()))
        )

    def _history_values(self, visit):
        """Return what is told of one past visit to the technician of ``visit``."""
        self.ensure_one()
        order = self.order_id
        people = self.assignment_ids.filtered(
            lambda a: a.role != "equipment" and a.response != "refused"
        )
        used = self.material_ids.filtered("used_qty")
        # Whose the machine was when it stood elsewhere is not told.
        here = order.site_id == visit.order_id.site_id
        return {
            "id": self.id,
            "name": order.name,
            "day": fields.Date.to_string(self.day),
            "type": order.type_id.name,
            "outcome": self._history_label("outcome"),
            "continue_reason": self._history_label("continue_reason"),
            "description": (order.description or "") if here else "",
            "findings": self.findings or "",
            "work_done": self.work_done or "",
            "equipment": order.equipment_ids.mapped("name")
            if here
            else (order.equipment_ids & visit.order_id.equipment_ids).mapped("name"),
            "technicians": people.resource_id.mapped("name"),
            "materials": [
                f"{line.used_qty:g} {line.uom_id.name} {line.name}" for line in used
            ],
            "same_equipment": bool(order.equipment_ids & visit.order_id.equipment_ids),
        }

    @api.model
    def _history_labels(self, name):
        return dict(self._fields[name]._description_selection(self.env))

    def _history_label(self, name):
        return self._history_labels(name).get(self[name], "")
