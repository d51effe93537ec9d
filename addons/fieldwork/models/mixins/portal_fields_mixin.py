from odoo import api, models
from odoo.fields import Domain


class FieldworkPortalFieldsMixin(models.AbstractModel):
    """Documents of which a customer's portal user may read some fields, and no others:
    what is not named is the firm's own, a field of another addon as well."""

    _name = "fieldwork.portal.fields.mixin"
    _description = "Fields for Customers"

    @api.model
    def _portal_fields(self):
        """Return the names of the fields that a portal user may read (hook)."""
        return frozenset()

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if operation == "read" and field.name in self._portal_fields():
            return True
        # Asked for each field of each record read: the flag is quicker than the group.
        return self.env.su or not self.env.user.share

    @api.model
    def _search(self, domain, *args, **kwargs):
        if not self.env.su and not self.env.user._is_internal():
            # Core lets everybody ask by a computed field that can be searched.
            for condition in Domain(domain).iter_conditions():
                name = condition.field_expr.partition(".")[0]
                if name in self._fields:
                    self._check_field_access(self._fields[name], "read")
        return super()._search(domain, *args, **kwargs)
