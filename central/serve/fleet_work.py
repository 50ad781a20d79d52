"""Work for the repositories that this server publishes: daily signatures, rollouts, and hints to kiosks."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from central import VERSION
from central.alerts.failures import TaskFailures
from central.clock import monotonic_s
from central.errors import CentralError, DatabaseError
from central.packages import missing_package_text
from central.store.store import Store

if TYPE_CHECKING:
    from central.fleet.hints import HintSender, PublishKept
    from central.fleet.keeper import RolloutKeeper

log = logging.getLogger(__name__)

RENEW_S = 600.0
FLEET = "fleet"
"""Folder of the repositories, and name of the task in the alerts."""


class FleetWork:
    """Work for all repositories below `media`, with the keys in `keys`.

    The packages for signatures are loaded only once there is a repository. `publish`: sends hints to kiosks; None in a
    process without a broker session.
    """

    def __init__(
        self,
        store: Store,
        media: Path | None,
        keys: Path | None,
        started_ms: int,
        failures: TaskFailures,
        publish: "PublishKept | None" = None,
    ) -> None:
        self._store, self._media, self._keys, self._started_ms = store, media, keys, started_ms
        self._failures, self._publish = failures, publish
        self._keeper: RolloutKeeper | None = None
        self._hints: HintSender | None = None
        self._renew_due_s = 0.0

    def run_due(self) -> None:
        """Sign what has to be signed, and decide about rollouts. Raises DatabaseError."""
        if self._media is None or self._keys is None or not (self._media / FLEET).is_dir():
            return
        self._keeper = self._keeper or self._load()
        if self._keeper is None:
            self._media = None
            return
        if monotonic_s() >= self._renew_due_s:
            self._renew_due_s = monotonic_s() + RENEW_S
            self._renew()
        self._keeper.run_due()
        if self._hints is not None:
            self._send_hints(self._hints)

    def _load(self) -> "RolloutKeeper | None":
        """Load the packages for signatures; None if one is missing."""
        try:
            from central.fleet.published import repositories
        except ModuleNotFoundError as error:
            log.error("fleet: nothing is signed: %s", missing_package_text(error.name, "central"))
            return None
        from central.fleet.hints import HintSender
        from central.fleet.keeper import RolloutKeeper

        if self._publish is not None:
            self._hints = HintSender(self._store, self._publish)
        media, keys = self._media, self._keys
        return RolloutKeeper(self._store, lambda: repositories(media, keys), VERSION, self._started_ms)

    def _send_hints(self, hints: "HintSender") -> None:
        from central.fleet.published import repositories

        try:
            hints.send_due(repositories(self._media, self._keys))
        except DatabaseError:
            raise
        except CentralError as error:  # a repository that cannot be read: the renewal reports it
            log.debug("fleet: no hint: %s", error)

    def _renew(self) -> None:
        from central.fleet.published import renew_repositories

        try:
            renewed = renew_repositories(self._media, self._keys)
        except CentralError as error:
            if FLEET not in self._failures.failure_reasons():
                log.error("fleet: %s; central will try again later", error)
            self._failures.mark_failed(FLEET, str(error))
            return
        self._failures.mark_succeeded(FLEET)
        if renewed:
            log.info("fleet: renewed the signatures of %s", ", ".join(renewed))
