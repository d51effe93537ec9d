"""What the public methods accept: one meaning for datetimes, ISO strings, records
and ids, whoever calls (view, RPC, portal, mobile app, test)."""

from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError

# A phone's clock may run ahead of the server's by this much without being "future".
CLOCK_SKEW = timedelta(minutes=5)


def as_utc(env, value):
    """Return ``value`` as a naive UTC datetime without microseconds.

    :param value: datetime (aware ones are converted, naive ones are UTC), ISO 8601
        string (with or without offset, ``T`` or space), or False/None
    :raise UserError: the text is no date and time
    """
    if not value:
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise UserError(
                env._(
                    "“%(value)s” is not a date and time. "
                    "Write it like 2026-03-31 08:30:00 (UTC).",
                    value=value,
                )
            ) from None
    if not isinstance(value, datetime):
        value = fields.Datetime.to_datetime(value)
    if value.tzinfo:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return value.replace(microsecond=0)


def event_time(env, company, at):
    """Return when something happened in the field, as told by the device.

    The past counts only within the company's limit, the future never does, but for
    a clock that runs a little ahead.

    :param at: as in :func:`as_utc`; None means now
    :return: naive UTC datetime
    :raise UserError: too long ago or in the future
    """
    now = fields.Datetime.now()
    at = as_utc(env, at) or now
    if at > now + CLOCK_SKEW:
        raise UserError(
            env._(
                "%(time)s UTC is in the future: check the clock of the device.",
                time=fields.Datetime.to_string(at),
            )
        )
    limit = company.fieldwork_device_hours
    if limit and at < now - timedelta(hours=limit):
        raise UserError(
            env._(
                "%(time)s UTC is more than %(hours)s hours ago: ask the office to "
                "enter it as a correction.",
                time=fields.Datetime.to_string(at),
                hours=limit,
            )
        )
    return min(at, now)


def as_date(env, value):
    """Return ``value``, a date or an ISO string, as a date.

    :raise UserError: it is neither
    """
    try:
        day = fields.Date.to_date(value)
    except (ValueError, TypeError):
        day = None
    if not day:
        raise UserError(
            env._(
                "“%(value)s” is not a date. Write it like 2026-03-31.",
                value=value or "",
            )
        )
    return day


def as_position(env, value):
    """Return ``value`` as a dict of floats, 0.0 for what is missing.

    :param dict value: ``latitude``, ``longitude``, ``accuracy`` in metres, any of them
        missing, or False/None
    :raise UserError: it is no dict, or something in it no number
    """
    names = ("latitude", "longitude", "accuracy")
    if not value:
        return dict.fromkeys(names, 0.0)
    try:
        return {name: float(value.get(name) or 0.0) for name in names}
    except (AttributeError, TypeError, ValueError):
        raise UserError(
            env._(
                "“%(value)s” is not a position: give latitude, longitude and "
                "accuracy as numbers.",
                value=value,
            )
        ) from None


def as_resources(env, value):
    """Return ``value`` as ``resource.resource`` records.

    :param value: employees (``hr.employee`` or ``hr.employee.public``), resources,
        ids of resources, a mixed list of these, or False/None
    :raise UserError: something in it is none of these
    """
    resources = env["resource.resource"]
    if not value:
        return resources
    if isinstance(value, int):
        return resources.browse(value)
    if hasattr(value, "_name"):
        if value._name == "resource.resource":
            return value.with_env(env)
        # An employee's resource is no secret, but its record may be out of reach
        # for people without HR rights.
        return value.sudo().resource_id.with_env(env)
    if not isinstance(value, list | tuple | set | frozenset):
        raise UserError(
            env._(
                "“%(value)s” is no technician or thing: give records or their ids.",
                value=value,
            )
        )
    for item in value:
        resources |= as_resources(env, item)
    return resources
