from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

# Quantities of a line that leave the stock; what is brought back stays in the van.
KINDS = ("used", "left")
# What the stock says of a line; nobody writes it.
STOCK_FIELDS = frozenset({"stock_state", "stock_waiting"})
# A change of these changes what has to be moved.
MOVING_FIELDS = frozenset(
    {"product_id", "uom_id", "used_qty", "left_qty", "visit_id", "order_id"}
)
# What the state of a line, and the words about it, follow from.
STOCK_DEPENDS = (
    "product_id.type",
    "product_id.tracking",
    "uom_id",
    "used_qty",
    "left_qty",
    "lot_id",
    "serial",
    "visit_id.closed_at",
    "visit_id.stock_followed",
    "order_id.stock_followed",
    "move_ids.state",
    "move_ids.quantity",
)


class Part(NamedTuple):
    """What is counted by itself: of one product, for one purpose, of one lot."""

    product: models.Model
    kind: str
    lot: models.Model


class StockPlan(NamedTuple):
    """What a line has to have moved: ``{Part: quantity in the product's unit}``, or
    the reason why that cannot be told."""

    wanted: dict
    problem: str | None = None


class FieldworkMaterial(models.Model):
    """Whether the parts of a line have left the stock."""

    _inherit = "fieldwork.material"

    move_ids = fields.One2many(
        "stock.move",
        "fieldwork_material_id",
        string="Stock Moves",
        readonly=True,
        copy=False,
    )
    stock_state = fields.Selection(
        [
            ("nothing", "Nothing to Move"),
            ("to_move", "To Move"),
            ("moved", "Moved"),
            ("missing", "Missing"),
        ],
        string="Stock",
        compute="_compute_stock_state",
        store=True,
        copy=False,
        help="To move: it leaves the stock when the visit is done, or waits for "
        "something. Missing: it was used, but the stock does not have it.",
    )
    stock_waiting = fields.Boolean(
        string="Waits to be Moved",
        compute="_compute_stock_state",
        store=True,
        copy=False,
        help="It should have left the stock and has not.",
    )
    stock_note = fields.Char(
        string="What it Waits for", compute="_compute_stock_note", compute_sudo=True
    )

    _stock_waiting_idx = models.Index("(order_id) WHERE stock_waiting IS TRUE")

    @api.depends(*STOCK_DEPENDS)
    def _compute_stock_state(self):
        plans, moved = self._stock_plans(), self._stock_moved()
        for line in self:
            plan, gone = plans[line.id], moved[line._origin.id]
            line.stock_state = line._get_stock_state(plan, gone)
            line.stock_waiting = line._stock_is_due() and line.stock_state in (
                "to_move",
                "missing",
            )

    @api.depends(*STOCK_DEPENDS)
    @api.depends_context("lang")
    def _compute_stock_note(self):
        plans, moved = self._stock_plans(), self._stock_moved()
        for line in self:
            plan, gone = plans[line.id], moved[line._origin.id]
            note = plan.problem or ""
            if not note and line.stock_state == "missing":
                note = self.env._(
                    "%(quantity)s %(unit)s could not be found where they were taken "
                    "from: correct the stock there, then press “Move now”.",
                    quantity=f"{_sum_lacking(plan, gone):g}",
                    unit=line.product_id.uom_id.name,
                )
            line.stock_note = note

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_stock_fields(vals)
        lines = super().create(vals_list)
        lines._move_stock()
        return lines

    def write(self, vals):
        self._refuse_stock_fields(vals)
        res = super().write(vals)
        if self._moving_fields() & vals.keys():
            self._move_stock()
        return res

    def unlink(self):
        """Delete lines; what they moved comes back first."""
        self._bring_back()
        orders = self.filtered("stock_waiting").order_id
        res = super().unlink()
        orders._tell_stock_waiting({})
        return res

    def action_move_stock(self):
        """Move what could not be moved when it was told; for the office.

        :return: a notification of what still waits, and why
        """
        # Technicians write materials, but not orders: this is an act of the office.
        self.order_id.check_access("write")
        self._move_stock(strict=True)
        waiting = self.filtered("stock_waiting")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if waiting else "success",
                "message": "\n".join(
                    f"{line.name}: {line.stock_note}" for line in waiting
                )
                or self.env._("All parts have been moved."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _moving_fields(self):
        """Return the names of the fields that decide what is moved (hook)."""
        return MOVING_FIELDS

    @api.model
    def _stock_fields(self):
        """Return the names of the fields that nobody writes (hook)."""
        return STOCK_FIELDS

    def _refuse_stock_fields(self, vals):
        if self._stock_fields() & vals.keys():
            raise UserError(
                self.env._(
                    "Whether %(material)s has left the stock follows from its moves "
                    "and is not written.",
                    material=self[:1].name or vals.get("name") or "",
                )
            )

    # ------------------------------------------------------------------
    # What is to be moved, and what has been
    # ------------------------------------------------------------------

    def _stock_is_due(self):
        """Tell whether the line has been told for good: its visit is done."""
        self.ensure_one()
        if self.visit_id:
            return self.visit_id.stock_followed
        return self.order_id.stock_followed

    def _stock_plans(self):
        """Return what each line has to have moved.

        :return: ``{line.id: StockPlan}``
        """
        lots = self._find_lots()
        return {line.id: line._get_stock_plan(lots) for line in self}

    def _find_lots(self):
        """Return the lots that the lines name (hook)."""
        return {}

    def _get_stock_plan(self, lots):
        self.ensure_one()
        product, unit = self.product_id, self.product_id.uom_id
        if product.type != "consu":
            return StockPlan({})
        if not self.uom_id._has_common_reference(unit):
            return StockPlan(
                {},
                self.env._(
                    "%(unit)s cannot be converted into %(other)s, the unit of "
                    "%(product)s: correct the unit.",
                    unit=self.uom_id.name,
                    other=unit.name,
                    product=product.display_name,
                ),
            )
        quantities = {
            kind: self.uom_id._compute_quantity(
                self[f"{kind}_qty"], unit, rounding_method="HALF-UP"
            )
            for kind in KINDS
        }
        quantities = {k: quantity for k, quantity in quantities.items() if quantity}
        return self._split_by_lot(quantities, lots)

    def _split_by_lot(self, quantities, lots):
        """Return the plan of one line for ``{kind: quantity}`` (hook).

        :param dict lots: as :meth:`_find_lots` returns them
        """
        no_lot = self.env["stock.lot"]
        return StockPlan(
            {
                Part(self.product_id, kind, no_lot): quantity
                for kind, quantity in quantities.items()
            }
        )

    def _stock_moved(self):
        """Return what has gone to the customer and not come back.

        :return: ``{material.id: {Part: quantity in the product's unit}}``
        """
        moved = defaultdict(lambda: defaultdict(float))
        # sudo: a technician has no rights on the moves of the warehouse
        rows = (
            self.env["stock.move.line"]
            .sudo()
            ._read_group(
                [
                    ("move_id.fieldwork_material_id", "in", self._origin.ids),
                    ("move_id.fieldwork_kind", "in", KINDS),
                    ("state", "=", "done"),
                ],
                ["move_id", "lot_id"],
                ["quantity_product_uom:sum"],
            )
        )
        for move, lot, quantity in rows:
            part = Part(move.product_id, move.fieldwork_kind, lot)
            sign = -1 if move.origin_returned_move_id else 1
            moved[move.fieldwork_material_id.id][part] += sign * quantity
        return moved

    def _get_stock_state(self, plan, moved):
        self.ensure_one()
        lacking = outstanding(plan, moved).values()
        if not self._stock_is_due():
            to_come = plan.wanted or plan.problem and (self.used_qty or self.left_qty)
            # A visit that was closed before the addon was there moves nothing more.
            waits = to_come and not self.visit_id.closed_at
            return "to_move" if waits else "nothing"
        if plan.problem or any(quantity < 0 for quantity in lacking):
            return "to_move"
        if lacking:
            return "missing"
        return "moved" if plan.wanted else "nothing"


def _sum_lacking(plan, moved):
    return sum(
        quantity for quantity in outstanding(plan, moved).values() if quantity > 0
    )


def outstanding(plan, moved):
    """Return what is left to be moved; negative: to come back.

    :return: ``{Part: quantity}`` without zeros
    """
    lacking = {}
    for part in [*plan.wanted, *(part for part in moved if part not in plan.wanted)]:
        quantity = plan.wanted.get(part, 0.0) - moved.get(part, 0.0)
        if not part.product.uom_id.is_zero(quantity):
            lacking[part] = quantity
    return lacking
