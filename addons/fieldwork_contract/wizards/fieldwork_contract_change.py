from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.fieldwork_contract_line import ANCHORS, MONTHS, RULES, UNITS
from ..models.programme_change import ProgrammeChange

KINDS = [
    ("service", "Another rule of a service"),
    ("join", "A machine joins"),
    ("leave", "A machine leaves"),
    ("replace", "A machine is replaced"),
    ("pause", "A pause"),
]
# What must be filled in for each.
NEEDED = {
    "service": ["line_id"],
    "join": ["equipment_id"],
    "leave": ["equipment_id"],
    "replace": ["equipment_id", "new_equipment_id"],
    "pause": ["date_to", "reason"],
}
# What of the dates a preview lists; the others are counted.
SHOWN = ["dropped", "moved", "left_out", "added"]
# What of a service may be other from a day on.
RULE = [
    "rule",
    "anchor",
    *(f"month_{month}" for month in MONTHS),
    "day_of_month",
    "every",
    "unit",
    "meter_every",
    "duration",
]


class FieldworkContractChange(models.TransientModel):
    """Changes the programme of a running contract from a day on, and shows before what
    becomes of its dates and orders."""

    _name = "fieldwork.contract.change"
    _description = "Change the Programme of a Contract"

    contract_id = fields.Many2one(
        "fieldwork.contract",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    commercial_partner_id = fields.Many2one(related="contract_id.commercial_partner_id")
    kind = fields.Selection(
        KINDS, string="What Changes", default="service", required=True
    )
    date = fields.Date(
        string="From",
        required=True,
        default=fields.Date.context_today,
        help="The first day on which it is so.",
    )
    date_to = fields.Date(string="Until", help="The last day of the pause.")
    reason = fields.Char()
    line_id = fields.Many2one(
        "fieldwork.contract.line",
        string="Service",
        domain="[('contract_id', '=', contract_id)]",
    )
    equipment_id = fields.Many2one(
        "fieldwork.equipment",
        string="Machine",
        domain="[('partner_id', 'child_of', commercial_partner_id)]",
    )
    new_equipment_id = fields.Many2one(
        "fieldwork.equipment",
        string="Replaced by",
        domain="[('partner_id', 'child_of', commercial_partner_id)]",
    )
    take_back = fields.Boolean(
        string="Take back orders without a visit",
        default=True,
        help="Orders that are not due any more as they are, and for which nobody has "
        "planned a visit, are cancelled. Others stay in any case.",
    )

    # The new rule of a service
    rule = fields.Selection(RULES)
    anchor = fields.Selection(ANCHORS, string="Counted")
    month_january = fields.Boolean(string="Jan")
    month_february = fields.Boolean(string="Feb")
    month_march = fields.Boolean(string="Mar")
    month_april = fields.Boolean(string="Apr")
    month_may = fields.Boolean(string="May")
    month_june = fields.Boolean(string="Jun")
    month_july = fields.Boolean(string="Jul")
    month_august = fields.Boolean(string="Aug")
    month_september = fields.Boolean(string="Sep")
    month_october = fields.Boolean(string="Oct")
    month_november = fields.Boolean(string="Nov")
    month_december = fields.Boolean(string="Dec")
    day_of_month = fields.Integer(
        string="Day",
        help="A month without that day takes its last one: 31 is always the last day.",
    )
    every = fields.Integer()
    unit = fields.Selection(UNITS)
    meter_every = fields.Float(
        string="Every (meter)",
        help="So far the counter goes between two services. With an interval that is "
        "counted from the last time: whichever comes first.",
    )
    duration = fields.Float(string="Duration (hours)")

    line_ids = fields.One2many(
        "fieldwork.contract.change.line", "wizard_id", readonly=True
    )
    is_previewed = fields.Boolean()
    summary = fields.Text(readonly=True)

    @api.onchange("line_id")
    def _onchange_line_id(self):
        """Begin with the rule that the service has."""
        self.update(self._rule_of(self.line_id))

    @api.model_create_multi
    def create(self, vals_list):
        lines = self.env["fieldwork.contract.line"]
        vals_list = [
            {**self._rule_of(lines.browse(vals["line_id"])), **vals}
            if vals.get("line_id")
            else vals
            for vals in vals_list
        ]
        return super().create(vals_list)

    @api.model
    def _rule_of(self, record):
        return {name: record[name] for name in RULE}

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def action_preview(self):
        """Show what becomes of the dates and orders, and change nothing.

        :raise UserError: something is missing, or cannot be so
        """
        self.ensure_one()
        change = self._change()
        effects = change.try_out()
        astray = change.orders_astray(effects)
        self.write(
            {
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(self._prepare_row_vals(kind, row, astray))
                        for kind in SHOWN
                        for row in effects[kind]
                    ),
                ],
                "summary": self._summary(effects, astray),
                "is_previewed": True,
            }
        )
        return self._reopen()

    def action_edit(self):
        """Back from the preview to what is to be changed."""
        self.write({"line_ids": [Command.clear()], "is_previewed": False})
        return self._reopen()

    def action_apply(self):
        """Make the change.

        :raise UserError: something is missing, or cannot be so
        """
        self.ensure_one()
        self._change().carry_out(
            self.take_back, self.reason or self.env._("The programme has changed.")
        )
        return self.contract_id.action_view_occurrences()

    def _change(self):
        self._check_complete()
        start = max(self.date, fields.Date.context_today(self))
        make = getattr(self, f"_make_{self.kind}")
        return ProgrammeChange(self.contract_id, start, make)

    def _prepare_row_vals(self, kind, row, astray):
        """Return the values of one row of the preview (hook)."""
        new = row["new"]
        order = row["order_id"] if kind != "added" else False
        # By its first version: a new one is not there any more.
        return {
            "effect": kind,
            "line_name": self.line_id.browse(row["root_line_id"]).name,
            "site_id": row["site_id"],
            "equipment_id": row["equipment_id"],
            "date": row["date"] if kind != "added" else False,
            "new_date": new["date"] if new and kind != "left_out" else False,
            "note": (new or row)["skip_reason"],
            "order_id": order,
            "is_taken_back": self.take_back and order in astray.ids,
        }

    def _summary(self, effects, astray):
        counts = {kind: len(rows) for kind, rows in effects.items()}
        texts = [
            self.env._(
                "%(kept)s dates stay as they are, %(ordered)s of them with a visit.",
                kept=counts.get("kept", 0) + counts.get("ordered", 0),
                ordered=counts.get("ordered", 0),
            )
        ]
        if astray and self.take_back:
            names = ", ".join(astray.mapped("name"))
            texts.append(self.env._("Cancelled: %(orders)s.", orders=names))
        if not any(counts.get(kind) for kind in SHOWN):
            texts.append(self.env._("No date changes."))
        return " ".join(texts)

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------

    def _check_complete(self):
        """:raise UserError: the contract is not running, or something is missing"""
        self.contract_id.check_access("write")
        if not self.contract_id._programme_runs():
            raise UserError(
                self.env._(
                    "Contract %(contract)s is not running: change it as you like.",
                    contract=self.contract_id.name,
                )
            )
        missing = [
            self._fields[name]._description_string(self.env)
            for name in NEEDED[self.kind]
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._("Fill in: %(fields)s.", fields=", ".join(missing))
            )

    # ------------------------------------------------------------------
    # Making it
    # ------------------------------------------------------------------

    def _make_service(self):
        """A new version from the day on; of a service not yet begun there is one."""
        line = self.line_id
        vals = self._rule_of(self)
        if self.date <= line.date_from:
            line.write(vals)
        else:
            line.action_new_version(self.date, vals)

    def _make_join(self, machine=None, like=None):
        """The machine is covered from the day on.

        :param like: the row of the machine whose place it takes
        """
        vals = {
            "contract_id": self.contract_id.id,
            "equipment_id": (machine or self.equipment_id).id,
            "date_from": self.date,
            "date_to": like.date_to if like else False,
        }
        self.env["fieldwork.contract.equipment"].create(
            {**vals, "include_children": like.include_children if like else True}
        )
        named = self.line_id.equipment_ids
        # A service that names no machine is for all of them.
        if named and not like:
            self._name_in(self.line_id, named | self.equipment_id)

    def _make_leave(self):
        """The machine is covered until the day before.

        :raise UserError: it is covered as a component of another one
        """
        machine = self.equipment_id
        rows = self._rows_of(machine)
        naming = self._lines_naming(machine)
        if not rows and not naming:
            raise UserError(
                self.env._(
                    "%(machine)s is under contract %(contract)s only with what it is "
                    "a component of, or where it stands: let that leave, or stop or "
                    "move the machine.",
                    machine=machine.display_name,
                    contract=self.contract_id.name,
                )
            )
        rows.write({"date_to": self.date - timedelta(days=1)})
        for line in naming:
            self._name_in(line, line.equipment_ids - machine)

    def _make_replace(self):
        """From the day on the one machine is looked after instead of the other."""
        old, new = self.equipment_id, self.new_equipment_id
        row = self._rows_of(old)[:1]
        naming = self._lines_naming(old)
        if row:
            self._make_join(new, like=row)
            row.date_to = self.date - timedelta(days=1)
        for line in naming:
            self._name_in(line, line.equipment_ids - old | new)

    def _make_pause(self):
        self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": self.contract_id.id,
                "line_id": self.line_id.id,
                "date_from": self.date,
                "date_to": self.date_to,
                "reason": self.reason,
            }
        )

    def _rows_of(self, machine):
        """Return the rows by which the machine itself is covered on the day."""
        rows = self.contract_id.coverage_ids
        return rows.filtered(
            lambda row: (
                row.equipment_id == machine
                and (not row.date_to or row.date_to >= self.date)
            )
        )

    def _lines_naming(self, machine):
        """Return the services that name the machine, and hold on the day."""
        return self.contract_id.programme_line_ids.filtered(
            lambda line: (
                machine in line.equipment_ids
                and (not line.date_to or line.date_to >= self.date)
            )
        )

    def _name_in(self, line, machines):
        """Let a service name these machines from the day on.

        One that would name none any more ends: without names it is for all machines.
        """
        if not machines:
            last = self.date - timedelta(days=1)
            if last < line.date_from or line._wrong_until(last):
                line.action_archive()
            else:
                line.date_to = last
        elif self.date <= line.date_from:
            line.equipment_ids = machines
        else:
            vals = {"equipment_ids": [Command.set(machines.ids)]}
            line.action_new_version(self.date, vals)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the Programme"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
