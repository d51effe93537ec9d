from odoo import api, fields, models
from odoo.fields import Command


class StockMove(models.Model):
    """What a move has to do with a service order."""

    _inherit = "stock.move"

    # Not copied: a return made in the warehouse is a document of its own, and the
    # line keeps what was delivered.
    fieldwork_order_id = fields.Many2one(
        "fieldwork.order",
        string="Service Order",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    fieldwork_material_id = fields.Many2one(
        "fieldwork.material",
        string="Material of the Order",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    fieldwork_kind = fields.Selection(
        [
            ("used", "Used"),
            ("left", "Left with the Customer"),
            ("kit", "Set Aside for a Visit"),
            ("kit_moved", "Set Aside, to another Van"),
            ("transfer", "Handed Over"),
            ("faulty", "Faulty Part Back"),
        ],
        string="Purpose in Fieldwork",
        readonly=True,
        copy=False,
    )

    fieldwork_note = fields.Char(
        string="What Is Wrong", readonly=True, copy=False, help="Why a part came back."
    )
    fieldwork_uuid = fields.Char(
        string="Device Id",
        readonly=True,
        copy=False,
        help="The id that a device gave a transfer.",
    )

    _fieldwork_uuid_uniq = models.UniqueIndex(
        "(fieldwork_uuid) WHERE fieldwork_uuid IS NOT NULL",
        "This transfer has been received already.",
    )

    def _action_assign(self, force_qty=False):
        res = super()._action_assign(force_qty=force_qty)
        self._fieldwork_kit_changed()
        return res

    def _do_unreserve(self):
        res = super()._do_unreserve()
        self._fieldwork_kit_changed()
        return res

    def _action_done(self, cancel_backorder=False):
        res = super()._action_done(cancel_backorder=cancel_backorder)
        self.exists()._fieldwork_kit_changed()
        return res

    def _action_cancel(self):
        res = super()._action_cancel()
        self._fieldwork_kit_changed()
        return res

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        return [
            *super()._prepare_merge_moves_distinct_fields(),
            "fieldwork_material_id",
            "fieldwork_kind",
        ]

    def _prepare_move_split_vals(self, qty):
        """What is loaded later is of the same kit."""
        return {
            **super()._prepare_move_split_vals(qty),
            "fieldwork_order_id": self.fieldwork_order_id.id,
            "fieldwork_material_id": self.fieldwork_material_id.id,
            "fieldwork_kind": self.fieldwork_kind,
        }

    @api.model
    def _fieldwork_done_vals(self, product, source, target, lines, lot=None, **vals):
        """Return the values of a move that is going to be done at once.

        :param list lines: values of its move lines: ``quantity``, in the unit of the
            product, and ``location_id``, where exactly it is taken from
        :param lot: record, where the product has lots or serial numbers
        :param vals: other values of the move
        """
        common = {
            "product_id": product.id,
            "location_dest_id": target.id,
            "picking_id": vals.get("picking_id"),
            "picked": True,
        }
        line = {**common, "product_uom_id": product.uom_id.id, "lot_id": lot and lot.id}
        return {
            **common,
            "product_uom": product.uom_id.id,
            "product_uom_qty": sum(one["quantity"] for one in lines),
            "location_id": source.id,
            "move_line_ids": [Command.create({**line, **one}) for one in lines],
            **vals,
        }

    def _fieldwork_demand(self):
        """Return how much one move sets aside, in the unit of the product."""
        self.ensure_one()
        quantity = self.quantity if self.state == "done" else self.product_uom_qty
        return self.product_uom._compute_quantity(
            quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    def _fieldwork_let_go(self, loaded=False):
        """Cancel what is not done.

        :param bool loaded: what is loaded is of no kit any more, but of the van
        """
        opened = self.filtered(lambda move: move.state not in ("done", "cancel"))
        opened._action_cancel()
        if loaded:
            done = self.filtered(lambda move: move.state == "done")
            done.write({"fieldwork_kind": False})

    def _fieldwork_kit_changed(self):
        """Look again for conflicts of the visits whose kit has changed."""
        # sudo: people of the warehouse need not see visits
        orders = (
            self.sudo()
            .filtered(lambda move: move.fieldwork_kind in ("kit", "kit_moved"))
            .fieldwork_order_id
        )
        checked = orders.filtered(
            lambda order: order.company_id.fieldwork_kit_check != "none"
        )
        if checked:
            self.env["fieldwork.visit"]._recheck([("order_id", "in", checked.ids)])
