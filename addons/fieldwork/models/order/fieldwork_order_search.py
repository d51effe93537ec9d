import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import OPEN_STATES, OPEN_VISIT_STATES
from .res_partner import PHONE_DIGITS

# What people write between the figures of a telephone number, which has a few.
PHONE = re.compile(r"\+?[\d\s()./-]+")
PHONE_LENGTH = 5
# Orders found by one term that are named to the list's own query.
FEW = 2000


class FieldworkOrder(models.Model):
    """One box that finds an order by whatever the person on the phone says."""

    _inherit = "fieldwork.order"

    quick_search = fields.Char(
        string="Order",
        compute="_compute_quick_search",
        search="_search_quick_search",
        help="Finds by number, customer's order number, customer, contact, phone, "
        "site, address, serial number, technician of an open visit, and type.",
    )

    def _compute_quick_search(self):
        self.quick_search = False

    def _search_quick_search(self, operator, value):
        """Find orders per source and unite the ids.

        Each source uses its own index; their OR would read the whole table. The other
        terms of the search and the rules of the user apply to the outer query.
        """
        if operator == "in":
            return Domain.OR(
                self._search_quick_search("ilike", term) for term in value if term
            )
        if operator != "ilike" or not value:
            return NotImplemented
        sources = self._quick_search_sources(value.strip())
        return self._union_of_ids(sources, few=FEW)

    @api.model
    @api.readonly
    def web_search_read(self, domain, *args, **kwargs):
        # What a term finds is asked once, for the page and for its count.
        domain = Domain(domain).map_conditions(self._resolve_quick_search)
        return super().web_search_read(domain, *args, **kwargs)

    @api.model
    def _resolve_quick_search(self, condition):
        if condition.field_expr != "quick_search":
            return condition
        # `search` would say so, but no longer sees by what was asked.
        self._check_field_access(self._fields["quick_search"], "read")
        return condition.optimize_full(self)

    @api.model
    def _quick_search_sources(self, term):
        """Return one domain per source that a term is looked for in (hook)."""
        named = Domain("name", "ilike", term)
        machines = self._ids_of(
            "fieldwork.equipment", Domain("serial", "ilike", term) | named
        )
        people = self._ids_of("resource.resource", named)
        types = self._ids_of("fieldwork.order.type", named)
        crew = Domain("resource_id", "in", people)
        crew &= Domain("visit_state", "in", OPEN_VISIT_STATES)
        return [
            self._quick_search_columns(term),
            Domain("equipment_ids", "in", machines),
            Domain("assignment_ids", "any!", crew),
            Domain("type_id", "in", types) & Domain("state", "in", OPEN_STATES),
        ]

    @api.model
    def _quick_search_columns(self, term):
        """Return the domain of the orders with a term in a column of their own.

        Each has its index, which PostgreSQL reads together: an order of a customer
        without sites is found by both.
        """
        place = (
            Domain("complete_name", "ilike", term)
            | Domain("phone", "ilike", term)
            | Domain("street", "ilike", term)
            | Domain("city", "ilike", term)
            | self._phone_domain(term)
        )
        partners = self._ids_of("res.partner", place)
        return (
            Domain("name", "ilike", term)
            | Domain("customer_reference", "ilike", term)
            | Domain("partner_id", "in", partners)
            | Domain("site_id", "in", partners)
            | Domain("contact_id", "in", partners)
        )

    @api.model
    def _phone_domain(self, term):
        """Return the domain of the partners whose number has the figures of ``term``,
        whatever stands between them here and there."""
        digits = re.sub(r"\D", "", term)
        if len(digits) < PHONE_LENGTH or not PHONE.fullmatch(term):
            return Domain.FALSE
        self.env["res.partner"].flush_model(["phone"])
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT id FROM res_partner WHERE %s LIKE %s)",
                SQL(PHONE_DIGITS),
                f"%{digits}%",
            ),
        )

    @api.model
    def _ids_of(self, model, domain, limit=1000):
        """Return the ids of ``model`` that ``domain`` finds, so many at most.

        A term that finds thousands of customers helps nobody, and must not cost
        more than one that finds few. Only ids leave: the orders found by them are
        still the user's own.
        """
        records = self.env[model].sudo().with_context(active_test=False)
        return list(records._search(domain, limit=limit))
