from . import test_catch_up
from . import test_lines
from . import test_project
from . import test_screens
