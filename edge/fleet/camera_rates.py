"""Frame rates of the camera over the last seven days, which a new version is compared with."""

import json
from pathlib import Path
from statistics import median

from edge.files import replace_file

DAYS_S = 7 * 86_400.0
LEAST_RATES = 4
MOST_RATES = 1_000


class CameraRates:
    """File of frame rates, each with its time. A file that cannot be read counts as empty."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, now_s: float, rate_hz: float) -> None:
        """Add a rate, and drop those older than seven days. Raises OSError."""
        rates = [*self._recent(now_s), (now_s, rate_hz)][-MOST_RATES:]
        replace_file(self._path, json.dumps(rates).encode() + b"\n")

    def median_hz(self, now_s: float) -> float | None:
        """Median of the last seven days. None if there are fewer than four rates."""
        rates = [rate_hz for _, rate_hz in self._recent(now_s)]
        return median(rates) if len(rates) >= LEAST_RATES else None

    def _recent(self, now_s: float) -> list[tuple[float, float]]:
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            rates = [(float(at_s), float(rate_hz)) for at_s, rate_hz in stored]
        except (OSError, ValueError, TypeError):
            return []
        return [(at_s, rate_hz) for at_s, rate_hz in rates if now_s - DAYS_S < at_s <= now_s]
