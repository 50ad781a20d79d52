"""Columns of numbers: rows of the store as NumPy arrays, and their totals by site and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Named columns of equal length."""

    of: Mapping[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.of[name]

    def __len__(self) -> int:
        return len(next(iter(self.of.values())))

    def select_rows(self, keep: Array) -> "Columns":
        """Rows where `keep` is true."""
        return Columns({name: column[keep] for name, column in self.of.items()})

    def column_sum(self, name: str) -> float:
        """Sum of a column."""
        return float(self.of[name].sum())


def sum_by_site(columns: Columns, sites: Array, *names: str) -> list[Floats]:
    """Sums of columns for each of `sites` (site numbers, sorted): one array [sites] per name."""
    place = np.searchsorted(sites, columns["site_id"])
    return [_added(place, columns[name], len(sites)) for name in names]


def sum_by_day(columns: Columns, days: Array, *names: str) -> list[Floats]:
    """Sums of columns for each of `days` (sorted): one array [days] per name."""
    place = np.searchsorted(days, columns["day"])
    return [_added(place, columns[name], len(days)) for name in names]


def sum_by_site_day(columns: Columns, sites: Array, days: Array, *names: str) -> list[Floats]:
    """Sums of columns for each site and day: one array [sites, days] per name."""
    place = np.searchsorted(sites, columns["site_id"]) * len(days) + np.searchsorted(days, columns["day"])
    shape = (len(sites), len(days))
    return [_added(place, columns[name], shape[0] * shape[1]).reshape(shape) for name in names]


def sum_by_site_day_part(columns: Columns, sites: Array, days: Array, parts: Array, *names: str) -> list[Floats]:
    """Sums for each site, day and part of the day (-1: no parts): one array [sites, days, parts] per name."""
    of_parts = [sum_by_site_day(columns.select_rows(columns["part"] == part), sites, days, *names) for part in parts]
    return [np.stack(arrays, axis=2) for arrays in zip(*of_parts, strict=True)]


def sum_by_site_second(columns: Columns, sites: Array, seconds: int, *names: str) -> list[Floats]:
    """Sums of columns for each site and media second: one array [sites, seconds] per name."""
    place = np.searchsorted(sites, columns["site_id"]) * seconds + columns["second"].astype(int)
    shape = (len(sites), seconds)
    return [_added(place, columns[name], shape[0] * shape[1]).reshape(shape) for name in names]


def _added(place: Array, values: Array, length: int) -> Floats:
    """Sum of the values that belong to each index."""
    return np.bincount(place, values.astype(float), length).astype(float)
