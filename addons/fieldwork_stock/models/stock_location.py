from collections import defaultdict

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger


class StockLocation(models.Model):
    """Places that Fieldwork makes when they are first needed."""

    _inherit = "stock.location"

    fieldwork_resource_id = fields.Many2one(
        "resource.resource",
        string="Van or Technician",
        ondelete="restrict",
        readonly=True,
        copy=False,
        help="Whose stock this is: what a van, or a technician without one, carries.",
    )
    fieldwork_use = fields.Selection(
        [("vans", "Vans"), ("quarantine", "Quarantine")],
        string="Use in Fieldwork",
        readonly=True,
        copy=False,
    )

    # By the resource first: this is the index by which the location is looked up.
    _fieldwork_resource_uniq = models.UniqueIndex(
        "(fieldwork_resource_id, company_id) WHERE fieldwork_resource_id IS NOT NULL",
        "A van or technician has one location in a company.",
    )
    _fieldwork_use_uniq = models.UniqueIndex(
        "(company_id, fieldwork_use) WHERE fieldwork_use IS NOT NULL",
        "A company has one location of this use.",
    )

    @api.model
    def _fieldwork_create(self, vals_list):
        """Create places; of two transactions that make the same one, one is run again.

        :raise ConcurrencyError: another transaction has just made one of them
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self.create(vals_list)
        except UniqueViolation as error:
            if "fieldwork" in (error.diag.constraint_name or ""):
                raise ConcurrencyError("a location is being made twice") from error
            raise

    def _fieldwork_shelf(self, products, free=False):
        """Return what these places and those below them have, the oldest first.

        :param bool free: without what is reserved
        :return: ``{(location.id, product.id): [[quant, quantity], ...]}``
        """
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "child_of", self.ids),
                ("quantity", ">", 0),
            ],
            order="in_date, id",
        )
        shelf = defaultdict(list)
        for quant in quants:
            quantity = quant.quantity - (quant.reserved_quantity if free else 0.0)
            for location in self:
                if quant.location_id._child_of(location):
                    key = (location.id, quant.product_id.id)
                    shelf[key].append([quant, quantity])
        return shelf
