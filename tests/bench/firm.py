"""What the benchmarks share: who is there, and what something costs."""

import time


def customers(env, count):
    return env["res.partner"].create(
        [{"name": f"Customer {i}", "is_company": True} for i in range(count)]
    )


def technicians(env, count):
    return env["resource.resource"].create(
        [
            {"name": f"Technician {i}", "fieldwork_kind": "technician"}
            for i in range(count)
        ]
    )


def cost(env, work):
    """Return ``(seconds, queries, result)`` of ``work``, all written."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    result = work()
    env.flush_all()
    return time.perf_counter() - start, env.cr.sql_log_count - queries, result
