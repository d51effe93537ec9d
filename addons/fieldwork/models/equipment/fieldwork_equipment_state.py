from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .fieldwork_equipment import DISPATCHER_GROUP

# Held by no caller outside this module: contexts come over RPC as JSON, an object's
# identity does not (the pattern of hr's ``_ALLOW_READ_HR_EMPLOYEE``).
_GUARD_KEY = object()

STATES = [
    ("to_confirm", "To Confirm"),
    ("in_service", "In Service"),
    ("stopped", "Stopped"),
    ("scrapped", "Scrapped"),
]
# A machine comes into the books as one of these, whoever enters it.
START_STATES = ("in_service", "to_confirm")


class FieldworkEquipment(models.Model):
    """Life of a piece of equipment: it changes through the named methods alone."""

    _inherit = "fieldwork.equipment"

    # Changed by named methods only; ``state`` may be given to a new record.
    _guarded_fields = ("state", "state_reason", "state_date", "label_code")

    state = fields.Selection(
        STATES,
        default=lambda self: self._default_state(),
        required=True,
        index=True,
        copy=False,
        readonly=True,
    )
    state_reason = fields.Text(
        string="Reason",
        copy=False,
        readonly=True,
        help="Why it was stopped, resumed, scrapped or reinstated last.",
    )
    state_date = fields.Datetime(
        string="In This State Since",
        copy=False,
        readonly=True,
        default=fields.Datetime.now,
    )

    @api.model
    def _default_state(self):
        return "in_service" if self._is_office() else "to_confirm"

    @api.model_create_multi
    def create(self, vals_list):
        is_office = self._is_office()
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_start_state(vals)
            if not is_office:
                vals["state"] = "to_confirm"
        equipment = super().create(vals_list)
        equipment._request_confirmation()
        return equipment

    def write(self, vals):
        guarded = [name for name in self._guarded_fields if name in vals]
        if (
            guarded
            and self.env.context.get("_fieldwork_equipment_key") is not _GUARD_KEY
        ):
            self._refuse_guarded(guarded)
        return super().write(vals)

    def action_confirm(self):
        """The office has checked what was found on site: it is in service."""
        self._change_state("in_service", ("to_confirm",))
        self.activity_feedback(["fieldwork.mail_activity_data_confirm_equipment"])
        return True

    def action_stop(self, reason):
        """Take it out of use for a while.

        :param str reason: why; kept in ``state_reason`` and in the chatter
        """
        self._change_state("stopped", ("in_service",), reason)
        return True

    def action_resume(self, reason):
        """Put what was stopped back into use.

        :param str reason: as in :meth:`action_stop`
        """
        self._change_state("in_service", ("stopped",), reason)
        return True

    def action_scrap(self, reason):
        """Take it out of use for good, its components with it.

        :param str reason: as in :meth:`action_stop`
        """
        self._check_state(("to_confirm", "in_service", "stopped"))
        lost = self._subtree().filtered(lambda one: one.state != "scrapped")
        lost._change_state("scrapped", ("to_confirm", "in_service", "stopped"), reason)
        lost.activity_unlink(["fieldwork.mail_activity_data_confirm_equipment"])
        return True

    def action_reinstate(self, reason):
        """Put what was scrapped, by mistake perhaps, into service again.

        :param str reason: as in :meth:`action_stop`
        """
        self._change_state("in_service", ("scrapped",), reason)
        return True

    def action_ask_reason(self):
        """Open the dialog that asks for the reason; the button names the act."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reason"),
            "res_model": "fieldwork.equipment.state.change",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_equipment_ids": self.ids,
                "default_act": self.env.context.get("act"),
            },
        }

    def _change_state(self, state, from_states, reason=None):
        """Go to ``state``, with rights and present state checked, and say so.

        :param tuple from_states: states it may be reached from
        :param str reason: None where the act needs none
        """
        if reason is not None:
            reason = (reason or "").strip() if isinstance(reason, str) else ""
            if not reason:
                raise UserError(
                    self.env._(
                        "Give the reason why %(equipment)s changes: those who come "
                        "after you will want to know it.",
                        equipment=self._names(),
                    )
                )
        self._check_office()
        self._check_state(from_states)
        before = {equipment.id: equipment._state_label() for equipment in self}
        self._guarded_write(
            {
                "state": state,
                "state_reason": reason or False,
                "state_date": fields.Datetime.now(),
            }
        )
        self._log_state(before, reason)

    def _guarded_write(self, vals):
        """Write past the guard; for named methods only."""
        return self.with_context(_fieldwork_equipment_key=_GUARD_KEY).write(vals)

    @api.model
    def _is_office(self):
        return self.env.su or self.env.user.has_group(DISPATCHER_GROUP)

    def _check_office(self):
        """Only the office decides whether a machine is in use."""
        if not self._is_office():
            raise AccessError(
                self.env._(
                    "Only dispatchers change the state of equipment: ask them about "
                    "%(equipment)s.",
                    equipment=self._names(),
                )
            )

    def _check_state(self, states):
        wrong = self.filtered(lambda equipment: equipment.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This is possible only while equipment is “%(states)s”, which "
                    "these are not: %(equipment)s.",
                    states="”, “".join(labels[state] for state in states),
                    equipment=", ".join(
                        f"{one.display_name} ({labels[one.state]})" for one in wrong
                    ),
                )
            )

    def _check_start_state(self, vals):
        """Let a new record have a start state only; nothing else of its life."""
        # A ``default_state`` in the context must not slip past the check.
        default = self.env.context.get("default_state") or START_STATES[0]
        vals["state"] = vals.get("state") or default
        guarded = [name for name in self._guarded_fields[1:] if vals.get(name)]
        if vals["state"] not in START_STATES:
            guarded.insert(0, "state")
        for name in self._guarded_fields[1:]:
            vals.pop(name, None)
        if guarded:
            self._refuse_guarded(guarded)

    def _refuse_guarded(self, names):
        labels = [self._fields[name]._description_string(self.env) for name in names]
        raise UserError(
            self.env._(
                "%(fields)s of equipment cannot be written directly (%(equipment)s): "
                "use the buttons Confirm, Stop, Resume, Scrap, Reinstate or Renew "
                "Label.",
                fields=", ".join(labels),
                equipment=self._names() or self.env._("new equipment"),
            )
        )

    def _log_state(self, before, reason):
        """Write the change and its reason into the chatter."""
        bodies = {}
        for equipment in self:
            change = self.env._(
                "%(before)s → %(after)s",
                before=before[equipment.id],
                after=equipment._state_label(),
            )
            bodies[equipment.id] = f"{change}: {reason}" if reason else change
        self._message_log_batch(bodies=bodies)

    def _state_label(self):
        self.ensure_one()
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _names(self):
        names = self[:3].mapped("display_name")
        return ", ".join(names + ["…"] if len(self) > 3 else names)

    def _request_confirmation(self):
        """Give whoever plans the technician's team the unconfirmed ones to check.

        Without a team, or without a dispatcher on it, they stand in the list of
        equipment to confirm and nowhere else.
        """
        waiting = self.filtered(lambda equipment: equipment.state == "to_confirm")
        dispatcher = self._get_confirming_user() if waiting else None
        if not dispatcher:
            return
        activity_type = self.env.ref(
            "fieldwork.mail_activity_data_confirm_equipment", raise_if_not_found=False
        )
        # sudo: a technician may not give a dispatcher something to do.
        self.env["mail.activity"].sudo().create(
            [
                {
                    "activity_type_id": activity_type and activity_type.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": equipment.id,
                    "user_id": dispatcher.id,
                    "date_deadline": fields.Date.context_today(self),
                    "automated": True,  # else it would not be found to be closed
                }
                for equipment in waiting
            ]
        )

    def _get_confirming_user(self):
        """Return who in the office checks what the present user found on site."""
        # sudo: which team someone is in, and who plans it, is no secret.
        teams = self.env.user.sudo().fieldwork_resource_ids.fieldwork_team_id
        return teams.dispatcher_ids.filtered(
            lambda user: user.active and user != self.env.user
        )[:1]
