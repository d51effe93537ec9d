from datetime import timedelta
from decimal import Decimal
from functools import partial

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_is_zero

from odoo.addons.fieldwork.tools.days import day_start

from ..tools.fee_periods import CALENDAR, Schedule, due_parts, next_due
from .fieldwork_charge_fee import BY_THE_DAY
from .fieldwork_contract_fee import AGREED_FIELDS

# So many digits the units of a meter are told with.
UNIT_DIGITS = 2


class FieldworkContractFee(models.Model):
    """What of a fee falls due, period by period: drafts of charges."""

    _inherit = "fieldwork.contract.fee"

    charge_ids = fields.One2many("fieldwork.charge", "fee_id")
    charged_until = fields.Date(
        readonly=True,
        copy=False,
        help="What falls due up to this day is in the ledger.",
    )
    due_on = fields.Date(
        string="Next Billed on", readonly=True, copy=False, index="btree_not_null"
    )

    # ------------------------------------------------------------------
    # Periods
    # ------------------------------------------------------------------

    def _schedule(self):
        """Return the periods of the fee; all its versions count the same ones."""
        self.ensure_one()
        root = self.root_fee_id
        by_calendar = self.alignment == "calendar"
        return Schedule(int(self.months), CALENDAR if by_calendar else root._anchor())

    def _anchor(self):
        return self.date_from or self.contract_id.date_start

    def _due_parts(self, until, anew):
        """Return the parts of periods that fall due up to a day.

        :param date until: None: as far as the fee is charged
        :param bool anew: all of them; else those that are not in the ledger yet
        """
        self.ensure_one()
        after = self.charged_until
        if not until and not after:
            return []
        if anew and after:
            # What was charged ahead stays charged.
            until, after = max(until or after, after), None
        found = due_parts(
            self._schedule(),
            self._first_day(),
            self._last_day(),
            self.timing,
            until,
            after or None,
        )
        pauses = self._resting()
        return [part.without(pauses) for part in found] if pauses else found

    def _resting(self):
        """Return the stretches of days in which the fee rests."""
        self.ensure_one()
        if not self.rests:
            return []
        pauses = self.contract_id.pause_ids.filtered(lambda pause: not pause.line_id)
        return [(pause.date_from, pause.date_to) for pause in pauses]

    def _note_charged(self, until):
        """Note up to which day the ledger is complete, and when it goes on."""
        groups = {}
        for fee in self:
            day = max(filter(None, (until, fee.charged_until)), default=None)
            if not day:
                continue
            term = fee._schedule(), fee._first_day(), fee._last_day()
            due = next_due(*term, fee.timing, day) or False
            if (fee.charged_until, fee.due_on) != (day, due):
                groups.setdefault((day, due), []).append(fee.id)
        for (day, due), ids in groups.items():
            self.browse(ids).write({"charged_until": day, "due_on": due})

    def _has_charged(self, day):
        """Tell whether what falls due up to ``day`` is in the ledger."""
        self.ensure_one()
        return bool(self.charged_until) and day <= self.charged_until

    # ------------------------------------------------------------------
    # Drafts
    # ------------------------------------------------------------------

    def _part_drafts(self, part, book, places):
        """Return the drafts of the charges of one part; see ``fieldwork.charge``.

        :param book: see :class:`FeeBook`
        :param dict places: see ``fieldwork.contract._fee_machines``
        """
        self.ensure_one()
        if not part.stretches:
            return []
        drafts = getattr(self, f"_drafts_{self.kind}")(part, book, places)
        return [draft for draft in drafts if draft["price_unit"]]

    def _drafts_fixed(self, part, book, places):
        return [self._prepare_day_draft(part, quantity=self.quantity)]

    def _drafts_equipment(self, part, book, places):
        drafts = []
        for machine, stretches in places[self.contract_id.id].items():
            if self.equipment_ids and machine not in self.equipment_ids:
                continue
            own = part.within(stretches)
            if own.stretches:
                drafts.append(self._prepare_machine_draft(own, machine))
        return drafts

    def _prepare_machine_draft(self, part, machine):
        return self._prepare_day_draft(
            part,
            f":{machine.id}",
            equipment_id=machine,
            name=self._words_of_part(part, machine),
        )

    def _drafts_visit(self, part, book, places):
        visits = book.visits(self, part)
        if not visits:
            return []
        return [
            self._prepare_draft(
                part,
                quantity=float(visits),
                price_unit=self.price_unit,
                reason=self._words_of_visits(visits),
            )
        ]

    def _drafts_meter(self, part, book, places):
        used = book.consumption(self, part)
        free = self.allowance * float(part.share)
        over = round(used - free, UNIT_DIGITS)
        if over <= 0 or float_is_zero(over, UNIT_DIGITS):
            return []
        return [
            self._prepare_draft(
                part,
                quantity=over,
                price_unit=self.price_unit,
                equipment_id=self.meter_id.equipment_id,
                reason=self._words_of_meter(used, free),
            )
        ]

    def _prepare_day_draft(self, part, suffix="", **vals):
        """Return the draft of what is billed by the day."""
        price_of = partial(
            part.price,
            rounding=Decimal(str(self.currency_id.rounding)),
            per_year=self._per_year(),
        )
        price = float(price_of(Decimal(str(self.price_unit))))
        vals = {"quantity": 1.0, "reason": self._words_of_days(part), **vals}
        return self._prepare_draft(
            part,
            suffix,
            price_unit=price,
            fee_asked=price,
            fee_price_of=price_of,
            **vals,
        )

    def _per_year(self):
        """Return into how many periods the price is cut."""
        by_year = self.price_per == "year" and self.kind in BY_THE_DAY
        return self._schedule().per_year if by_year else 1

    def _prepare_draft(self, part, suffix="", **vals):
        """Return what every charge of this fee begins with (hook)."""
        self.ensure_one()
        contract, zone = self.contract_id, self.company_id._fieldwork_tz()
        start, stop = part.paid
        return {
            "name": self._words_of_part(part),
            "contract_id": contract,
            "fee_id": self,
            "company_id": self.company_id,
            "partner_id": contract.partner_id,
            "payer_id": contract._payer(),
            "currency_id": contract.currency_id,
            "kind": "fee",
            "source_key": self._source_key(part) + suffix,
            "product_id": self.product_id,
            "uom_id": self.product_id.uom_id,
            "equipment_id": self.env["fieldwork.equipment"],
            "minutes": 0,
            "discount": 0.0,
            "verdict": "bill",
            "fee_price": self.price_unit,
            "date_from": day_start(zone, start),
            "date_to": day_start(zone, stop + timedelta(1)) - timedelta(seconds=1),
            **vals,
        }

    def _source_key(self, part):
        """Return what the charges of a period are known by, whatever their price.

        A new version in the middle of a period bills a part of its own.
        """
        day = part.first
        if self.origin_fee_id and self.date_from:
            day = max(day, self.date_from)
        return f"contract_fee:{self.root_fee_id.id}:{day}"

    # ------------------------------------------------------------------
    # What was billed stays
    # ------------------------------------------------------------------

    def _check_not_billed(self, vals):
        """:raise UserError: what would change has been billed"""
        names = [name for name in AGREED_FIELDS if name in vals]
        # sudo: a manager need not see what is billed
        charges = self.env["fieldwork.charge"].sudo()
        if not names:
            return
        billed = charges.search(
            [("fee_id", "in", self.ids), ("state", "=", "billed")]
        ).fee_id
        for fee in billed:
            changed = [name for name in names if fee._differs(name, vals[name])]
            if changed:
                raise UserError(
                    self.env._(
                        "“%(fee)s” of contract %(contract)s was billed: “%(field)s” "
                        "does not change any more. Make a new version of the fee, "
                        "from the day on which it changes.",
                        fee=fee.name,
                        contract=fee.contract_id.name,
                        field=fee._fields[changed[0]]._description_string(self.env),
                    )
                )

    def _differs(self, name, value):
        field, mine = self._fields[name], self[name]
        if field.type == "float":
            return float_compare(mine, value or 0.0, precision_digits=6) != 0
        mine = field.convert_to_write(mine, self)
        return (mine or False) != (field.convert_to_cache(value, self) or False)
