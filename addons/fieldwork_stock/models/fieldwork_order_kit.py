from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.fieldwork.const import OPEN_STATES

KIT_STATES = [
    ("none", "No Kit"),
    ("ready", "Kit Ready"),
    ("partial", "Kit in Part"),
    ("missing", "Kit Missing"),
]
OPEN_MOVE_STATES = ("waiting", "confirmed", "partially_available", "assigned")
# What the planned materials of one order come to; closed orders have no kit.
KIT_STATE = SQL(
    """CASE WHEN bool_and(kit_ready_qty >= kit_qty) THEN 'ready'
            WHEN sum(kit_ready_qty) > 0 THEN 'partial'
            ELSE 'missing' END"""
)


class FieldworkOrder(models.Model):
    """Whether the parts of an order are set aside, and what is missing."""

    _inherit = "fieldwork.order"

    kit_state = fields.Selection(
        KIT_STATES,
        string="Kit",
        compute="_compute_kit_state",
        search="_search_kit_state",
        help="Whether the planned materials are reserved for the van, or loaded.",
    )
    kit_text = fields.Text(
        string="Missing from the Kit",
        compute="_compute_kit_text",
        help="What is not set aside, and when it comes.",
    )

    @api.depends("material_ids.kit_qty", "material_ids.kit_ready_qty", "state")
    def _compute_kit_state(self):
        opened = self._origin.filtered(lambda order: order.state in OPEN_STATES)
        states = {}
        if opened:
            self.env["fieldwork.material"].flush_model(
                ["order_id", "kit_qty", "kit_ready_qty"]
            )
            rows = self.env.execute_query(
                SQL(
                    "SELECT order_id, %s FROM fieldwork_material "
                    "WHERE kit_qty > 0 AND order_id IN %s GROUP BY order_id",
                    KIT_STATE,
                    tuple(opened.ids),
                )
            )
            states = dict(rows)
        for order in self:
            order.kit_state = states.get(order._origin.id, "none")

    def _search_kit_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("state", "in", OPEN_STATES) & Domain(
            "id", "in", self._kit_query(set(value) - {"none", False})
        )
        if {"none", False} & set(value):
            every = {state for state, _label in KIT_STATES}
            others = Domain("id", "in", self._kit_query(every - {"none"}))
            found |= ~(Domain("state", "in", OPEN_STATES) & others)
        return found

    @api.model
    def _kit_query(self, states):
        """Return the query of the ids of orders whose kit is in one of ``states``."""
        self.env["fieldwork.material"].flush_model(
            ["order_id", "kit_qty", "kit_ready_qty"]
        )
        return SQL(
            "(SELECT order_id FROM fieldwork_material WHERE kit_qty > 0 "
            "GROUP BY order_id HAVING %s = ANY(%s))",
            KIT_STATE,
            list(states),
        )

    @api.depends("kit_state")
    @api.depends_context("lang", "tz")
    def _compute_kit_text(self):
        lacking = self.filtered(lambda order: order.kit_state in ("partial", "missing"))
        texts = defaultdict(list)
        # sudo: when a part comes is told to everyone who has the order
        for company, orders in lacking.sudo().grouped("company_id").items():
            lines = orders._kit_lines()
            expected = orders._kit_expected(company, lines.product_id)
            for line in lines:
                quantity = line.kit_qty - line.kit_ready_qty
                shelf, receipts = expected[line.product_id.id]
                when = self._kit_when(quantity, shelf, receipts)
                texts[line.order_id.id].append(f"{line._kit_words()}: {when}")
        for order in self:
            order.kit_text = "\n".join(texts[order.id])

    def _kit_lines(self):
        """Return the lines of which something is not set aside."""
        return self.material_ids.filtered(
            lambda line: line.product_id.uom_id.compare(
                line.kit_qty, line.kit_ready_qty
            )
            > 0
        )

    @api.model
    def _kit_expected(self, company, products):
        """Return what is free on the shelves, and what comes in.

        :return: ``{product.id: (quantity, [(datetime, quantity), ...])}``
        """
        warehouse = company._fieldwork_warehouse(check=False)
        quants = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", products.ids),
                ("location_id", "child_of", warehouse.lot_stock_id.ids),
            ],
            ["product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        shelf = {product.id: total - held for product, total, held in quants}
        receipts = self._kit_receipts(warehouse, products)
        return {id_: (shelf.get(id_, 0.0), receipts[id_]) for id_ in products.ids}

    @api.model
    def _kit_receipts(self, warehouse, products):
        """Return ``{product.id: [(datetime, quantity), ...]}`` of what comes in."""
        moves = self.env["stock.move"].search_fetch(
            [
                ("product_id", "in", products.ids),
                ("state", "in", OPEN_MOVE_STATES),
                ("location_id.usage", "in", ("supplier", "transit", "production")),
                ("location_dest_id", "child_of", warehouse.view_location_id.ids),
            ],
            ["product_id", "product_qty", "date"],
            order="date, id",
        )
        receipts = defaultdict(list)
        for move in moves:
            receipts[move.product_id.id].append((move.date, move.product_qty))
        return receipts

    def _kit_when(self, quantity, shelf, receipts):
        """Return the words for when ``quantity`` can be set aside."""
        if shelf >= quantity:
            return self.env._("in the warehouse, not reserved")
        for moment, amount in receipts:
            shelf += amount
            if shelf >= quantity:
                day = fields.Datetime.context_timestamp(self, moment).date()
                return self.env._("expected %(day)s", day=format_date(self.env, day))
        return self.env._("not ordered")
