from . import stock_move
from . import fieldwork_material
from . import sale_order_line
from . import product_product
from . import product_value
