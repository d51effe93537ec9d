from . import stock_move
from . import fieldwork_material
from . import sale_order_line
