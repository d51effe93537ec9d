from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

OPEN = ("draft", "ready", "planned", "progress")


class SaleOrder(models.Model):
    """Quotations that come from a visit, and sold services that have to be done."""

    _inherit = "sale.order"

    fieldwork_order_id = fields.Many2one(
        "fieldwork.order",
        string="Asked for on Order",
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The service order on which a technician asked for this quotation.",
    )
    fieldwork_visit_id = fields.Many2one(
        "fieldwork.visit", string="Asked for on Visit", copy=False, readonly=True
    )
    fieldwork_client_uuid = fields.Char("Client Uuid", readonly=True, copy=False)
    fieldwork_mode = fields.Selection(
        [
            ("extend", "Goes on in the same order"),
            ("new", "Makes a new order"),
        ],
        string="When Accepted",
        default="extend",
        required=True,
        copy=False,
    )
    fieldwork_site_ids = fields.Many2many(
        "res.partner",
        "sale_order_fieldwork_site_rel",
        "sale_order_id",
        "partner_id",
        string="Sites",
        domain="[('type', '=', 'site'), ('commercial_partner_id', '=', partner_id)]",
        help="For services of which there is one order for each site.",
    )
    fieldwork_order_ids = fields.One2many(
        "fieldwork.order", "sale_order_id", string="Service Orders", copy=False
    )
    # How many is no secret from a salesperson without rights on service orders.
    fieldwork_order_count = fields.Integer(
        compute="_compute_fieldwork_order_count", compute_sudo=True
    )

    _fieldwork_client_uuid_uniq = models.UniqueIndex(
        "(fieldwork_client_uuid) WHERE fieldwork_client_uuid IS NOT NULL",
        "This quotation has been asked for already.",
    )

    @api.depends("fieldwork_order_ids")
    def _compute_fieldwork_order_count(self):
        counts = dict(
            self.env["fieldwork.order"]._read_group(
                [("sale_order_id", "in", self.ids)], ["sale_order_id"], ["__count"]
            )
        )
        for order in self:
            order.fieldwork_order_count = counts.get(order, 0)

    def action_view_fieldwork_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        orders = self.fieldwork_order_ids | self.fieldwork_order_id
        return {**action, "domain": [("id", "in", orders.ids)], "context": {}}

    def _action_confirm(self):
        res = super()._action_confirm()
        # sudo: salespeople have no rights on service orders
        orders = self.sudo()
        orders.order_line._make_fieldwork_orders()
        for order in orders.filtered("fieldwork_order_id"):
            order._apply_fieldwork_quote()
        return res

    def _action_cancel(self):
        self._check_fieldwork_cancel()
        res = super()._action_cancel()
        # sudo: see _action_confirm
        orders = self.sudo().fieldwork_order_ids.filtered(lambda o: o.state in OPEN)
        for sale in self.sudo():
            own = orders.filtered(lambda o, sale=sale: o.sale_order_id == sale)
            own.action_cancel(self.env._("%(order)s was cancelled.", order=sale.name))
        return res

    def _check_fieldwork_cancel(self):
        """Work that has begun is not undone by cancelling what ordered it."""
        for sale in self.sudo():
            begun = sale.fieldwork_order_ids.filtered(lambda o: o.state == "progress")
            if begun:
                raise UserError(
                    self.env._(
                        "%(sale)s: technicians are at work on %(orders)s. Finish or "
                        "cancel their visits first.",
                        sale=sale.name,
                        orders=", ".join(begun.mapped("name")),
                    )
                )

    # ------------------------------------------------------------------
    # Quotes from the field
    # ------------------------------------------------------------------

    def _apply_fieldwork_quote(self):
        """The customer accepts what was asked for on a visit."""
        self.ensure_one()
        target = self._fieldwork_quote_target()
        if target.state in ("done", "cancelled"):
            target.action_reopen(
                self.env._("Quotation %(quote)s was accepted.", quote=self.name)
            )
        # A quotation that is confirmed again plans its parts once.
        parts = self.order_line._fieldwork_parts()
        self.env["fieldwork.material"].create(
            [
                line._prepare_fieldwork_material_vals(target)
                for line in parts.filtered(lambda part: not part.fieldwork_material_ids)
            ]
        )
        target._message_log(
            body=self.env._(
                "The customer accepted quotation %(quote)s: plan the visit.",
                quote=self.name,
            )
        )

    def _fieldwork_quote_target(self):
        """Return the order on which an accepted quotation goes on."""
        order = self.fieldwork_order_id
        if self.fieldwork_mode != "new":
            return order
        if self.fieldwork_order_ids:
            return self.fieldwork_order_ids[:1]
        target = order.create(self._prepare_fieldwork_order_vals(order))
        target.action_confirm()
        return target

    def _prepare_fieldwork_order_vals(self, order):
        """Return the values of the order that an accepted quotation makes (hook)."""
        return {
            "partner_id": order.partner_id.id,
            "site_id": order.site_id.id,
            "invoice_partner_id": self.partner_invoice_id.id,
            "contact_id": order.contact_id.id,
            "type_id": order.type_id.id,
            "team_id": order.team_id.id,
            "equipment_ids": [Command.set(order.equipment_ids.ids)],
            "origin_order_id": order.id,
            "sale_order_id": self.id,
            "customer_reference": self.client_order_ref,
            "description": self._fieldwork_description(),
        }

    def _fieldwork_description(self):
        notes = self.order_line.filtered(lambda line: line.display_type == "line_note")
        lines = notes or self.order_line.filtered(lambda line: not line.display_type)
        return "\n".join(lines.mapped("name"))
