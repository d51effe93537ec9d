from odoo import api, models


class FieldworkChecklistPartMixin(models.AbstractModel):
    """What a checklist is made of: it changes while the list is a draft."""

    _name = "fieldwork.checklist.part.mixin"
    _description = "Part of a Checklist"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._checklists()._check_draft()
        return parts

    def write(self, vals):
        if self._checklists()._rewords(self, vals):
            self._checklists()._check_draft()
        res = super().write(vals)
        if "checklist_id" in vals or "question_id" in vals:
            # Nor may a part be carried into a list that is published.
            self._checklists()._check_draft()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._checklists()._check_draft()

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        for part in self:
            part._checklists()._check_translations(part, field_name, translations)
        return super()._update_field_translations(
            field_name, translations, digest, source_lang
        )

    def _checklists(self):
        """Return the lists that these are parts of."""
        return self.checklist_id
