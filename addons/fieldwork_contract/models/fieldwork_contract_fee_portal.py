from odoo import fields, models


class FieldworkContract(models.Model):
    """Fees and the index clause are terms that the customer reads and signs; notice
    given under a contract leaves its terms alone."""

    _inherit = "fieldwork.contract"

    def _terms_fields(self):
        return {
            **super()._terms_fields(),
            "fee_ids": (
                "name",
                "kind",
                "product_id",
                "quantity",
                "agreed_price",
                "price_per",
                "equipment_ids",
                "order_type_ids",
                "meter_id",
                "allowance",
                "months",
                "timing",
                "alignment",
                "is_indexed",
            ),
            **dict.fromkeys(self._index_terms(), ()),
        }

    def _index_terms(self):
        return (
            "index_id",
            "index_base_month",
            "index_method",
            "index_share",
            "index_is_capped",
            "index_cap",
            "index_has_floor",
            "index_floor",
        )

    def _term(self, name, parts):
        if name == "date_end" and self.terminated_on:
            # Ending a contract by its own rules changes none of them.
            name = "agreed_end"
        return super()._term(name, parts)

    def _term_rows(self, name):
        rows = super()._term_rows(name)
        if name == "fee_ids":
            return rows.filtered(lambda fee: not fee._is_index_version())
        return rows

    def _portal_values(self):
        return {**super()._portal_values(), "fees": self._portal_fees()}

    def _document_values(self):
        return {**super()._document_values(), "fees": self._portal_fees()}

    def _portal_fees(self):
        """Return ``(name, price)`` of the fees that hold today or will."""
        today = fields.Date.context_today(self)
        fees = self.fee_ids.filtered(
            lambda fee: not fee.date_to or fee.date_to >= today
        )
        return [fee._portal_text() for fee in fees]

    def _customer_link(self):
        """Letters lead to the page where the reader has an account: whoever reads the
        chatter must not find a key to the amounts there."""
        res = super()._customer_link()
        if self._customer_recipient().sudo().user_ids:
            return self.get_base_url() + self.access_url
        return res
