from odoo import fields, models
from odoo.exceptions import AccessError, UserError

# What a person may decide; the others follow from the order.
BY_HAND = ("bill", "free", "warranty", "cover")


class FieldworkCharge(models.Model):
    """A person decides otherwise."""

    _inherit = "fieldwork.charge"

    def action_set_verdict(self, verdict, reason=None, payer=None):
        """Decide by hand whether charges are billed, and to whom.

        :param str verdict: ``bill``, ``warranty``, ``cover`` or ``free``
        :param str reason: required; it is tracked on the order
        :param payer: ``res.partner`` who pays instead, or its id
        :raise UserError: no reason, or a charge is billed or void
        """
        self._check_may_decide()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: the reason stays with the charge."))
        labels = dict(self._fields["verdict"]._description_selection(self.env))
        if verdict not in BY_HAND:
            choices = ", ".join(labels[name] for name in BY_HAND)
            raise UserError(self.env._("Choose one of: %(choices)s.", choices=choices))
        for charge in self:
            charge._check_open()
        vals = {
            "verdict": verdict,
            "reason": reason,
            "is_override": True,
            "override_user_id": self.env.uid,
            "override_date": fields.Datetime.now(),
        }
        if payer:
            vals["payer_id"] = int(payer)
        before = {charge: charge.verdict for charge in self}
        self._guarded_write(vals)
        self._log_verdicts(before, labels, reason)
        return True

    def _check_may_decide(self):
        self.check_access("write")
        group = "fieldwork_billing.group_fieldwork_billing"
        # The superuser installs demo data, and is in no group.
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._("What is billed is decided by people with billing rights.")
            )

    def _check_open(self):
        self.ensure_one()
        if self.state == "open":
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "%(charge)s is “%(state)s” and cannot be decided any more: correct it "
                "by a credit note.",
                charge=self.name,
                state=labels[self.state],
            )
        )

    def _log_verdicts(self, before, labels, reason):
        lines = {}
        for charge in self:
            text = self.env._(
                "%(charge)s: %(before)s → %(after)s. %(reason)s",
                charge=charge.name,
                before=labels[before[charge]],
                after=labels[charge.verdict],
                reason=reason,
            )
            lines.setdefault(charge._source(), []).append(text)
        self._log_on_sources(lines)

    def _log_on_sources(self, lines):
        """Write notes on what these charges are for (hook).

        :param dict lines: ``{source: [text, ...]}``
        """
        orders = self.env["fieldwork.order"]
        own = {
            source: texts
            for source, texts in lines.items()
            if source._name == orders._name
        }
        # sudo: an accountant has no right to write on orders
        orders.union(*own).sudo()._log_each(own)
