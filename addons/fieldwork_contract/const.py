"""Sets of states that several models agree on."""

RENEWALS = [
    ("none", "Ends"),
    ("manual", "Renewed by hand"),
    ("automatic", "Renews itself"),
]
# A contract that orders are done under today.
RUNNING_STATES = ("active", "to_renew")
# A contract that counts, or counted, on the days of its term.
HOLDING_STATES = (*RUNNING_STATES, "expired", "terminated")
# From how many days before the last day for notice a contract asks for a decision,
# where nothing else is said.
REMIND_DAYS = 30
# Who ends a contract before its time.
NOTICES = [
    ("customer", "The customer"),
    ("firm", "Us"),
    ("agreement", "Both, by agreement"),
]
