from . import cost_flow
