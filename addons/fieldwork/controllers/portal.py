from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import escape_psql, format_date, format_datetime

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..const import OPEN_STATES


class FieldworkPortal(CustomerPortal):
    """The customer's pages: the orders of their commercial entity, and nothing else."""

    # ------------------------------------------------------------------
    # Home
    # ------------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "fieldwork_order_count" in counters:
            orders = request.env["fieldwork.order"]
            values["fieldwork_order_count"] = (
                orders.search_count(self._fieldwork_domain())
                if orders.has_access("read")
                else 0
            )
        return values

    def _fieldwork_domain(self):
        """Return the domain of the visitor's own orders.

        Besides the record rule: an employee who opens the portal sees no more here
        than a customer would.
        """
        partner = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", partner.ids)

    # ------------------------------------------------------------------
    # List
    # ------------------------------------------------------------------

    @http.route(
        ["/my/fieldwork", "/my/fieldwork/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_fieldwork(self, page=1, **kw):
        """List the orders of the visitor's commercial entity.

        Takes ``sortby``, ``filterby``, ``groupby``, ``search`` and ``search_in``; what
        is unknown in them counts as not given.
        """
        orders = request.env["fieldwork.order"]
        if not orders.has_access("read"):
            return request.redirect("/my")
        values = self._prepare_portal_layout_values()
        values.update(self._fieldwork_searchbar(kw))
        domain = self._fieldwork_list_domain(values)
        pager = self._fieldwork_pager(values, orders.search_count(domain), page)
        found = orders.search(
            domain,
            order=self._fieldwork_order_by(values),
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        request.session["my_fieldwork_history"] = found.ids[:100]
        values.update(
            pager=pager,
            page_name="fieldwork",
            default_url="/my/fieldwork",
            groups=self._fieldwork_group(found, values["groupby"]),
        )
        return request.render("fieldwork.portal_my_fieldwork", values)

    def _fieldwork_pager(self, values, total, page):
        """Return the pager of the list; its links keep what was asked for."""
        asked = ("sortby", "filterby", "groupby", "search", "search_in")
        return portal_pager(
            url="/my/fieldwork",
            url_args={name: values[name] for name in asked if values[name]},
            total=total,
            page=page,
            step=self._items_per_page,
        )

    def _fieldwork_searchbar(self, asked):
        """Return the choices of the search bar, and of them what was asked for."""
        choices = {
            "sortby": ("searchbar_sortings", self._fieldwork_sortings(), "newest"),
            "filterby": ("searchbar_filters", self._fieldwork_filters(), "all"),
            "groupby": ("searchbar_groupby", self._fieldwork_groupings(), "none"),
            "search_in": ("searchbar_inputs", self._fieldwork_inputs(), "all"),
        }
        values = {"search": (asked.get("search") or "").strip()}
        for name, (bar, options, default) in choices.items():
            values[bar] = options
            values[name] = asked[name] if asked.get(name) in options else default
        return values

    def _fieldwork_sortings(self):
        return {
            "newest": {
                "label": request.env._("Newest"),
                "order": "registered_on desc, id desc",
            },
            "appointment": {
                "label": request.env._("Appointment"),
                "order": "planned_day, id desc",
            },
            "number": {"label": request.env._("Number"), "order": "name desc, id desc"},
            "reference": {
                "label": request.env._("Your Reference"),
                "order": "customer_reference, id desc",
            },
        }

    def _fieldwork_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "open": {
                "label": request.env._("Open"),
                "domain": Domain("state", "in", OPEN_STATES),
            },
            "planned": {
                "label": request.env._("With an Appointment"),
                "domain": Domain("state", "in", ("planned", "progress")),
            },
            "done": {
                "label": request.env._("Done"),
                "domain": Domain("state", "=", "done"),
            },
            "cancelled": {
                "label": request.env._("Cancelled"),
                "domain": Domain("state", "=", "cancelled"),
            },
        }

    def _fieldwork_groupings(self):
        # Descending, the states stand from ready to cancelled.
        return {
            "none": {"label": request.env._("None"), "order": ""},
            "site": {"label": request.env._("Site"), "order": "site_id, "},
            "state": {"label": request.env._("Status"), "order": "state desc, "},
        }

    def _fieldwork_inputs(self):
        return {
            "all": {"input": "all", "label": request.env._("Search in All")},
            "name": {"input": "name", "label": request.env._("Search in Number")},
            "reference": {
                "input": "reference",
                "label": request.env._("Search in Your Reference"),
            },
            "site": {"input": "site", "label": request.env._("Search in Site")},
            "description": {
                "input": "description",
                "label": request.env._("Search in Request"),
            },
        }

    def _fieldwork_search_domain(self, search_in, search):
        """Return the domain for a term looked for in one place, or in all."""
        search = escape_psql(search)
        found = {
            "name": Domain("name", "ilike", search),
            "reference": Domain("customer_reference", "ilike", search),
            "site": Domain.OR(
                Domain(f"site_id.{name}", "ilike", search)
                for name in ("complete_name", "street", "city")
            ),
            "description": Domain("description", "ilike", search),
        }
        return found.get(search_in) or Domain.OR(found.values())

    def _fieldwork_list_domain(self, values):
        domain = self._fieldwork_domain()
        domain &= values["searchbar_filters"][values["filterby"]]["domain"]
        if values["search"]:
            domain &= self._fieldwork_search_domain(
                values["search_in"], values["search"]
            )
        return domain

    def _fieldwork_order_by(self, values):
        # What belongs together must stay together over the pages.
        grouping = values["searchbar_groupby"][values["groupby"]]["order"]
        return grouping + values["searchbar_sortings"][values["sortby"]]["order"]

    def _fieldwork_group(self, orders, groupby):
        """Return ``[(heading, orders), …]``; without a grouping one without heading."""
        if groupby == "site":
            # sudo: a site that was archived or moved keeps its name on old orders
            by_site = orders.grouped(lambda order: order.sudo().site_id)
            return [(site.display_name, group) for site, group in by_site.items()]
        if groupby == "state":
            labels = orders._portal_state_labels()
            by_state = orders.grouped("state")
            return [(labels[state], group) for state, group in by_state.items()]
        return [("", orders)] if orders else []

    # ------------------------------------------------------------------
    # Detail
    # ------------------------------------------------------------------

    @http.route(
        "/my/fieldwork/<int:order_id>", type="http", auth="public", website=True
    )
    def portal_my_fieldwork_order(self, order_id, access_token=None, **kw):
        """Show one order to its customer, or to whoever has its link."""
        try:
            order_sudo = self._document_check_access(
                "fieldwork.order", order_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        zone = self._fieldwork_zone(order_sudo)
        values = {
            "page_name": "fieldwork",
            "order": order_sudo,
            "shown": order_sudo._portal_values(),
            "show_day": lambda day: format_date(request.env, day),
            "show_time": lambda moment: format_datetime(
                request.env, moment, tz=zone, dt_format="short"
            ),
            "show_window": lambda start, stop: self._fieldwork_window(
                start, stop, zone
            ),
        }
        values = self._get_page_view_values(
            order_sudo, access_token, values, "my_fieldwork_history", False, **kw
        )
        return request.render("fieldwork.portal_my_fieldwork_order", values)

    @http.route(
        "/my/fieldwork/<int:order_id>/report", type="http", auth="public", website=True
    )
    def portal_my_fieldwork_report(self, order_id, access_token=None, **kw):
        """Give the customer the reports of the order, once it is done."""
        try:
            order_sudo = self._document_check_access(
                "fieldwork.order", order_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if order_sudo.state != "done" or not order_sudo._report_visits_done():
            return request.redirect(order_sudo.get_portal_url())
        return self._show_report(
            order_sudo, "pdf", "fieldwork.action_report_order", download=True
        )

    def _fieldwork_zone(self, order_sudo):
        """Return the zone of the visitor; of the site for those without one."""
        user = request.env.user
        return (not user._is_public() and user.tz) or order_sudo._site_zone()

    def _fieldwork_window(self, start, stop, zone):
        """Return a window as text; the day is said once where it is one day."""

        def say(moment, pattern):
            return format_datetime(request.env, moment, tz=zone, dt_format=pattern)

        if not (start and stop):
            return say(start or stop, "short")
        begin, end = say(start, "short"), say(stop, "short")
        if say(start, "yyyy-MM-dd") == say(stop, "yyyy-MM-dd"):
            end = say(stop, "HH:mm")
        return f"{begin} – {end}"
