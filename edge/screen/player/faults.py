"""Alerts about problems with the player's files and with the kiosk's speed."""

from collections.abc import Iterator

from edge.alerts import Alert

RETRY_S = 600.0  # time until a file that could not be shown is tried again
SLOW_SHARE = 0.2
LEAST_FRAMES = 30
CALM_S = 3600.0  # without a slow play until the alert ends: at its limit, a kiosk is slower with more people in view
LOST_S = 30.0
MAX_NAMES = 5


class FileFaults:
    """Creatives that the page could not show, with the reasons. They are skipped for RETRY_S seconds."""

    def __init__(self) -> None:
        self._faults: dict[str, tuple[float, str, float]] = {}  # by creative: first time, reason, skipped until

    def add(self, creative: str, reason: str, at_s: float, *, is_left_out: bool) -> None:
        """Record a fault of a creative's file. A file that only appeared late is not skipped, because the kiosk may
        just be slow.
        """
        since_s = self._faults[creative][0] if creative in self._faults else at_s
        self._faults[creative] = (since_s, reason, at_s + RETRY_S if is_left_out else at_s)

    def remove(self, creative: str) -> None:
        """Record that the file of this creative was shown."""
        self._faults.pop(creative, None)

    def skipped_creatives(self, now_s: float) -> frozenset[str]:
        """Creatives to skip at the moment."""
        return frozenset(creative for creative, (_, _, until_s) in self._faults.items() if now_s < until_s)

    @property
    def alerts(self) -> Iterator[Alert]:
        if not self._faults:
            return
        names = sorted(self._faults)
        texts = [f"{name} ({self._faults[name][1]})" for name in names[:MAX_NAMES]]
        more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
        text = f"player: not shown: {', '.join(texts)}{more}. The rest plays. Convert the file to H.264 in mp4, or VP9."
        yield Alert("player.file", "warning", text, min(fault[0] for fault in self._faults.values()))


class PaceFault:
    """Alert that the kiosk drops too many frames. The times of plays may then be wrong by up to a second.

    The alert ends an hour after the last such play, so that it does not reveal when people come and go.
    """

    def __init__(self) -> None:
        self._alert: Alert | None = None
        self._slow_s = 0.0

    def add_play_frames(self, shown: int, dropped: int, at_s: float) -> None:
        """Add the frame counts of one play."""
        if shown + dropped < LEAST_FRAMES:
            return
        if dropped <= SLOW_SHARE * (shown + dropped):
            if at_s - self._slow_s >= CALM_S:
                self._alert = None
            return
        self._slow_s = at_s
        if self._alert is None:
            # not the share itself: at its limit, a kiosk drops more with more people in view
            text = (
                f"player: more than {SLOW_SHARE:.0%} of the frames are dropped, so the times of plays are wrong. "
                "Install a GPU driver, or use ads of 720p."
            )
            self._alert = Alert("player.slow", "warning", text, at_s)

    @property
    def alerts(self) -> Iterator[Alert]:
        if self._alert:
            yield self._alert
