from . import canonical
from . import picture
from . import rota
from . import working_time
