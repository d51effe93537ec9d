from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from ...tools.arguments import as_position


class FieldworkVisitEvent(models.Model):
    """What was told about a visit, by whom, when it happened and when it arrived.

    The journal of the visit, and what makes a call sent twice count once.
    """

    _name = "fieldwork.visit.event"
    _description = "Visit Event"
    _order = "at desc, id desc"
    _rec_name = "kind"

    visit_id = fields.Many2one(
        "fieldwork.visit", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [
            ("plan", "Planned"),
            ("reschedule", "Rescheduled"),
            ("travel", "Travel"),
            ("work", "Work"),
            ("pause", "Pause"),
            ("leave", "Left"),
            ("done", "Done"),
            ("miss", "Missed"),
            ("cancel", "Cancelled"),
            ("accept", "Accepted"),
            ("refuse", "Refused"),
            ("material", "Material"),
            ("tell", "Told"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime(
        string="Happened", required=True, readonly=True, help="Time of the device."
    )
    received_at = fields.Datetime(
        string="Received",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    user_id = fields.Many2one(
        "res.users",
        string="Told by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    note = fields.Char(readonly=True)
    latitude = fields.Float(digits=(10, 7), readonly=True)
    longitude = fields.Float(digits=(10, 7), readonly=True)
    accuracy = fields.Float(
        string="Accuracy (m)", readonly=True, help="Radius in metres."
    )
    client_uuid = fields.Char(readonly=True, copy=False)

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This event has been received already.",
    )

    @api.model
    def _already_received(self, kind, visits, client_uuid):
        """Tell whether the event ``client_uuid`` is in the journal.

        :raise UserError: the id was used for something else, or by someone whose
            visits the caller may not see
        """
        if not client_uuid:
            return False
        visits.ensure_one()
        # Looked up without rights to tell "unknown" from "somebody else's"; nothing
        # of the other's event is said.
        event = self.sudo().search([("client_uuid", "=", client_uuid)], limit=1)
        if not event:
            return False
        if event.visit_id != visits or event.kind != kind:
            raise UserError(
                self.env._(
                    "The event %(uuid)s was used for another entry: the device must "
                    "give every entry an id of its own.",
                    uuid=client_uuid,
                )
            )
        return True

    @api.model
    def _record(self, kind, visits, at, client_uuid=None, position=None, note=None):
        """Write one line per visit into the journal.

        :param position: dict with ``latitude``, ``longitude`` and ``accuracy`` in
            metres, any of them missing, or None
        :raise ConcurrencyError: the same event arrives in parallel; the call is then
            repeated by the framework and finds the first one's line
        """
        position = as_position(self.env, position)
        vals_list = [
            {
                "visit_id": visit.id,
                "kind": kind,
                "at": at,
                "note": note,
                "client_uuid": client_uuid or False,
                "user_id": self.env.uid,
                **position,
            }
            for visit in visits
        ]
        if not client_uuid:
            return self.sudo().create(vals_list)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self.sudo().create(vals_list)
        except IntegrityError as error:
            raise ConcurrencyError(f"event {client_uuid} is being recorded") from error
