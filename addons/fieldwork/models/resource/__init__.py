from . import fieldwork_team
from . import resource_resource
from . import res_users
from . import hr_employee
from . import hr_employee_public
