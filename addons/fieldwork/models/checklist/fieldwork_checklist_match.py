from odoo import api, models
from odoo.fields import Domain


class FieldworkChecklist(models.Model):
    """Which lists are asked where."""

    _inherit = "fieldwork.checklist"

    @api.model
    def _published(self, companies):
        """Return the lists that visits of ``companies`` may be asked, as superuser.

        What is asked does not depend on who plans.
        """
        return self.sudo().search(
            Domain("state", "=", "published")
            & Domain("company_id", "in", [*companies.ids, False])
        )

    def _subjects(self, order_type, company, machines):
        """Return what the list is answered for, on an order: a list of machines.

        :param order_type: type of the order
        :param company: company of the order
        :param machines: the order's equipment
        :return: nothing where the list is not asked; one empty record where it is
            asked once per visit
        """
        self.ensure_one()
        if self.company_id and self.company_id != company:
            return []
        if not self._is_for_type(order_type):
            return []
        if self.category_ids:
            machines = machines.filtered(lambda one: self._is_for_category(one))
        if self.scope == "equipment":
            return list(machines)
        return [machines.browse()] if machines or not self.category_ids else []

    def _is_for_type(self, order_type):
        if self.for_all_types or order_type in self.order_type_ids:
            return True
        return bool(self.category_ids and not self.order_type_ids)

    def _is_for_category(self, machine):
        path = machine.category_id.parent_path or ""
        above = {int(id_) for id_ in path.split("/") if id_}
        return not above.isdisjoint(self.category_ids.ids)
