from . import assignment
from . import equipment
from . import photo
from . import portal
from . import track
