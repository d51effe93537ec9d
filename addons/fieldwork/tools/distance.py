"""How far apart two places are."""

import math

EARTH_KM = 6371.0


def air_km(here, there):
    """Return the air distance in kilometres.

    :param here: ``(latitude, longitude)`` in degrees
    :param there: likewise
    """
    (lat1, lon1), (lat2, lon2) = (
        tuple(math.radians(value or 0.0) for value in place) for place in (here, there)
    )
    chord = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(math.sqrt(chord), 1.0))
