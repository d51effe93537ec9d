"""How property tests run: the same examples each time, and no clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fieldwork",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.differing_executors,
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],
)
settings.load_profile("fieldwork")
