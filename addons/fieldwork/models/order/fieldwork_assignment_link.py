import hashlib
import secrets
from datetime import timedelta
from hmac import compare_digest

from odoo import api, fields, models

# Links of visits that ended longer ago than this say nothing any more.
LINK_DAYS = 30
# Held by no caller outside this module; see guard_mixin.
_LINK_KEY = object()


class FieldworkAssignment(models.Model):
    """The link by which a technician answers without signing in.

    The token is a selector, by which the assignment is found, and a secret of which
    only the hash is kept: whoever reads the database cannot answer for a technician.
    """

    _inherit = "fieldwork.assignment"

    _guarded_fields = {"link_selector": False, "link_hash": False}

    link_selector = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    link_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)

    _link_selector_uniq = models.UniqueIndex(
        "(link_selector) WHERE link_selector IS NOT NULL"
    )

    def _new_links(self):
        """Give each assignment a new link; the old one is out of date with it.

        :return: ``{assignment.id: address}``, known here and in the mail only
        """
        links = {}
        for assignment in self:
            selector, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
            assignment._guarded_write(
                {"link_selector": selector, "link_hash": _hash(secret)}
            )
            base = assignment.get_base_url()
            links[assignment.id] = f"{base}/fieldwork/a/{selector}.{secret}"
        return links

    def _revoke_links(self):
        """Make the links sent so far lead nowhere."""
        # The links are the system's; see the groups of the fields.
        linked = self.sudo().filtered("link_selector")
        linked._guarded_write({"link_selector": False, "link_hash": False})

    @api.model
    def _by_token(self, token):
        """Return the assignment that ``token`` opens, as superuser, or none.

        Wrong, revoked and old tokens all come to the same, in the same time.
        """
        selector, _dot, secret = (token or "").partition(".")
        # The token is the right.
        found = self.sudo().search([("link_selector", "=", selector or "-")], limit=1)
        # No secret has this hash.
        known = found.link_hash or "-" * 64
        if not compare_digest(known, _hash(secret)):
            return found.browse()
        oldest = fields.Datetime.now() - timedelta(days=LINK_DAYS)
        return found if found.stop >= oldest else found.browse()

    def _respond_by_link(self, kind, reason=None):
        """Accept or refuse as the technician to whom the link was sent.

        The journal names their user, or for people without one the public user.

        :param str kind: ``accept`` or ``refuse``
        """
        self.ensure_one()
        user = self.resource_id.user_id or self.env.user
        # The link stands for the technician, who may have no user, or no rights yet.
        technician = (
            self.with_user(user)
            .sudo()
            .with_company(self.company_id)
            .with_context(_fieldwork_link_key=_LINK_KEY)
        )
        if kind == "refuse":
            return technician.action_refuse(reason)
        return technician.action_accept()

    def _is_by_link(self):
        return self.env.context.get("_fieldwork_link_key") is _LINK_KEY

    def _check_may_respond(self):
        # The token was checked: the link answers for its technician, nobody else.
        if self._is_by_link():
            return None
        return super()._check_may_respond()

    def _respond(self, kind, vals, at, client_uuid, note=None):
        if self._is_by_link():
            by_link = self.env._("by link")
            note = f"{note} ({by_link})" if note else by_link
        return super()._respond(kind, vals, at, client_uuid, note)

    def _can_accept_by_link(self):
        self.ensure_one()
        return self.response == "pending" and self.visit_state == "planned"

    def _can_refuse_by_link(self):
        self.ensure_one()
        return self.response != "refused" and self.visit_state == "planned"


def _hash(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
