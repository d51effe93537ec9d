from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_amount


class FieldworkVisit(models.Model):
    """A technician sees what else has to be done, and asks for a quotation."""

    _inherit = "fieldwork.visit"

    def action_request_quote(
        self,
        description,
        parts=None,
        photos=None,
        mode="extend",
        at=None,
        client_uuid=None,
        position=None,
    ):
        """Have the office quote for more work.

        :param str description: what has to be done; required
        :param parts: list of ``(product or id, quantity)``
        :param photos: ``fieldwork.photo`` of this visit, or their ids
        :param str mode: ``extend`` this order when accepted, or make a ``new`` one
        :param at: device time, see ``tools.arguments.event_time``
        :param str client_uuid: id the device gave this entry; the same again asks for
            nothing twice
        :param dict position: where, see ``action_travel``
        :return: the quotation's id
        :raise UserError: nothing is said, or a part is unknown or not sold
        """
        self.ensure_one()
        self.check_access("read")
        events = self._event_model()
        # sudo: technicians have no rights on quotations, and see no prices
        visit = self.sudo()
        if events._already_received("quote", self, client_uuid):
            asked = [("fieldwork_client_uuid", "=", client_uuid)]
            return visit.env["sale.order"].search(asked, limit=1).id
        self._check_on_this_visit()
        description = self._check_quote_request(description, mode)
        at = self._event_time(at)
        events._record("quote", self, at, client_uuid, position, description[:200])
        vals = visit._prepare_quote_vals(description, parts or [], mode)
        # The technician does not follow it: messages about it tell its prices.
        quotes = visit.env["sale.order"].with_context(mail_create_nosubscribe=True)
        quote = quotes.create({**vals, "fieldwork_client_uuid": client_uuid or False})
        quote = quote.with_env(visit.env)
        visit._attach_quote_photos(quote, photos or [])
        visit._tell_salesperson(quote, description)
        return quote.id

    def _check_quote_request(self, description, mode):
        """Return what has to be quoted, cleaned."""
        description = (description or "").strip()
        if not description:
            raise UserError(
                self.env._(
                    "Visit %(visit)s: write what has to be quoted.",
                    visit=self.display_name,
                )
            )
        if self.state in ("missed", "cancelled"):
            raise UserError(
                self.env._(
                    "Visit %(visit)s did not take place: ask for the quote at the next "
                    "one.",
                    visit=self.display_name,
                )
            )
        modes = dict(self.env["sale.order"]._fields["fieldwork_mode"].selection)
        if mode not in modes:
            raise UserError(
                self.env._(
                    "Say what an accepted quote does: %(modes)s.",
                    modes=", ".join(modes),
                )
            )
        return description

    def _prepare_quote_vals(self, description, parts, mode):
        """Return the values of the quotation that a visit asks for (hook)."""
        order = self.order_id
        note = {"display_type": "line_note", "name": description}
        lines = [note, *self._prepare_quote_parts(parts)]
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
            "order_line": [Command.create(line) for line in lines],
        }

    def _prepare_quote_parts(self, parts):
        """Return the values of the lines of parts.

        :raise UserError: a part is unknown, not sold, or has no quantity
        """
        model, lines = self.env["product.product"], []
        sold = model.browse([int(product) for product, _quantity in parts]).exists()
        sold = sold.filtered(lambda one: one.sale_ok and self._sells(one))
        for product, quantity in parts:
            product = model.browse(int(product))
            if product not in sold or not _is_positive(quantity):
                raise UserError(
                    self.env._(
                        "Visit %(visit)s: each part needs a product that is sold, and "
                        "a quantity.",
                        visit=self.display_name,
                    )
                )
            lines.append({"product_id": product.id, "product_uom_qty": float(quantity)})
        return lines

    def _sells(self, product):
        return product.company_id in (self.company_id, self.company_id.browse())

    @api.readonly
    def find_quote_parts(self, term, limit=6):
        """Return parts that may be quoted, by what the technician types.

        :param str term: of the name or the reference
        :return: list of dicts with ``id``, ``name``, ``uom`` and, for who may see
            prices, ``price`` by the customer's price list as text
        """
        self.ensure_one()
        self.check_access("read")
        products = self.env["product.product"]
        found = products.name_search(
            term, [("sale_ok", "=", True), ("type", "=", "consu")], limit=limit
        )
        products = products.browse([row[0] for row in found])
        prices = self._quote_part_prices(products)
        return [
            {
                "id": product.id,
                "name": product.display_name,
                "uom": product.uom_id.name,
                **({"price": prices[product.id]} if prices else {}),
            }
            for product in products
        ]

    def _quote_part_prices(self, products):
        """Return ``{product id: price as text}``, or nothing for who sees none."""
        if not self.env.user.has_group("fieldwork_billing.group_fieldwork_prices"):
            return {}
        pricelist = self.order_id._billing_pricelist()
        currency = pricelist.currency_id or self.company_id.currency_id
        prices = pricelist._get_products_price(products, 1.0, currency=currency)
        return {
            product: format_amount(self.env, price, currency)
            for product, price in prices.items()
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


def _is_positive(quantity):
    try:
        return 0 < float(quantity) < float("inf")
    except (TypeError, ValueError):
        return False
