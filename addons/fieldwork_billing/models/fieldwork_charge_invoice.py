from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.fieldwork.tools.days import to_local

# What one invoice is for.
GROUPINGS = [
    ("order", "Order"),
    ("customer", "Customer"),
    ("site", "Site"),
    ("month", "Customer and month"),
]
# Charges that agree in these stand on one line of an invoice.
MERGED = (
    "order_id",
    "visit_id",
    "kind",
    "product_id",
    "uom_id",
    "verdict",
    "resource_id",
    "equipment_id",
    "band_id",
    "price_unit",
    "discount",
)


class FieldworkCharge(models.Model):
    """From charges to the lines of invoices."""

    _inherit = "fieldwork.charge"

    def _billable(self):
        """Return what of these charges can stand on an invoice now."""
        return self.filtered(
            lambda charge: charge.state == "open"
            and not charge.problem
            and not charge.sale_line_id
            and (charge.verdict == "bill" or charge.company_id.fieldwork_show_covered)
        )

    def _held_by_others(self, run):
        """Return what other runs are going to bill: they have begun, and what they
        have only looked up they do not hold."""
        return self.filtered(
            lambda charge: charge.run_line_id.state == "todo"
            and charge.run_line_id.run_id != run
            and charge.run_line_id.run_id.state in ("running", "stopped")
        )

    def _invoice_key(self, grouping):
        """Return what charges of one invoice have in common."""
        self.ensure_one()
        order = self.order_id
        key = (self.company_id, self.payer_id, self.currency_id)
        if grouping == "order":
            return (*key, self._source())
        if grouping == "site":
            return (*key, self.partner_id, order.site_id)
        if grouping == "month":
            moment = self.date_from or order.done_at or self.create_date
            day = to_local(moment, self.company_id._fieldwork_tz()).date()
            return (*key, self.partner_id, day.replace(day=1))
        return (*key, self.partner_id)

    def _group_for_invoices(self, grouping):
        """Return ``{key: charges}``: one invoice each.

        What is covered stands beside what is to be paid; alone it makes no invoice.
        """
        groups = defaultdict(self.browse)
        for charge in self._billable():
            groups[charge._invoice_key(grouping)] += charge
        return {
            key: charges
            for key, charges in groups.items()
            if any(charge.verdict == "bill" for charge in charges)
        }

    def _create_invoices(self, grouping="customer", date=None):
        """Make draft invoices of what can be billed of these charges.

        :param str grouping: ``order``, ``customer``, ``site`` or ``month``
        :param date date: of the invoices; empty: when they are posted
        :return: ``account.move``; credit notes where more is taken back than billed
        """
        # What somebody else bills in this moment is left to them.
        charges = self.try_lock_for_update()
        charges.invalidate_recordset(["state"])
        groups = charges._group_for_invoices(grouping)
        return self.env["account.move"].union(
            *self._invoice_groups(groups, date).values()
        )

    @api.model
    def _invoice_groups(self, groups, date=None):
        """Make one draft invoice of each group, in as few calls as there are companies.

        :param groups: ``{anything: charges}``, of one payer and currency each
        :return: ``{the same: account.move}``
        """
        moves = {}
        for company, keys in self._keys_by_company(groups).items():
            self.union(*(groups[key] for key in keys))._check_accounts(company)
            plans = [groups[key]._invoice_lines() for key in keys]
            vals_list = [
                groups[key]._prepare_invoice_vals(plan, date)
                for key, plan in zip(keys, plans, strict=True)
            ]
            made = self.env["account.move"].with_company(company).create(vals_list)
            for key, move, plan in zip(keys, made, plans, strict=True):
                move._link_charges(plan)
                moves[key] = move
        return moves

    def _check_accounts(self, company):
        """Name the products of which nobody knows where their income is booked.

        :raise UserError: there are some; core would refuse their lines in SQL
        """
        journals = self.env["account.journal"].with_company(company)
        journal = journals.search(
            [
                *journals._check_company_domain(company),
                ("type", "=", "sale"),
            ],
            limit=1,
        )
        if journal.default_account_id:
            return
        # sudo: who bills need not see the accounts
        products = self.product_id.sudo().with_company(company)
        missing = products.filtered(
            lambda product: not product._get_product_accounts()["income"]
        )
        if missing:
            raise UserError(
                self.env._(
                    "There is no account for the income of %(products)s: choose one on "
                    "the product, on its category or on the sales journal.",
                    products=", ".join(missing.mapped("display_name")),
                )
            )

    @api.model
    def _keys_by_company(self, groups):
        by_company = defaultdict(list)
        for key, charges in groups.items():
            by_company[charges.company_id].append(key)
        return by_company

    def _invoice_lines(self):
        """Return what stands on the invoice of these charges.

        :return: list of ``(source, charges)``: one for each line; ``(source, None)`` is
            the heading of an order, or of what else there is, where there are several
        """
        lines = defaultdict(self.browse)
        for charge in self.sorted(
            lambda c: (*c._invoice_order(), c.date_from or c.create_date)
        ):
            lines[charge._line_key()] += charge
        plan, last = [], None
        several = len(self._sources()) > 1
        for charges in lines.values():
            source = charges[0]._source()
            if several and source != last:
                last = source
                plan.append((source, None))
            plan.append((source, charges))
        return plan

    def _invoice_order(self):
        """Return where the charge stands on an invoice, as a key to sort by (hook).

        What is for no order comes first: it is what was agreed on.
        """
        source = self._source()
        return (bool(self.order_id), source.name or "", source.id)

    def _line_key(self):
        """Return what charges of one line of an invoice have in common (hook)."""
        return tuple(self[name] for name in MERGED)

    def _prepare_invoice_vals(self, plan, date=None):
        """Return the values of the invoice of these charges (hook)."""
        sources, sites = self._sources(), self._invoice_sites()
        sign = -1 if sum(self.mapped("amount")) < 0 else 1
        payer = self.payer_id
        described = self.with_context(lang=payer.lang or self.env.lang)
        references = filter(None, (charge._customer_reference() for charge in self))
        return {
            "move_type": "out_refund" if sign < 0 else "out_invoice",
            "partner_id": payer.id,
            "partner_shipping_id": sites.id
            if len(sites) == 1
            else self.partner_id[:1].id,
            "currency_id": self.currency_id.id,
            "invoice_date": date or False,
            "invoice_origin": ", ".join(source.name for source in sources),
            "ref": ", ".join(dict.fromkeys(references)) or False,
            "invoice_line_ids": [
                Command.create(
                    {
                        "sequence": index,
                        **described._prepare_line_vals(source, charges, sign),
                    }
                )
                for index, (source, charges) in enumerate(plan)
            ],
        }

    def _customer_reference(self):
        """Return under which number the customer ordered it (hook)."""
        return self.order_id.customer_reference

    def _invoice_sites(self):
        """Return where what is billed was done (hook)."""
        return self.order_id.site_id

    @api.model
    def _prepare_line_vals(self, source, charges, sign):
        """Return the values of one line, in the language of the context (hook).

        :param source: the order, or what else the charges are for
        :param charges: what it is for; ``None``: it is the heading of ``source``
        :param int sign: -1 on a credit note
        """
        if charges is None:
            return {"display_type": "line_section", "name": self._heading(source)}
        charge, order = charges[0], charges.order_id
        paid = charge.verdict == "bill"
        starts = list(filter(None, charges.mapped("date_from")))
        stops = list(filter(None, charges.mapped("date_to")))
        return {
            "product_id": charge.product_id.id,
            "name": self._line_name(charges),
            "quantity": sign * sum(charges.mapped("quantity")),
            "product_uom_id": charge.uom_id.id,
            "price_unit": charge.price_unit if paid else 0.0,
            "discount": charge.discount if paid else 0.0,
            "fieldwork_order_id": order.id,
            "fieldwork_visit_id": charge.visit_id.id,
            "fieldwork_equipment_id": charge.equipment_id.id
            or (len(order.equipment_ids) == 1 and order.equipment_ids.id),
            "fieldwork_date_from": min(starts, default=False),
            "fieldwork_date_to": max(stops, default=False),
        }

    @api.model
    def _heading(self, source):
        """Return the heading of an order, or of what else there is, on an invoice of
        several (hook)."""
        if source._name != "fieldwork.order":
            return source.with_env(self.env).display_name
        order = source.with_env(self.env)
        parts = [order.name, order.type_id.name, order.site_id.name]
        if order.customer_reference:
            reference = order.customer_reference
            parts.append(self.env._("your order %(no)s", no=reference))
        return " · ".join(filter(None, parts))

    @api.model
    def _line_name(self, charges):
        """Return what a line is for, to the customer."""
        charge = charges[0]
        # A way that is billed by its length took no hours that matter.
        timed = charge.kind in ("labour", "travel") and any(charges.mapped("minutes"))
        starts = list(filter(None, charges.mapped("date_from")))
        stops = list(filter(None, charges.mapped("date_to")))
        when = self._describe_when(
            charge._tz(),
            min(starts, default=False),
            max(stops, default=False),
            hours=timed,
        )
        labels = dict(self._fields["verdict"]._description_selection(self.env))
        details = [
            charge.band_id.with_env(self.env).name,
            timed and charge.resource_id.name,
            when,
            charge.verdict != "bill" and labels[charge.verdict],
        ]
        # Core shows what follows the product's name below it.
        title = charge.product_id.with_env(self.env).display_name or charge.name
        return "\n".join(filter(None, [title, " · ".join(filter(None, details))]))

    # ------------------------------------------------------------------
    # When an invoice goes
    # ------------------------------------------------------------------

    def _release(self):
        """The invoice of these charges is no more: they are open again.

        What took something back on it takes nothing back any more.
        """
        backs = self.filtered("is_reversal")
        backs._void(self.env._("The credit note was deleted or cancelled."))
        (self - backs)._guarded_write({"state": "open", "move_line_id": False})
        self._update_sources()
