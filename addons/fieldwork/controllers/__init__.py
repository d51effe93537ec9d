from . import assignment
from . import equipment
from . import portal
from . import track
