from odoo import api, fields, models
from odoo.exceptions import UserError


class FieldworkChecklistEntry(models.Model):
    """What somebody answered, when, and when it arrived.

    The journal of the answers, in which nothing is overwritten, and what makes a call
    sent twice count once.
    """

    _name = "fieldwork.checklist.entry"
    _description = "Answer Given"
    _inherit = ["fieldwork.visit.part.mixin"]
    _order = "at desc, id desc"
    _rec_name = "question_id"

    response_id = fields.Many2one(
        "fieldwork.checklist.response",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    question_id = fields.Many2one(
        "fieldwork.checklist.question",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    at = fields.Datetime(
        string="Answered", required=True, readonly=True, help="Time of the device."
    )
    received_at = fields.Datetime(
        string="Received",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    value = fields.Text(string="Answer", readonly=True, help="In words.")
    is_cleared = fields.Boolean(
        string="Taken Back", readonly=True, help="The answer was taken back."
    )
    image = fields.Binary(string="Signature", attachment=True, readonly=True)
    remark = fields.Text(readonly=True)
    is_overruled = fields.Boolean(
        string="Overruled",
        readonly=True,
        help="It arrived late: somebody had answered after it, and that stands.",
    )
    client_uuid = fields.Char(readonly=True, copy=False)

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This answer has been received already.",
    )

    @api.model
    def _already_received(self, response, question, client_uuid):
        """Tell whether the answer ``client_uuid`` is in the journal.

        :raise UserError: the id was used for something else
        """
        if not client_uuid:
            return False
        # Looked up without rights to tell "unknown" from "somebody else's"; nothing
        # of the other's answer is said.
        entry = self.sudo().search([("client_uuid", "=", client_uuid)], limit=1)
        if not entry:
            return False
        if entry.response_id != response or entry.question_id != question:
            raise UserError(
                self.env._(
                    "The event %(uuid)s was used for another entry: the device must "
                    "give every entry an id of its own.",
                    uuid=client_uuid,
                )
            )
        return True
