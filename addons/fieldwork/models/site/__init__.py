from . import res_partner
from . import res_partner_zone
from . import res_partner_location
from . import res_partner_visit
from . import res_partner_hold
from . import resource_calendar
