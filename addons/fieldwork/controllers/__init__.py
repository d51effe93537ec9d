from . import assignment
from . import equipment
from . import history
from . import photo
from . import portal
from . import public_page
from . import track
from . import signing
