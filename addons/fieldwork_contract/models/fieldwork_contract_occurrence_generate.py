from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

from odoo.addons.fieldwork.const import MAX_VISIT_HOURS
from odoo.addons.fieldwork.tools.days import day_start

from ..tools.programme import Due, absorb, chief, group

# Dates written in one statement.
CHUNK = 5000


class FieldworkContractOccurrence(models.Model):
    """From dates to orders: what is done together, what is included, and the orders."""

    _inherit = "fieldwork.contract.occurrence"

    @api.model
    def _due_of(self, contracts, until=None):
        """Return the dates without an order of ``contracts`` that must be looked at:
        those up to ``until``, by default the horizon of each, and what may be merged
        with or included in them."""
        if not contracts:
            return self
        lines = contracts.programme_line_ids
        days = [0, *lines.mapped("merge_days"), *lines.mapped("absorb_days")]
        reach = timedelta(days=max(days))
        by_day = contracts.grouped(lambda one: until or one._programme_last_day())
        domain = Domain.OR(
            Domain("contract_id", "in", group_.ids) & Domain("date", "<=", day + reach)
            for day, group_ in by_day.items()
        )
        return self.search(domain & Domain("state", "=", "planned"), order="id")

    def action_generate_orders(self):
        """Make the orders of the dates chosen, however far away they are.

        :return: an action that shows the orders
        :raise UserError: a date has an order already, is skipped or done
        """
        self.check_access("write")
        self._require_state(("planned",))
        orders = self._generate_orders()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders Made"),
            "res_model": "fieldwork.order",
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }

    def _dues(self):
        """Return what the planner works on: one :class:`Due` for each date."""
        services = {line: line._service() for line in self.line_id}
        return [
            Due(
                one,
                services[one.line_id],
                one.contract_id.id,
                one.site_id.id,
                one.equipment_id.id or 0,
                one.date,
                one.hours,
                one.key,
            )
            for one in self
        ]

    def _generate_orders(self, until=None):
        """Make the orders of these dates: ready, with window, machines and parts.

        Dates near each other are one order, and what a greater service includes is
        skipped and points to it. Nothing is sent to anybody.

        :param until: leave what is due later: a date, or ``{contract id: date}``;
            None makes all of them
        :return: the orders
        :raise ConcurrencyError: somebody makes orders of these dates at this moment
        """
        dues = self._dues()
        absorbed = absorb(dues)
        left = [due for due in dues if due not in absorbed]
        groups = group(left, MAX_VISIT_HOURS)
        if until:
            last = until if isinstance(until, dict) else defaultdict(lambda: until)
            groups = [one for one in groups if one[0].day <= last[one[0].contract]]
            made = {due for one in groups for due in one}
            # What lies beyond the horizon on both sides may still change.
            absorbed = {
                minor: major
                for minor, major in absorbed.items()
                if major in made or minor.day <= last[minor.contract]
            }
        self._absorb(absorbed)
        return self._create_orders([self._records(one) for one in groups])

    def _records(self, dues):
        """Return the records of dues, the one that gives the order its type first."""
        first = chief(dues)
        ids = [first.ident.id] + [due.ident.id for due in dues if due is not first]
        return self.browse(ids).with_prefetch(self._prefetch_ids)

    def _absorb(self, absorbed):
        """Skip what a greater service includes.

        :param dict absorbed: ``{minor due: major due}``
        """
        for minor, major in absorbed.items():
            minor.ident._guarded_write(
                {
                    "state": "skipped",
                    "skip_kind": "absorbed",
                    "absorbed_by_id": major.ident.id,
                    "skip_reason": self.env._(
                        "Included in “%(service)s” of %(date)s.",
                        service=major.ident.line_id.name,
                        date=format_date(self.env, major.day),
                    ),
                }
            )

    def _create_orders(self, groups):
        """Make one order for each group of dates, in one go.

        :param list groups: recordsets, of each the one that rules the order first
        """
        # sudo: the programme has been agreed on; who runs it may only start it
        orders_model = self.env["fieldwork.order"].sudo()
        payers = self._payers()
        orders = orders_model._guarded_create(
            [dates._prepare_order_vals(payers) for dates in groups]
        )
        pairs = list(zip(orders, groups, strict=True))
        self._create_materials(pairs)
        self._link_orders(pairs)
        return orders.sudo(self.env.su)

    def _payers(self):
        """Return ``{contract: id of who pays}``, found out once for the batch."""
        return {contract: contract._payer().id for contract in self.contract_id}

    def _prepare_order_vals(self, payers):
        """Return the values of the order of these dates (hook).

        :param dict payers: ``{contract: partner id}``
        """
        first, line = self[0], self[0].line_id
        start, stop = self._window()
        start = self._under_contract(start, stop)
        # An order that is made long before it is due is not old when it is due.
        since = max(fields.Datetime.now(), start)
        return {
            "state": "ready",
            "pending_kind": "no_technician",
            "pending_since": since,
            "registered_on": since,
            "contract_id": first.contract_id.id,
            "company_id": first.company_id.id,
            "partner_id": first.partner_id.id,
            "invoice_partner_id": payers[first.contract_id],
            "site_id": first.site_id.id,
            "type_id": line.order_type_id.id,
            "team_id": line.order_type_id.team_id.id,
            "equipment_ids": [Command.set(self._order_machines().ids)],
            "window_start": start,
            "window_stop": stop,
            "deadline": stop,
            # The windows of the programme count, not what is promised for faults.
            "response_due": False,
            "repair_due": False,
            "duration": min(sum(self.mapped("hours")), MAX_VISIT_HOURS),
            "description": self._order_text(),
            "preferred_resource_id": self.line_id.resource_id[:1].id,
            "skill_requirement_ids": [
                Command.set(self.line_id.skill_requirement_ids.ids)
            ],
            "programme_checklist_ids": [Command.set(self.line_id.checklist_ids.ids)],
        }

    def _window(self):
        """Return the time in which all of these may be done; where they have none in
        common, from the first to the last."""
        start, stop = max(self.mapped("window_start")), min(self.mapped("window_stop"))
        if start < stop:
            return start, stop
        return min(self.mapped("window_start")), max(self.mapped("window_stop"))

    def _under_contract(self, start, stop):
        """Return when the window opens: not before the contract holds, which covers
        what is done."""
        first = self[0]
        begins = first.contract_id.date_start
        if start.date() > begins:
            return start
        moment = day_start(first.site_id._fieldwork_tz(first.company_id), begins)
        return max(start, moment) if moment < stop else start

    def _order_machines(self):
        """Return the machines of an order; of a whole site all that are covered."""
        machines = self.equipment_id
        for one in self.filtered(lambda one: not one.equipment_id):
            covered = one.contract_id._covered_places()[one.contract_id.id]
            machines = machines.union(
                *(place.equipment for place in covered if place.site == one.site_id)
            )
        return machines

    def _order_text(self):
        """Return what is to be done, with the instructions of each service."""
        texts = []
        for line in self.line_id:
            texts += [line.name, line.description]
        return "\n".join(text for text in texts if text)

    @api.model
    def _create_materials(self, pairs):
        """Plan the parts that the services of the orders need."""
        vals_list = []
        for order, dates in pairs:
            for line, own in dates.grouped("line_id").items():
                vals_list += [
                    material._prepare_material_vals(order, len(own))
                    for material in line.material_ids
                ]
        if vals_list:
            self.env["fieldwork.material"].sudo().create(vals_list)

    @api.model
    def _link_orders(self, pairs):
        """Note on the dates which order they have.

        One statement for thousands of rows, that changes only what is still due: of
        two runs at one moment the second one is refused here, and tried again.
        """
        links = [(one.id, order.id) for order, dates in pairs for one in dates]
        self.flush_model()
        for first in range(0, len(links), CHUNK):
            chunk = links[first : first + CHUNK]
            date_ids, order_ids = map(list, zip(*chunk, strict=True))
            rows = self.env.execute_query(
                SQL(
                    """
                    UPDATE fieldwork_contract_occurrence one
                       SET state = 'generated', order_id = link.order_id,
                           write_uid = %s, write_date = now() AT TIME ZONE 'UTC'
                      FROM unnest(%s, %s) AS link (id, order_id)
                     WHERE one.id = link.id AND one.state = 'planned'
                 RETURNING one.id
                    """,
                    self.env.uid,
                    date_ids,
                    order_ids,
                )
            )
            if len(rows) != len(chunk):
                raise ConcurrencyError("orders of these dates are being made")
        self.invalidate_model(["state", "order_id"])
