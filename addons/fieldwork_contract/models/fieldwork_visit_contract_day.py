from odoo import models


class FieldworkVisit(models.Model):
    """What the technician's phone shows of the contract before work goes on."""

    _inherit = "fieldwork.visit"

    def _my_day_values(self):
        values = super()._my_day_values()
        lines = self.order_id._cover_lines()
        for visit, shown in zip(self, values, strict=True):
            shown["contract"] = visit._my_day_contract(lines[visit.order_id])
        return values

    def _my_day_contract(self, lines):
        """Return the cover and the spending ceiling in words, without prices of the
        work.

        :param lines: see ``_cover_lines``
        :return: dict with ``name``, ``lines`` (see ``_cover_lines``), ``ceiling``
            (text) and ``is_over``; False where there is nothing to say
        """
        self.ensure_one()
        order = self.order_id
        if not lines and not order.ceiling_text:
            return False
        return {
            "name": order.contract_name or "",
            "lines": lines,
            "ceiling": order.ceiling_text or "",
            "is_over": order.is_over_ceiling,
        }
