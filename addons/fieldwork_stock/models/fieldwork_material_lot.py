import re
from collections import defaultdict

from odoo import api, fields, models

from .fieldwork_material import Part, StockPlan


class FieldworkMaterial(models.Model):
    """Lots and serial numbers of what is used."""

    _inherit = "fieldwork.material"

    lot_id = fields.Many2one(
        "stock.lot",
        copy=False,
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        help="Or write its number, or several serial numbers with commas between "
        "them, into “Serial Numbers”.",
    )
    tracking = fields.Selection(related="product_id.tracking")

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        if self.lot_id:
            self.serial = self.lot_id.name

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._complete_lot(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._complete_lot(vals))

    @api.model
    def _complete_lot(self, vals):
        """Let the lot and the text, which stands on the report, say the same."""
        if vals.get("lot_id") and "serial" not in vals:
            # sudo: a number is no secret
            name = self.env["stock.lot"].sudo().browse(vals["lot_id"]).name
            return {**vals, "serial": name}
        if "serial" in vals and "lot_id" not in vals:
            return {**vals, "lot_id": False}
        return vals

    @api.model
    def _moving_fields(self):
        return super()._moving_fields() | {"lot_id", "serial"}

    def _lot_names(self):
        """Return the numbers of one line, each once."""
        self.ensure_one()
        if self.lot_id:
            return [self.lot_id.name]
        names = re.split(r"[,;\n]", self.serial or "")
        return list(dict.fromkeys(filter(None, (name.strip() for name in names))))

    def _tracked(self):
        return self.filtered(lambda line: line.product_id.tracking in ("lot", "serial"))

    def _find_lots(self):
        """Look up the numbers of all lines at once.

        :return: ``{(company.id, product.id, name): lot}``
        """
        tracked = self._tracked()
        names = {name for line in tracked for name in line._lot_names()}
        if not names:
            return {}
        # sudo: technicians write numbers, the look-up is the system's
        found = (
            self.env["stock.lot"]
            .sudo()
            .search(
                [
                    ("product_id", "in", tracked.product_id.ids),
                    ("name", "in", sorted(names)),
                    ("company_id", "in", [False, *tracked.company_id.ids]),
                ]
            )
        )
        return {
            (company.id, lot.product_id.id, lot.name): lot
            for company in tracked.company_id
            for lot in found
            if lot.company_id in (company, company.browse())
        }

    def _settle_plans(self):
        """Make the lots that are not known, where the type of operation lets."""
        known, missing = self._find_lots(), {}
        for line in self._tracked():
            if not (line.used_qty or line.left_qty) or not line._may_create_lots():
                continue
            for name in line._lot_names():
                key = (line.company_id.id, line.product_id.id, name)
                if key not in known and line._has_lot_count(line._lot_names()):
                    missing[key] = line._prepare_lot_vals(name)
        self.env["stock.lot"].create(list(missing.values()))
        return super()._settle_plans()

    def _prepare_lot_vals(self, name):
        """Return the values of a lot that the field has told first (hook)."""
        self.ensure_one()
        return {
            "name": name,
            "product_id": self.product_id.id,
            "company_id": self.product_id.company_id.id and self.company_id.id,
        }

    def _may_create_lots(self):
        """Tell whether deliveries of the company may bring new numbers."""
        self.ensure_one()
        # sudo: a setting of the warehouse
        warehouse = self.company_id.sudo()._fieldwork_warehouse(check=False)
        return warehouse.out_type_id.use_create_lots

    def _split_by_lot(self, quantities, lots):
        self.ensure_one()
        tracking, names = self.product_id.tracking, self._lot_names()
        if not quantities or tracking not in ("lot", "serial"):
            return super()._split_by_lot(quantities, lots)
        problem = self._lot_problem(names, lots, sum(quantities.values()))
        if problem:
            return StockPlan({}, problem)
        key = (self.company_id.id, self.product_id.id)
        found = [lots.get((*key, name), self.env["stock.lot"]) for name in names]
        if tracking == "lot":
            return StockPlan(
                {
                    Part(self.product_id, kind, found[0]): quantity
                    for kind, quantity in quantities.items()
                }
            )
        wanted, rest = defaultdict(float), iter(found)
        # The first numbers are of what was used, the others of what was left.
        for kind, quantity in quantities.items():
            for _number in range(round(quantity)):
                wanted[Part(self.product_id, kind, next(rest))] += 1.0
        return StockPlan(dict(wanted))

    def _has_lot_count(self, names, quantity=None):
        """Tell whether as many numbers are given as the line needs."""
        self.ensure_one()
        if self.product_id.tracking == "lot":
            return len(names) == 1
        if quantity is None:
            quantity = self.uom_id._compute_quantity(
                self.used_qty + self.left_qty, self.product_id.uom_id
            )
        return not self.product_id.uom_id.compare(len(names), quantity)

    def _lot_problem(self, names, lots, quantity):
        """Return why the numbers of one line do not do, or None."""
        product = self.product_id.display_name
        if not names:
            return self.env._(
                "Lot missing: write the lot or serial number of %(product)s.",
                product=product,
            )
        if not self._has_lot_count(names, quantity):
            return self._lot_count_problem(names, quantity)
        key = (self.company_id.id, self.product_id.id)
        unknown = [name for name in names if (*key, name) not in lots]
        if unknown and not self._may_create_lots():
            return self.env._(
                "%(numbers)s of %(product)s is not known: correct the number, or let "
                "deliveries make new ones (Inventory, Operation Types).",
                numbers=", ".join(unknown),
                product=product,
            )
        return None

    def _lot_count_problem(self, names, quantity):
        """Return that one line has too many or too few numbers."""
        product, numbers = self.product_id.display_name, ", ".join(names)
        if self.product_id.tracking == "lot":
            return self.env._(
                "%(numbers)s are several lots of %(product)s: write a line for each.",
                numbers=numbers,
                product=product,
            )
        return self.env._(
            "%(quantity)s of %(product)s have %(count)s serial numbers (%(numbers)s): "
            "write one for each, with commas between them.",
            quantity=f"{quantity:g}",
            product=product,
            count=len(names),
            numbers=numbers,
        )
