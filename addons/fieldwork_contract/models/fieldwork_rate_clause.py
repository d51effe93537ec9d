from odoo import models


class FieldworkRate(models.Model):
    _inherit = "fieldwork.rate"

    def _clause_text(self):
        """Return ``(name, price)`` of a rate as the contract states it.

        The price is that of the contract's price list today, for one unit.
        """
        self.ensure_one()
        contract, product = self.contract_id, self.product_id
        name = self.clause or product.name
        if self.type_id:
            name = f"{name} ({self.type_id.name})"
        price = self._list_price(contract)
        return name, self.env._(
            "%(price)s each %(unit)s",
            price=contract.currency_id.format(price),
            unit=self.uom_id.name,
        )

    def _list_price(self, contract):
        product = self.product_id
        if contract.pricelist_id:
            return contract.pricelist_id._get_product_price(product, 1.0)
        return product.currency_id._convert(
            product.lst_price, contract.currency_id, contract.company_id
        )
