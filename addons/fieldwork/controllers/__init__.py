from . import assignment
from . import equipment
from . import history
from . import photo
from . import portal
from . import track
from . import signing
