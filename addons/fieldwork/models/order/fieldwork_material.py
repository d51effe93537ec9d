from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class FieldworkMaterial(models.Model):
    _name = "fieldwork.material"
    _description = "Material of an Order"
    _order = "order_id, sequence, id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "fieldwork.order",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    visit_id = fields.Many2one(
        "fieldwork.visit",
        index="btree_not_null",
        domain="[('order_id', '=', order_id)]",
        help="The visit at which it was used; empty while only planned.",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        index="btree_not_null",
        domain="[('type', '!=', 'combo')]",
    )
    name = fields.Char(
        string="Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    planned_qty = fields.Float(string="Planned", digits="Product Unit")
    used_qty = fields.Float(string="Used", digits="Product Unit")
    returned_qty = fields.Float(
        string="Returned",
        digits="Product Unit",
        help="Taken along and brought back unused.",
    )
    left_qty = fields.Float(
        string="Left",
        digits="Product Unit",
        help="Left with the customer without being used.",
    )
    serial = fields.Char(string="Serial Numbers")
    client_uuid = fields.Char(copy=False, readonly=True)

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This line has been received already.",
    )
    _check_quantities = models.Constraint(
        "CHECK (planned_qty >= 0 AND used_qty >= 0 AND returned_qty >= 0 "
        "AND left_qty >= 0)",
        "Quantities of materials cannot be negative.",
    )

    @api.depends("product_id")
    def _compute_name(self):
        for material in self:
            material.name = material.product_id.display_name or material.name

    @api.depends("product_id")
    def _compute_uom_id(self):
        unit = self.env.ref("uom.product_uom_unit", raise_if_not_found=False)
        for material in self:
            material.uom_id = material.product_id.uom_id or material.uom_id or unit

    @api.constrains("visit_id", "order_id")
    def _check_visit(self):
        for material in self:
            if material.visit_id and material.visit_id.order_id != material.order_id:
                raise ValidationError(
                    self.env._(
                        "Visit %(visit)s is not of order %(order)s: choose one of its "
                        "visits for %(material)s.",
                        visit=material.visit_id.display_name,
                        order=material.order_id.name,
                        material=material.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Make the lines; one that a device sends again is found, not doubled."""
        known = self._by_client_uuid(vals_list)
        fresh = [v for v in vals_list if v.get("client_uuid") not in known]
        created = iter(super().create(fresh))
        # One entry per dict asked for, in the order asked for: a repeated line
        # answers with the record of its first arrival.
        materials = self.browse(
            (known.get(vals.get("client_uuid")) or next(created)).id
            for vals in vals_list
        )
        materials._check_order_open()
        return materials

    def write(self, vals):
        self._check_order_open()
        res = super().write(vals)
        if {"order_id", "visit_id"} & vals.keys():
            # Rules are asked before a write: a line must not be carried to where the
            # caller has no rights.
            self.check_access("write")
            self._check_order_open()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_order_open()

    def _by_client_uuid(self, vals_list):
        uuids = [vals["client_uuid"] for vals in vals_list if vals.get("client_uuid")]
        if not uuids:
            return {}
        found = self.search([("client_uuid", "in", uuids)])
        return {material.client_uuid: material for material in found}

    def _check_order_open(self):
        for material in self:
            if material.order_id.state in ("done", "cancelled"):
                raise UserError(
                    self.env._(
                        "Order %(order)s is closed: reopen it before its materials "
                        "change.",
                        order=material.order_id.name,
                    )
                )
