"""Sets of states that several models and their indexes agree on."""

# An order somebody still has to do something about.
OPEN_STATES = ("draft", "ready", "planned", "progress")
# An order that visits may be planned for.
PLANNABLE_STATES = ("ready", "planned", "progress")
# A visit that is still to be made or is being made.
OPEN_VISIT_STATES = ("planned", "travelling", "working", "paused")
# A visit that somebody is on.
UNDER_WAY_STATES = ("travelling", "working", "paused")
# Longest visit in hours: a bound that lets an index on one end of the slots serve
# questions about both (and a check that a slot is no slip of the pen).
MAX_VISIT_HOURS = 48


def sql_states(states):
    """Return ``states`` as the list of an SQL ``IN``, for index definitions."""
    return "({})".format(", ".join(f"'{state}'" for state in states))
