"""Builds and runs the server: session, ingester, upkeep. The only place that connects them."""

import logging
import signal
import threading
from collections.abc import Callable

from central.clock import fault, now_ms
from central.errors import BrokerRefusedError, CentralError
from central.gaps.keeper import GapKeeper
from central.ingest.ingester import Ingester
from central.ingest.session import BrokerOptions, Session, tls_context
from central.serve.lock import serve_lock
from central.serve.upkeep import Upkeep
from central.settings import BrokerSection, Settings, secret
from central.store.database import open_store, reading
from central.store.postgres import PATIENCE_S
from central.store.store import Store

log = logging.getLogger(__name__)

JOIN_S = 20.0
LOOK_S = 0.5


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT. Raises the errors of central where it cannot start, or is refused."""
    options = broker_options(settings.broker)
    location = settings.location()
    data = location.data if location.url is None else None
    with open_store(location, PATIENCE_S) as store, serve_lock(data):
        require_right_clock(store)
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        run(store, Session(options), settings.central.play_days, stopping)


def require_right_clock(store: Store) -> None:
    """Raises CentralError if this machine's clock cannot be right."""
    with reading(store) as connection:
        newest_ms = connection.exec_driver_sql("SELECT coalesce(max(received_ms), 0) FROM devices").scalar_one()
    why = fault(now_ms(), newest_ms)
    if why is not None:
        raise CentralError(f"{why} Nothing was started.")


def broker_options(section: BrokerSection) -> BrokerOptions:
    """Options of the session. Raises UsageError."""
    return BrokerOptions(
        host=section.host,
        port=section.port,
        client_id=section.client_id,
        topics=section.topics,
        username=section.username,
        password=secret("broker", section.password_file),
        tls=tls_context(section.ca_file, section.cert_file, section.key_file) if section.tls else None,
        session_s=round(section.session_days * 86_400),
    )


def run(store: Store, session: Session, play_days: int, stopping: threading.Event) -> None:
    """Runs the parts until `stopping` is set or one ends. Raises BrokerRefusedError, and what nobody foresaw."""
    failures: list[BaseException] = []
    ingester = Ingester(session, store, stopping)
    upkeep = Upkeep(store, GapKeeper(store, session.publish), play_days, stopping)
    threads = [_thread(part.run, failures, stopping) for part in (ingester, upkeep)]
    log.info("serve: messages are stored in %s", store.engine.url)
    session.start()
    try:
        while not stopping.wait(LOOK_S):
            if session.refusal is not None:
                raise BrokerRefusedError(session.refusal)
    finally:
        stopping.set()
        for thread in threads:
            thread.join(JOIN_S)
        session.stop()
        totals = ingester.totals
        log.info("serve: ended; stored %d messages, %d came again", totals.stored, totals.duplicates)
    if failures:
        raise failures[0]


def _thread(work: Callable[[], None], failures: list[BaseException], stopping: threading.Event) -> threading.Thread:
    """Starts a thread that ends the server if it fails: the service manager starts it anew."""

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 raised again by `run`
            failures.append(error)
        finally:
            stopping.set()

    thread = threading.Thread(target=guarded, name=work.__self__.__class__.__name__.lower(), daemon=True)  # type: ignore[attr-defined]
    thread.start()
    return thread
