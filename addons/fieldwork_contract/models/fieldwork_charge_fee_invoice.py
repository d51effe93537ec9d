from odoo import api, models
from odoo.tools import format_date

from odoo.addons.fieldwork.tools.days import to_local

# Fees that agree in these stand on one line of an invoice: so many machines at a price.
MERGED = (
    "contract_id",
    "kind",
    "product_id",
    "uom_id",
    "verdict",
    "price_unit",
    "discount",
    "date_from",
    "date_to",
)


class FieldworkCharge(models.Model):
    """Fees on invoices."""

    _inherit = "fieldwork.charge"

    def _invoice_key(self, grouping):
        by_contract = grouping == "contract"
        key = super()._invoice_key("customer" if by_contract else grouping)
        own = self.contract_id
        if by_contract:
            return (*key, own or self.order_id.contract_id)
        return (*key, own) if own.fee_invoicing == "contract" else key

    def _line_key(self):
        if self.kind != "fee":
            return super()._line_key()
        return (self.fee_id.root_fee_id, *(self[name] for name in MERGED))

    def _customer_reference(self):
        return super()._customer_reference() or self.contract_id.customer_reference

    def _invoice_sites(self):
        return super()._invoice_sites() | self.contract_id.site_ids

    @api.model
    def _heading(self, source):
        if source._name != "fieldwork.contract":
            return super()._heading(source)
        parts = [self.env._("Contract %(contract)s", contract=source.name)]
        if source.customer_reference:
            reference = source.customer_reference
            parts.append(self.env._("your order %(no)s", no=reference))
        return " · ".join(parts)

    @api.model
    def _prepare_line_vals(self, source, charges, sign):
        vals = super()._prepare_line_vals(source, charges, sign)
        if charges is None:
            return vals
        charge = charges[0]
        contract = charge.contract_id or charge.order_id.contract_id
        if contract:
            vals.update(charge._prepare_contract_vals(contract))
        if charge.kind == "fee" and len(charges.equipment_id) > 1:
            vals["fieldwork_equipment_id"] = False
        return vals

    def _prepare_contract_vals(self, contract):
        """Return under which numbers a line of an invoice is, for electronic invoices
        (hook)."""
        return {
            "fieldwork_contract_id": contract.id,
            "fieldwork_contract_reference": contract.customer_reference
            or contract.name,
            "fieldwork_cig": self.fee_id.cig or contract.cig,
            "fieldwork_cup": self.fee_id.cup or contract.cup,
        }

    @api.model
    def _line_name(self, charges):
        charge = charges[0]
        if charge.kind != "fee":
            return super()._line_name(charges)
        product = charge.product_id.with_env(self.env)
        fee = charge.fee_id.name
        rows = [
            product.display_name,
            fee if fee != product.name else "",
            self._service_period(charge),
            " · ".join(filter(None, charge.with_env(self.env)._contract_numbers())),
        ]
        return "\n".join(filter(None, rows))

    @api.model
    def _service_period(self, charge):
        zone = charge._tz()
        start, stop = (
            format_date(self.env, to_local(moment, zone).date(), self.env.lang)
            for moment in (charge.date_from, charge.date_to)
        )
        period = self.env._("From %(start)s to %(stop)s", start=start, stop=stop)
        labels = dict(self._fields["verdict"]._description_selection(self.env))
        free = charge.verdict != "bill" and labels[charge.verdict]
        return " · ".join(filter(None, [period, free]))

    def _contract_numbers(self):
        """Return the numbers of the contract that stand on the invoice (hook)."""
        contract, env = self.contract_id, self.env
        reference = contract.customer_reference
        cig, cup = self.fee_id.cig or contract.cig, self.fee_id.cup or contract.cup
        return [
            env._("Contract %(contract)s", contract=contract.name),
            reference and env._("your no. %(no)s", no=reference),
            cig and f"CIG {cig}",
            cup and f"CUP {cup}",
        ]
