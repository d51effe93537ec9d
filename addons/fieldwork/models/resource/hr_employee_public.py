from odoo import fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    # Mirrors hr.employee.is_technician: a field without groups that is missing
    # here keeps everybody without HR rights from reading even a name.
    is_technician = fields.Boolean(readonly=True)

    def action_view_technician(self):
        return self.employee_id.action_view_technician()
