from collections import defaultdict

from odoo import models
from odoo.tools import float_round

from odoo.addons.fieldwork.tools.days import to_local


class FieldworkOrder(models.Model):
    """What the charges of an order cost the customer."""

    _inherit = "fieldwork.order"

    def _price_drafts(self, drafts):
        """Write the price of each draft, by the price list of its order.

        A price list is asked once for all that is priced by it on one day. Time and
        travel are priced as one unit, whatever the pieces it was cut into.
        """
        groups, known = defaultdict(list), {}
        for draft in drafts:
            draft["price_unit"] = 0.0
            product = draft["product_id"]
            unit = draft["uom_id"]
            if product and unit._has_common_reference(product.uom_id):
                groups[self._price_key(draft, known)].append(draft)
        positions = {}
        digits = self.env["decimal.precision"].precision_get("Product Price")
        for (pricelist, currency, unit, day, quantity), group in groups.items():
            products = self.env["product.product"].union(
                *(draft["product_id"] for draft in group)
            )
            prices = pricelist._compute_price_rule(
                products, quantity, currency=currency, uom=unit, date=day
            )
            for draft in group:
                price = prices[draft["product_id"].id][0]
                price = self._fiscal_price(draft, price, positions)
                band = draft["band_id"]
                price = price * band.percent / 100 if band else price
                draft["price_unit"] = float_round(price, precision_digits=digits)

    def _price_key(self, draft, known):
        """Return by what a draft is priced.

        :param dict known: remembers the price list and the zone of each order
        """
        order = draft["order_id"]
        if order not in known:
            zone = order.company_id._fieldwork_tz()
            known[order] = (order._billing_pricelist(), zone)
        pricelist, zone = known[order]
        moment = draft["date_from"] or order.done_at or order.registered_on
        return (
            pricelist,
            draft["currency_id"],
            draft["uom_id"],
            to_local(moment, zone).date(),
            draft["quantity"] if draft["kind"] == "material" else 1.0,
        )

    def _fiscal_price(self, draft, price, positions):
        """Return ``price`` without a tax that it includes and this payer does not
        pay.

        :param dict positions: remembers fiscal positions, and taxes in prices
        """
        order, product = draft["order_id"], draft["product_id"]
        company = order.company_id
        if (product, company) not in positions:
            taxes = product.taxes_id.filtered(lambda tax: tax.company_id == company)
            included = any(taxes.mapped("price_include"))
            positions[product, company] = included and taxes
        taxes = positions[product, company]
        if not taxes:
            return price
        key = (company, draft["payer_id"], order.site_id)
        if key not in positions:
            model = self.env["account.fiscal.position"].with_company(company)
            positions[key] = model._get_fiscal_position(key[1], delivery=key[2])
        return product._get_tax_included_unit_price_from_price(
            price, taxes, fiscal_position=positions[key]
        )
