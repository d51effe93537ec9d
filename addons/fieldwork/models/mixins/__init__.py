from . import guard_mixin
from . import portal_fields_mixin
