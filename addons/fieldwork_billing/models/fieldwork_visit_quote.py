from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class FieldworkVisit(models.Model):
    """A technician sees what else has to be done, and asks for a quotation."""

    _inherit = "fieldwork.visit"

    def action_request_quote(self, description, parts=None, photos=None, mode="extend"):
        """Have the office quote for more work.

        :param str description: what has to be done; required
        :param parts: list of ``(product or id, quantity)``
        :param photos: ``fieldwork.photo`` of this visit, or their ids
        :param str mode: ``extend`` this order when accepted, or make a ``new`` one
        :return: the quotation's id
        :raise UserError: nothing is said, or a part is unknown
        """
        self.ensure_one()
        self._check_on_this_visit()
        description = (description or "").strip()
        if not description:
            raise UserError(
                self.env._(
                    "Visit %(visit)s: write what has to be quoted.",
                    visit=self.display_name,
                )
            )
        # sudo: technicians have no rights on quotations, and see no prices
        visit = self.sudo()
        quote = visit.env["sale.order"].create(
            visit._prepare_quote_vals(description, parts or [], mode)
        )
        visit._attach_quote_photos(quote, photos or [])
        visit._tell_salesperson(quote, description)
        return quote.id

    def _prepare_quote_vals(self, description, parts, mode):
        """Return the values of the quotation that a visit asks for (hook)."""
        order = self.order_id
        lines = [Command.create({"display_type": "line_note", "name": description})]
        for product, quantity in parts:
            product = self.env["product.product"].browse(int(product)).exists()
            if not product or quantity <= 0:
                raise UserError(
                    self.env._(
                        "Visit %(visit)s: each part needs a product and a quantity.",
                        visit=self.display_name,
                    )
                )
            lines.append(
                Command.create({"product_id": product.id, "product_uom_qty": quantity})
            )
        return {
            "partner_id": order.partner_id.id,
            "partner_invoice_id": order.invoice_partner_id.id or order.partner_id.id,
            "partner_shipping_id": order.site_id.id or order.partner_id.id,
            "company_id": order.company_id.id,
            "pricelist_id": order._billing_pricelist().id,
            "user_id": self._quote_salesperson().id,
            "client_order_ref": order.customer_reference,
            "origin": order.name,
            "fieldwork_order_id": order.id,
            "fieldwork_visit_id": self.id,
            "fieldwork_mode": mode,
            "order_line": lines,
        }

    def _quote_salesperson(self):
        """Return who writes the quotation: the customer's salesperson, else who looks
        after the order or leads the team (hook)."""
        order = self.order_id
        return order.partner_id.user_id or order.user_id or order.team_id.user_id

    def _attach_quote_photos(self, quote, photos):
        """Give the quotation copies of the pictures, for the salesperson to see."""
        model = self.env["fieldwork.photo"]
        for photo in model.browse([int(photo) for photo in photos]).exists():
            if photo.visit_id != self:
                continue
            self.env["ir.attachment"].create(
                {
                    "name": photo.name or "photo.jpg",
                    "datas": photo.image,
                    "res_model": quote._name,
                    "res_id": quote.id,
                }
            )

    def _tell_salesperson(self, quote, description):
        user = quote.user_id or self.order_id._for_dispatcher().env.user
        lang = user.lang or self.env.lang
        env = self.with_context(lang=lang).env
        quote.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=env._("Quote asked for on %(order)s", order=self.order_id.name),
            note=description,
            user_id=user.id,
        )
        self.order_id._message_log(
            body=env._("A quotation was asked for: %(what)s", what=description)
        )
