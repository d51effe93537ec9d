from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """The paper that came with the goods: the supplier bills by its number."""

    _inherit = "stock.picking"

    # Not copied: what comes later comes on another note.
    fieldwork_supplier_note = fields.Char(
        string="Supplier's Delivery Note",
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The number on the note that came with the goods.",
    )
    fieldwork_supplier_note_date = fields.Date(
        string="Date of the Delivery Note", copy=False, tracking=True
    )
    fieldwork_supplier_note_warning = fields.Char(
        string="Warning about the Delivery Note",
        compute="_compute_fieldwork_supplier_note_warning",
    )

    @api.depends(
        "fieldwork_supplier_note", "fieldwork_supplier_note_date", "partner_id"
    )
    @api.depends_context("lang")
    def _compute_fieldwork_supplier_note_warning(self):
        noted = self._find_same_supplier_notes()
        for picking in self:
            others = noted.filtered(picking._is_on_same_note)
            warning = others and picking._get_supplier_note_warning(others)
            picking.fieldwork_supplier_note_warning = warning or False

    def _get_supplier_note_warning(self, others):
        """Return what is said of a note that is on the receipts ``others`` too."""
        self.ensure_one()
        return self.env._(
            "Delivery note %(note)s of %(supplier)s is on %(receipts)s too.",
            note=self.fieldwork_supplier_note,
            supplier=self.partner_id.commercial_partner_id.display_name,
            receipts=", ".join(others.mapped("name")),
        )

    def _find_same_supplier_notes(self):
        """Return the receipts that have a note number of these."""
        noted = self.filtered("fieldwork_supplier_note")
        if not noted:
            return self.browse()
        return self.search(
            [
                (
                    "fieldwork_supplier_note",
                    "in",
                    noted.mapped("fieldwork_supplier_note"),
                ),
                ("company_id", "in", self.company_id.ids),
                ("state", "!=", "cancel"),
            ]
        )

    def _is_on_same_note(self, other):
        """Tell whether ``other`` is another receipt that names the note of this one.

        Suppliers count anew each year: two dates of different years are two notes.
        """
        self.ensure_one()
        if (
            other == self._origin
            or other.company_id != self.company_id
            or other.fieldwork_supplier_note != self.fieldwork_supplier_note
            or other.partner_id.commercial_partner_id
            != self.partner_id.commercial_partner_id
        ):
            return False
        dates = (self.fieldwork_supplier_note_date, other.fieldwork_supplier_note_date)
        return not all(dates) or dates[0].year == dates[1].year

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_stripped(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_stripped(vals))

    def _sanity_check(self, separate_pickings=True):
        # Before the question about a backorder, which would be answered in vain.
        self._check_supplier_note()
        return super()._sanity_check(separate_pickings=separate_pickings)

    def _action_done(self):
        self._check_supplier_note()
        return super()._action_done()

    def _check_supplier_note(self):
        """Refuse receipts of purchases without their note, where the company asks
        for it."""
        lacking = self.filtered(
            lambda picking: (
                picking.company_id.fieldwork_ask_supplier_note
                and picking._is_purchase_receipt()
                and not picking.fieldwork_supplier_note
            )
        )
        if lacking:
            raise UserError(
                self.env._(
                    "Receipts without the supplier's delivery note: %(receipts)s. "
                    "Write its number on them before they are validated.",
                    receipts=", ".join(lacking.mapped("name")),
                )
            )

    def _is_purchase_receipt(self):
        """Tell whether goods of a purchase order come in with it."""
        self.ensure_one()
        return self.picking_type_code == "incoming" and bool(
            self.move_ids.purchase_line_id
        )


def _stripped(vals):
    """Return ``vals`` with a number that is found whatever blanks were typed."""
    number = vals.get("fieldwork_supplier_note")
    if isinstance(number, str):
        return {**vals, "fieldwork_supplier_note": number.strip()}
    return vals
