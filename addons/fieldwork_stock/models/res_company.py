from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Warehouse of the Vans",
        check_company=True,
        domain="[('company_id', '=', id)]",
        help="Where vans are loaded. Empty: the first warehouse of the company.",
    )

    fieldwork_stock_source = fields.Selection(
        [
            ("technician", "What they carry themselves"),
            ("warehouse", "The warehouse's stock"),
        ],
        string="Parts of Technicians without a Van",
        default="technician",
        required=True,
        help="Where the parts of a visit come from when no van is on it.",
    )

    fieldwork_kit_reserve = fields.Boolean(
        string="Reserve Kits at Planning",
        help="The planned materials are reserved for the van as soon as a visit is "
        "planned.",
    )
    fieldwork_kit_check = fields.Selection(
        [
            ("none", "Say nothing"),
            ("warn", "Show a conflict"),
            ("block", "Do not plan"),
        ],
        string="Planning without a Ready Kit",
        default="none",
        required=True,
    )

    def _fieldwork_warehouse(self, check=True):
        """Return the warehouse in which the vans of the company are loaded.

        :param bool check: refuse to go on without one
        :raise UserError: the company has none
        """
        self.ensure_one()
        warehouse = self.fieldwork_warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", self.id)], limit=1
        )
        if check and not warehouse:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse: make one in Inventory.",
                    company=self.name,
                )
            )
        return warehouse

    def _fieldwork_loading_type(self):
        """Return the type of operation by which vans are loaded."""
        self.ensure_one()
        # sudo: core keeps it archived until somebody needs it, and here it is needed
        loading = self._fieldwork_warehouse().sudo().int_type_id
        if not loading.active:
            loading.active = True
        return loading

    def _fieldwork_place(self, use):
        """Return the company's location for ``use``, made when it is first needed.

        :param str use: a value of ``stock.location.fieldwork_use``
        """
        self.ensure_one()
        # sudo: whoever needs the place first seldom has rights on the warehouse
        locations = self.env["stock.location"].sudo().with_context(active_test=False)
        found = locations.search(
            [("company_id", "=", self.id), ("fieldwork_use", "=", use)], limit=1
        )
        if found:
            return found
        place = locations._fieldwork_create([self.sudo()._prepare_place_vals(use)])
        if use == "vans":
            # sudo: as above
            self.env["stock.route"].sudo().create(
                self.sudo()._prepare_van_route_vals(place)
            )
        return place

    def _prepare_van_route_vals(self, vans):
        """Return the values of the route by which reordering rules fill up vans; it
        is the warehouse's, so that no product has to be told (hook)."""
        self.ensure_one()
        warehouse = self._fieldwork_warehouse()
        rule = {
            "name": self.env._("Warehouse to vans"),
            "action": "pull",
            "procure_method": "make_to_stock",
            "picking_type_id": self._fieldwork_loading_type().id,
            "location_src_id": warehouse.lot_stock_id.id,
            "location_dest_id": vans.id,
            "company_id": self.id,
        }
        return {
            "name": self.env._("%(warehouse)s: Fill up Vans", warehouse=warehouse.name),
            "company_id": self.id,
            "product_selectable": False,
            "warehouse_selectable": True,
            "warehouse_ids": [Command.link(warehouse.id)],
            "rule_ids": [Command.create(rule)],
        }

    def _prepare_place_vals(self, use):
        """Return the values of the location for ``use`` (hook)."""
        self.ensure_one()
        warehouse = self._fieldwork_warehouse()
        # Beside the shelves, not below them: what is there is not free for orders.
        return {
            "name": {
                "vans": self.env._("Vans"),
                "quarantine": self.env._("Quarantine"),
            }[use],
            "usage": "view" if use == "vans" else "internal",
            "location_id": warehouse.view_location_id.id,
            "company_id": self.id,
            "fieldwork_use": use,
        }
