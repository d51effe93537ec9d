from . import account_move_reversal
from . import fieldwork_charge_verdict_wizard
from . import fieldwork_visit_distance_wizard
from . import fieldwork_past_orders_wizard
from . import fieldwork_quote_request_wizard
from . import fieldwork_quote_request_line
