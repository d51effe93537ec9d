from . import assignment
