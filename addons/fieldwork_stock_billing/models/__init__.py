from . import sale_order_line
from . import stock_move
from . import product_product
from . import product_value
from . import fieldwork_material
