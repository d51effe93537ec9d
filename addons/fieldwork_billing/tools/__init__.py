from . import time_pieces
