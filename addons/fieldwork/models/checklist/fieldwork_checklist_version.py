from odoo import fields, models
from odoo.exceptions import UserError


class FieldworkChecklist(models.Model):
    """From a draft to what is asked, and on to the next version."""

    _inherit = "fieldwork.checklist"

    def action_publish(self):
        """Publish drafts: from now on they are asked, and change no more.

        What was published before of the same list is replaced. Visits planned already
        keep the version they have.

        :raise UserError: no draft, or something is missing in it
        """
        self.check_access("write")
        for checklist in self:
            if checklist.state != "draft":
                raise UserError(
                    self.env._(
                        "%(checklist)s has been published already: make a new version "
                        "to change it.",
                        checklist=checklist.display_name,
                    )
                )
            checklist._check_publishable()
        # sudo: the version before may be another company's
        before = self.sudo().search(
            [("root_id", "in", self.root_id.ids), ("state", "=", "published")]
        )
        before._guarded_write({"state": "superseded"})
        # One published version at a time is a matter of an index.
        before.flush_recordset(["state"])
        self._guarded_write(
            {"state": "published", "published_at": fields.Datetime.now()}
        )
        return True

    def _check_publishable(self):
        """Say what is wrong with a draft (hook)."""
        self.ensure_one()
        questions = self.question_ids.filtered(lambda one: not one.display_type)
        if not questions:
            raise UserError(
                self.env._(
                    "%(checklist)s asks nothing: add a question before you publish it.",
                    checklist=self.display_name,
                )
            )
        questions._check_askable()

    def action_new_version(self):
        """Make the next version as a draft, or go on with the one there is.

        :return: the action that opens it
        """
        self.ensure_one()
        return self._new_version()._open()

    def _new_version(self):
        self.ensure_one()
        every = self.with_context(active_test=False)
        draft = every.search(
            [("root_id", "=", self.root_id.id), ("state", "=", "draft")], limit=1
        )
        if draft:
            return draft
        last = every.search(
            [("root_id", "=", self.root_id.id)], order="version desc", limit=1
        )
        vals = {
            "name": self.name,
            "root_id": self.root_id.id,
            "version": last.version + 1,
        }
        return self._guarded().copy(vals).with_env(self.env)

    def action_duplicate(self):
        """Make a list of its own from this one.

        :return: the action that opens it
        """
        self.ensure_one()
        return self.copy()._open()

    def action_view_versions(self):
        """Open all versions of these lists."""
        return self._open(
            domain=[("root_id", "in", self.root_id.ids)],
            name=self.env._("Versions"),
            context={"active_test": False},
        )

    def _open(self, domain=None, name=None, context=None):
        """Return the action that opens ``domain``, or this list itself."""
        action = {
            "type": "ir.actions.act_window",
            "name": name or self.env._("Checklist"),
            "res_model": self._name,
            "view_mode": "list,form" if domain else "form",
            "context": context or {},
        }
        if domain:
            return {**action, "domain": domain}
        return {**action, "res_id": self.id}
