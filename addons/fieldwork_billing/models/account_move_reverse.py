from odoo import models


class AccountMove(models.Model):
    """Credit notes of service orders."""

    _inherit = "account.move"

    def _reverse_moves(self, default_values_list=None, cancel=False):
        reversals = super()._reverse_moves(default_values_list, cancel)
        goodwill = self.env.context.get("fieldwork_credit") != "bill_again"
        for line in reversals.line_ids.filtered("fieldwork_origin_line_id"):
            # sudo: see _fieldwork_charges
            charges = line.sudo().fieldwork_origin_line_id.fieldwork_charge_ids
            charges._reversed_by(line, goodwill)
        if not goodwill:
            reversals._fieldwork_charges()._update_sources()
        return reversals

    def _fieldwork_bill_anew(self):
        """These drafts were made of invoices that were taken back: they bill again."""
        for line in self.line_ids.filtered("fieldwork_origin_line_id"):
            # sudo: see _fieldwork_charges
            origin = line.sudo().fieldwork_origin_line_id
            origin.fieldwork_charge_ids._billed_anew_by(line)
        self._fieldwork_charges()._update_sources()
