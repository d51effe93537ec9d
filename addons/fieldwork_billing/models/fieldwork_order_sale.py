from odoo import api, fields, models

from ..tools.time_pieces import whole_minute


class FieldworkOrder(models.Model):
    """What the customer ordered before is invoiced by the sales order."""

    _inherit = "fieldwork.order"

    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sold as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="fieldwork_billing.group_fieldwork_prices",
    )
    sale_order_id = fields.Many2one(
        "sale.order",
        string="Sales Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="fieldwork_billing.group_fieldwork_prices",
    )
    quote_ids = fields.One2many(
        "sale.order",
        "fieldwork_order_id",
        string="Quotations",
        groups="fieldwork_billing.group_fieldwork_prices",
    )
    quote_state = fields.Selection(
        [
            ("none", "None"),
            ("draft", "To be sent"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        string="Quotation",
        compute="_compute_quote_state",
        compute_sudo=True,
        help="How the last quotation that was asked for on this order stands.",
    )

    @api.depends("quote_ids.state", "quote_ids.validity_date")
    def _compute_quote_state(self):
        for order in self:
            quote = order.quote_ids.sorted("id")[-1:]
            order.quote_state = quote._fieldwork_state() if quote else "none"

    def action_view_quotes(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotations"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("id", "in", self.quote_ids.ids)],
        }

    # ------------------------------------------------------------------
    # Billing
    # ------------------------------------------------------------------

    def _fieldwork_cover_providers(self):
        return [*super()._fieldwork_cover_providers(), (5, "_covers_of_sale")]

    def _covers_of_sale(self, drafts):
        """What was sold before is invoiced by its sales order, not here."""
        covers = {}
        for index, draft in enumerate(drafts):
            line = draft["order_id"]._sold_line(draft)
            if line:
                covers[index] = {
                    "verdict": "sold",
                    "sale_line_id": line,
                    "reason": self._sold_text(draft["order_id"], line),
                }
        return covers

    def _sold_line(self, draft):
        """Return the sales order line that pays for ``draft``, or none."""
        self.ensure_one()
        material = draft["material_id"]
        if material:
            return material.sale_line_id
        if draft["kind"] not in ("labour", "travel", "callout", "fixed"):
            return self.env["sale.order.line"]
        if self.sale_line_id:
            return self.sale_line_id
        return self._quoted_line(draft)

    def _quoted_line(self, draft):
        """Return the service of an accepted quotation that ``draft`` is part of.

        A quotation that prices work as a service pays for the visits after it was
        accepted, and for what is worked after it was signed during a visit; one that
        has parts only does not.
        """
        if not self.quote_ids and not self.sale_order_id:
            return self.env["sale.order.line"]
        quotes = self.quote_ids.filtered(
            lambda q: q.state == "sale" and q.fieldwork_mode == "extend"
        )
        if self.sale_order_id.fieldwork_order_id:
            quotes |= self.sale_order_id.filtered(lambda q: q.state == "sale")
        visit = draft["visit_id"]
        for quote in quotes.sorted("date_order", reverse=True):
            services = quote.order_line.filtered(
                lambda line: line.product_id.type == "service"
            )
            begun = visit.actual_start or visit.start
            if visit and visit == quote.fieldwork_signed_visit_id:
                # The way there was for what was ordered first.
                worked = draft["kind"] == "labour" and draft["date_from"]
                paid = worked and worked >= whole_minute(quote.date_order)
            else:
                paid = visit and begun >= quote.date_order
            if services and paid:
                return services[0]
        return self.env["sale.order.line"]

    def _cut_moments(self, log):
        res = super()._cut_moments(log)
        # Extra work that was signed during the visit is paid for from then on.
        signed = self.quote_ids.filtered(
            lambda quote: quote.state == "sale"
            and quote.fieldwork_signed_visit_id == log.visit_id
        )
        return res + signed.mapped("date_order")

    def _sold_text(self, order, line):
        lang = order._ledger_lang()
        env = order.with_context(lang=lang).env
        return env._("Ordered: %(sale)s, invoiced there.", sale=line.order_id.name)
