"""Local days: the only place where a zone's midnight is turned into UTC."""

from datetime import datetime, time, timedelta

import pytz

from odoo import fields


def local_day_start(tz_name, days=0):
    """Return when the day ``days`` after today begins in the zone ``tz_name``.

    :return: naive UTC datetime
    """
    return day_start(tz_name, local_today(tz_name) + timedelta(days=days))


def local_today(tz_name):
    """Return today's date in the zone ``tz_name``."""
    return to_local(fields.Datetime.now(), tz_name).date()


def day_start(tz_name, day):
    """Return when the local date ``day`` begins, as a naive UTC datetime."""
    return to_utc(datetime.combine(day, time.min), tz_name)


def to_local(moment, tz_name):
    """Return the naive UTC ``moment`` as an aware datetime of the zone."""
    return pytz.utc.localize(moment).astimezone(pytz.timezone(tz_name or "UTC"))


def to_utc(wall, tz_name):
    """Return the naive local ``wall`` clock time as a naive UTC datetime.

    A time that a clock change skips or doubles is taken by the winter offset.
    """
    zone = pytz.timezone(tz_name or "UTC")
    return zone.localize(wall).astimezone(pytz.utc).replace(tzinfo=None)
