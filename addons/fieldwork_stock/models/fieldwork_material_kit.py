from odoo import api, fields, models

# A change of these changes what has to be set aside.
KIT_FIELDS = frozenset({"product_id", "uom_id", "planned_qty", "visit_id"})


class FieldworkMaterial(models.Model):
    """What is set aside for a line before the visit."""

    _inherit = "fieldwork.material"

    kit_qty = fields.Float(
        string="To Set Aside",
        digits="Product Unit",
        compute="_compute_kit_qty",
        store=True,
        copy=False,
        help="How much the van has to take along, in the unit of the product.",
    )
    kit_ready_qty = fields.Float(
        string="Set Aside",
        digits="Product Unit",
        compute="_compute_kit_ready_qty",
        store=True,
        copy=False,
        help="How much is reserved for the van or loaded, in the unit of the product.",
    )

    _kit_idx = models.Index("(order_id) WHERE kit_qty > 0")

    @api.depends(
        "product_id.is_storable",
        "product_id.type",
        "uom_id",
        "planned_qty",
        "visit_id.closed_at",
        "order_id.stock_followed",
    )
    def _compute_kit_qty(self):
        for line in self:
            unit = line.product_id.uom_id
            told = line.visit_id.closed_at or line._stock_is_due()
            line.kit_qty = (
                line.uom_id._compute_quantity(
                    line.planned_qty, unit, rounding_method="HALF-UP"
                )
                if line.product_id.is_storable
                and not told
                and line.uom_id._has_common_reference(unit)
                else 0.0
            )

    @api.depends(
        "product_id",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.fieldwork_kind",
    )
    def _compute_kit_ready_qty(self):
        for line in self:
            line.kit_ready_qty = sum(
                move.quantity
                for move in line.move_ids
                if move.fieldwork_kind == "kit"
                and move.product_id == line.product_id
                and move.state in ("partially_available", "assigned", "done")
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._follow_kit()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if KIT_FIELDS & vals.keys():
            self.order_id._follow_kit()
        return res

    def unlink(self):
        # sudo: what is set aside is let go, whoever deletes the line
        self.sudo()._kit_moves()._fieldwork_let_go()
        return super().unlink()

    @api.model
    def _stock_fields(self):
        return super()._stock_fields() | {"kit_qty", "kit_ready_qty"}

    def _kit_moves(self):
        """Return the moves that set something aside, open ones and done ones."""
        return self.move_ids.filtered(
            lambda move: (
                move.fieldwork_kind in ("kit", "kit_moved") and move.state != "cancel"
            )
        )

    def _kit_lacking(self):
        """Return how much is still to be set aside; what is too much is let go.

        :return: quantity in the unit of the product
        """
        self.ensure_one()
        kit = self._kit_moves().filtered(lambda move: move.fieldwork_kind == "kit")
        wrong = kit.filtered(lambda move: move.product_id != self.product_id)
        wrong._fieldwork_let_go(loaded=True)
        kit -= wrong
        lacking = self.kit_qty - sum(move._fieldwork_demand() for move in kit)
        unit = self.product_id.uom_id
        for move in kit.filtered(lambda one: one.state != "done").sorted(reverse=True):
            if unit.compare(lacking, 0.0) >= 0:
                break
            less = min(-lacking, move.product_uom_qty)
            lacking += less
            if unit.compare(less, move.product_uom_qty) == 0:
                move._fieldwork_let_go()
            else:
                move.product_uom_qty -= less
        return 0.0 if unit.compare(lacking, 0.0) <= 0 else lacking

    def _kit_astray(self, van):
        """Return what is loaded, or on its way, to another van than ``van``.

        :return: ``{location: quantity}``
        """
        self.ensure_one()
        where = {}
        for move in self._kit_moves():
            quantity = move._fieldwork_demand()
            target = move.location_dest_id
            where[target] = where.get(target, 0.0) + quantity
            if move.fieldwork_kind == "kit_moved":
                source = move.location_id
                where[source] = where.get(source, 0.0) - quantity
        return {
            location: quantity
            for location, quantity in where.items()
            if location != van and self.product_id.uom_id.compare(quantity, 0.0) > 0
        }

    def _kit_words(self):
        """Return what is not set aside, as ``3 Units Filter``."""
        self.ensure_one()
        lacking = self.kit_qty - self.kit_ready_qty
        return f"{lacking:g} {self.product_id.uom_id.name} {self.name}"

    def _prepare_kit_vals(self, quantity, source, van, visit):
        """Return the values of the move that sets ``quantity`` aside (hook).

        :param source: the shelves, or another van
        """
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "company_id": self.company_id.id,
            "origin": self.order_id.name,
            "date": visit.start,
            "location_id": source.id,
            "location_dest_id": van.id,
            "fieldwork_order_id": self.order_id.id,
            "fieldwork_material_id": self.id,
            "fieldwork_kind": "kit_moved" if source.fieldwork_resource_id else "kit",
        }
