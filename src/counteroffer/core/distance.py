"""Miles between points on the earth, as the crow flies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

RADIUS = 3958.7613
"""Mean radius of the earth in statute miles: 6,371.0088 km (IUGG) over 1.609344."""


def miles(
    latitude: ArrayLike, longitude: ArrayLike, latitude2: ArrayLike, longitude2: ArrayLike
) -> NDArray[np.float64]:
    """Give the great-circle miles between points by the haversine formula; arrays are broadcast.

    The earth is taken as a sphere, which is wrong by up to half a percent. Nothing of roads is in it.

    Args:
        latitude: degrees, north is positive.
        longitude: degrees, west is negative.
        latitude2: of the other points.
        longitude2: of the other points.
    """
    first, second = (np.radians(np.asarray(one, dtype=np.float64)) for one in (latitude, latitude2))
    west, east = (np.radians(np.asarray(one, dtype=np.float64)) for one in (longitude, longitude2))
    half = np.sin((second - first) / 2) ** 2 + np.cos(first) * np.cos(second) * np.sin((east - west) / 2) ** 2
    made: NDArray[np.float64] = 2 * RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return made
