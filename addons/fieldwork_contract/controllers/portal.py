from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request
from odoo.tools import escape_psql, is_html_empty

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..const import RUNNING_STATES

PRICES = "fieldwork_billing.group_fieldwork_prices"


class ContractPortal(CustomerPortal):
    """The customer's pages: the contracts of their commercial entity."""

    # ------------------------------------------------------------------
    # Home
    # ------------------------------------------------------------------

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        contracts = request.env["fieldwork.contract"]
        for name, domain in self._contract_counters().items():
            if name in counters:
                values[name] = (
                    contracts.search_count(domain)
                    if contracts.has_access("read")
                    else 0
                )
        return values

    def _contract_counters(self):
        own = self._contract_domain()
        return {
            "fieldwork_contract_count": own,
            "fieldwork_contract_sign_count": own & Domain("sign_state", "=", "asked"),
        }

    def _contract_domain(self):
        """Return the domain of the visitor's own contracts.

        Besides the record rule: an employee who opens the portal sees no more here
        than a customer would.
        """
        partner = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", partner.ids)

    # ------------------------------------------------------------------
    # List
    # ------------------------------------------------------------------

    @http.route(
        ["/my/contracts", "/my/contracts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_contracts(self, page=1, **kw):
        """List the contracts of the visitor's commercial entity.

        Takes ``sortby``, ``filterby``, ``search`` and ``search_in``; what is unknown in
        them counts as not given.
        """
        contracts = request.env["fieldwork.contract"]
        if not contracts.has_access("read"):
            return request.redirect("/my")
        values = self._prepare_portal_layout_values()
        values.update(self._contract_searchbar(kw))
        domain = self._contract_list_domain(values)
        pager = self._contract_pager(values, contracts.search_count(domain), page)
        found = contracts.search(
            domain,
            order=values["searchbar_sortings"][values["sortby"]]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        request.session["my_contracts_history"] = found.ids[:100]
        values.update(
            pager=pager,
            page_name="fieldwork_contract",
            default_url="/my/contracts",
            # sudo: the words of the page only; which ones was decided above
            contracts=found.sudo(),
        )
        return request.render("fieldwork_contract.portal_my_contracts", values)

    def _contract_pager(self, values, total, page):
        asked = ("sortby", "filterby", "search", "search_in")
        return portal_pager(
            url="/my/contracts",
            url_args={name: values[name] for name in asked if values[name]},
            total=total,
            page=page,
            step=self._items_per_page,
        )

    def _contract_searchbar(self, asked):
        """Return the choices of the search bar, and of them what was asked for."""
        choices = {
            "sortby": ("searchbar_sortings", self._contract_sortings(), "newest"),
            "filterby": ("searchbar_filters", self._contract_filters(), "all"),
            "search_in": ("searchbar_inputs", self._contract_inputs(), "all"),
        }
        values = {"search": (asked.get("search") or "").strip()}
        for name, (bar, options, default) in choices.items():
            values[bar] = options
            values[name] = asked[name] if asked.get(name) in options else default
        return values

    def _contract_sortings(self):
        env = request.env
        return {
            "newest": {"label": env._("Newest"), "order": "date_start desc, id desc"},
            "end": {"label": env._("End"), "order": "date_end, id desc"},
            "number": {"label": env._("Number"), "order": "name desc, id desc"},
            "reference": {
                "label": env._("Your Reference"),
                "order": "customer_reference, id desc",
            },
        }

    def _contract_filters(self):
        env = request.env
        over = ("expired", "terminated", "cancelled")
        return {
            "all": {"label": env._("All"), "domain": Domain.TRUE},
            "running": {
                "label": env._("Running"),
                "domain": Domain("state", "in", RUNNING_STATES),
            },
            "to_sign": {
                "label": env._("To be signed"),
                "domain": Domain("sign_state", "=", "asked")
                & Domain("state", "not in", over),
            },
            "over": {"label": env._("Ended"), "domain": Domain("state", "in", over)},
        }

    def _contract_inputs(self):
        env = request.env
        return {
            "all": {"input": "all", "label": env._("Search in All")},
            "name": {"input": "name", "label": env._("Search in Number")},
            "reference": {
                "input": "reference",
                "label": env._("Search in Your Reference"),
            },
            "site": {"input": "site", "label": env._("Search in Site")},
            "machine": {"input": "machine", "label": env._("Search in Equipment")},
        }

    def _contract_list_domain(self, values):
        domain = self._contract_domain()
        domain &= values["searchbar_filters"][values["filterby"]]["domain"]
        if values["search"]:
            domain &= self._contract_search_domain(
                values["search_in"], values["search"]
            )
        return domain

    def _contract_search_domain(self, search_in, search):
        """Return the domain for a term looked for in one place, or in all."""
        term = escape_psql(search)
        found = {
            "name": Domain("name", "ilike", term),
            "reference": Domain("customer_reference", "ilike", term),
            "site": self._contract_ids_domain("site_ids.complete_name", term)
            | self._contract_ids_domain(
                "coverage_ids.equipment_id.site_id.complete_name", term
            ),
            "machine": self._contract_ids_domain("coverage_ids.equipment_id.name", term)
            | self._contract_ids_domain("coverage_ids.equipment_id.serial", term),
        }
        return found.get(search_in) or Domain.OR(found.values())

    def _contract_ids_domain(self, path, term):
        # sudo: customers may not ask by machines; of their own contracts the page
        # shows these words anyway
        contracts = request.env["fieldwork.contract"].sudo()
        found = contracts.search(self._contract_domain() & Domain(path, "ilike", term))
        return Domain("id", "in", found.ids)

    # ------------------------------------------------------------------
    # Detail
    # ------------------------------------------------------------------

    def _contract(self, contract_id, access_token=None):
        """Return the contract for its customer or whoever has its link, as superuser;
        nothing for others."""
        try:
            contract = self._document_check_access(
                "fieldwork.contract", contract_id, access_token
            )
        except (AccessError, MissingError):
            return None
        user = request.env.user
        if user._is_internal() and not user.has_group(PRICES):
            # Dispatchers read contracts, and no amounts.
            return None
        return contract.with_company(contract.company_id)

    def _visitor(self):
        user = request.env.user
        return None if user._is_public() else user.partner_id

    @http.route(
        "/my/contracts/<int:contract_id>", type="http", auth="public", website=True
    )
    def portal_my_contract(self, contract_id, access_token=None, message=None, **kw):
        """Show one contract."""
        contract = self._contract(contract_id, access_token)
        if contract is None:
            return request.redirect("/my")
        values = {
            "page_name": "fieldwork_contract",
            "contract": contract,
            "shown": contract._portal_values(),
            "terms": not is_html_empty(contract.note) and contract.note,
            "message": message,
            "sign_url": contract._has_to_be_signed() and self._sign_url(contract),
            "may_open": self._may_open,
        }
        values = self._get_page_view_values(
            contract, access_token, values, "my_contracts_history", False, **kw
        )
        return request.render("fieldwork_contract.portal_my_contract", values)

    def _sign_url(self, contract):
        """Return where the signature goes; with it goes what was read."""
        return contract.get_portal_url(
            suffix="/sign", query_string=f"&shown={contract._terms_hash()}"
        )

    def _may_open(self, order):
        """Tell whether the visitor may open the page of an order: a contract's link
        is none to its orders."""
        return order.with_user(request.env.user).has_access("read")

    @http.route(
        "/my/contracts/<int:contract_id>/pdf", type="http", auth="public", website=True
    )
    def portal_my_contract_pdf(self, contract_id, access_token=None, **kw):
        """Give the contract as a PDF: the signed one, once it is signed."""
        contract = self._contract(contract_id, access_token)
        if contract is None:
            return request.redirect("/my")
        name = f"{contract._file_name()}.pdf"
        return request.make_response(
            contract._customer_document(),
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @http.route(
        "/my/contracts/<int:contract_id>/document/<int:document_id>",
        type="http",
        auth="public",
        website=True,
    )
    def portal_my_contract_document(
        self, contract_id, document_id, access_token=None, **kw
    ):
        """Give a document that the office shares with the customer."""
        contract = self._contract(contract_id, access_token)
        if contract is None:
            return request.redirect("/my")
        document = contract.document_ids.filtered(lambda one: one.id == document_id)
        if not document:
            return request.redirect(contract.get_portal_url())
        stream = request.env["ir.binary"]._get_stream_from(document)
        return stream.get_response(as_attachment=True)

    # ------------------------------------------------------------------
    # Signature
    # ------------------------------------------------------------------

    @http.route(
        "/my/contracts/<int:contract_id>/sign",
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def portal_my_contract_sign(
        self, contract_id, access_token=None, name=None, signature=None
    ):
        """Sign the contract as it was shown; see ``portal.signature_form``."""
        args = request.httprequest.args
        contract = self._contract(contract_id, access_token or args.get("access_token"))
        if contract is None:
            return {"error": request.env._("The link to this contract has ended.")}
        try:
            contract._sign(name, signature, args.get("shown"), self._visitor())
        except UserError as error:
            return {"error": str(error)}
        return {
            "force_refresh": True,
            "redirect_url": contract.get_portal_url(query_string="&message=signed"),
        }

    @http.route(
        "/my/contracts/<int:contract_id>/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_my_contract_refuse(
        self, contract_id, access_token=None, reason=None, **kw
    ):
        """Keep that the customer does not sign, and why."""
        contract = self._contract(contract_id, access_token)
        if contract is None:
            return request.redirect("/my")
        try:
            contract._refuse(reason, partner=self._visitor())
            message = "refused"
        except UserError:
            message = "not_now"
        return request.redirect(
            contract.get_portal_url(query_string=f"&message={message}")
        )
