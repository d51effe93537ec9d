from . import assignment
from . import equipment
