from . import guard_mixin
