from . import rota
from . import working_time
