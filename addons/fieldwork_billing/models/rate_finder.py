"""Which rate counts for whom, and what else a batch of orders asks for once."""

from collections import defaultdict

from odoo import fields
from odoo.tools import float_round


class RateFinder:
    """The rates, skills, zones and holidays that a batch of orders is billed by.

    :param orders: ``fieldwork.order``, as superuser
    """

    def __init__(self, orders):
        env = orders.env
        self.hour = env.ref("uom.product_uom_hour")
        self._digits = env["decimal.precision"].precision_get("Product Unit")
        self._rates = env["fieldwork.rate"]._by_company(orders.company_id)
        self._zones = env["fieldwork.travel.zone"].search([])
        self._none = env["fieldwork.rate"]
        self._skills = self._levels(orders)
        self._memo = {}
        self._beginnings = {}
        self._site_zones = {}
        self._in_unit = {}
        self._own = {}
        self._bands = {}
        self._holidays = {}

    def in_unit(self, minutes, unit):
        """Return whole minutes in a unit of time, in the digits that invoices have."""
        if (minutes, unit) not in self._in_unit:
            quantity = self.hour._compute_quantity(minutes / 60, unit, round=False)
            quantity = float_round(quantity, precision_digits=self._digits)
            self._in_unit[minutes, unit] = quantity
        return self._in_unit[minutes, unit]

    def zone(self, order):
        """Return the name of the zone of an order's site."""
        if order.id not in self._site_zones:
            self._site_zones[order.id] = order._site_zone()
        return self._site_zones[order.id]

    def beginning(self, order):
        """Return what all charges of an order begin with."""
        if order.id not in self._beginnings:
            self._beginnings[order.id] = order._prepare_order_draft_vals()
        return self._beginnings[order.id]

    def find(self, order, kind, resource=None):
        """Return the rate of ``kind`` that counts, or none."""
        key = (order.id, kind, resource and resource.id)
        if key not in self._memo:
            self._memo[key] = order._billing_rate(kind, resource, self)
        return self._memo[key]

    def own_rates(self, order):
        """Return the rates that this order alone is billed by."""
        if order.id not in self._own:
            self._own[order.id] = order._billing_own_rates()
        return self._own[order.id]

    def bands(self, rate):
        """Return the time bands of a rate as ``tools.time_pieces`` takes them."""
        if rate.id not in self._bands:
            bands = rate.band_ids.sorted()
            self._bands[rate.id] = [band._as_band() for band in bands]
        return self._bands[rate.id]

    def of_company(self, order, kind, resource=None):
        """Return the most specific of the company's rates."""
        rates = self._rates.get(order.company_id, self._none)
        return self.first_of(rates, order, kind, resource)

    def first_of(self, rates, order, kind, resource=None):
        """Return the first of ``rates`` that is for this order and technician."""
        zone = None
        for rate in rates:
            if rate.kind != kind or not self._is_for(rate, order, resource):
                continue
            if rate.travel_zone_id:
                if zone is None:
                    zone = self._zones._of_site(order.site_id)
                if rate.travel_zone_id != zone:
                    continue
            return rate
        return self._none

    def _is_for(self, rate, order, resource):
        if rate.partner_id and rate.partner_id != order.commercial_partner_id:
            return False
        if rate.type_id and rate.type_id != order.type_id:
            return False
        if not rate.skill_id:
            return True
        level = self._skills.get((resource and resource.id, rate.skill_id.id))
        return level is not None and level >= rate.skill_level_id.level_progress

    def _levels(self, orders):
        """Return ``{(resource.id, skill.id): progress of the confirmed level}``."""
        rates = self._none.union(*self._rates.values()) | orders._billing_own_rates()
        wanted = rates.skill_id
        if not wanted:
            return {}
        resources = orders.worklog_ids.resource_id
        owned = orders.env["hr.employee.skill"].search(
            [
                ("employee_id.resource_id", "in", resources.ids),
                ("skill_id", "in", wanted.ids),
                ("fieldwork_confirmed", "=", True),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", fields.Date.today()),
            ]
        )
        levels = defaultdict(int)
        for skill in owned:
            key = (skill.employee_id.resource_id.id, skill.skill_id.id)
            levels[key] = max(levels[key], skill.level_progress)
        return dict(levels)

    def holidays(self, company):
        """Return the set of dates of the company's public holidays."""
        if company not in self._holidays:
            self._holidays[company] = company._fieldwork_holidays()
        return self._holidays[company]
