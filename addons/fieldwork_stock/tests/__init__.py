from . import test_locations
