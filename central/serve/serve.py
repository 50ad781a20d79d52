"""Builds and runs the server: session, ingester, upkeep, alerts, pages. Only this module connects them."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from central.alerts.channels import build_channels
from central.alerts.keeper import AlertKeeper, Watched
from central.clock import clock_fault, now_ms
from central.errors import BrokerRefusedError, CentralError
from central.gaps.keeper import GapKeeper
from central.ingest.ingester import Ingester
from central.ingest.session import BrokerOptions, Session, tls_context
from central.playlists.sender import PlaylistSender
from central.serve.demo_days import Arriving
from central.serve.fleet_work import FleetWork
from central.serve.heartbeat import registered_server
from central.serve.lock import client_id_lock, serve_lock
from central.serve.old_session import end_old_session
from central.serve.upkeep import Upkeep
from central.settings import BrokerSection, Settings, read_secret
from central.stop_signals import stop_by_signal
from central.store.batch import Written
from central.store.client_ids import kept_client_id, random_client_id
from central.store.database import open_store, read_view
from central.store.held_lock import HeldLock
from central.store.location import Location
from central.store.postgres import PATIENCE_S
from central.store.store import Store

if TYPE_CHECKING:
    from central.enrolment.enroller import Enroller

log = logging.getLogger(__name__)

JOIN_S = 20.0
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts that a process runs: receiving messages, serving pages, or both."""

    ingest: bool = True
    web: bool = True


def serve(settings: Settings, parts: Parts) -> None:
    """Serve until SIGTERM or SIGINT. Raises CentralError if the server cannot start, or if the broker rejects it."""
    options = broker_options(settings.broker) if parts.ingest else None
    ways = build_channels(settings.alerts, settings.command_options)
    location = settings.store_location()
    data = location.data if location.url is None else None
    location.make_folder()
    with (
        serve_lock(data),
        open_store(location, PATIENCE_S, is_only_server=data is not None) as store,
        ExitStack() as held,
    ):
        require_right_clock(store)
        stopping = stop_by_signal()
        held.enter_context(registered_server(store, stopping))
        if parts.ingest and data is None:
            held.enter_context(client_id_lock(store, settings.broker.client_id, stopping))
        session = None if options is None else open_kept_session(store, options, settings.broker.client_id, stopping)
        with run_pages(settings, location, is_wanted=parts.web) as web:
            watched = build_watched_parts(settings, session, web)
            alerts = AlertKeeper(store, ways, watched, now_ms(), stopping)
            publish = None if session is None else session.publish_retained
            keys = settings.fleet_keys_folder()
            fleet = FleetWork(store, settings.films, keys, now_ms(), alerts.failures, publish).run_due
            with run_weekly_mail(settings, location, stopping, is_wanted=parts.web):
                if session is None:
                    days, failures = settings.central.play_days, alerts.failures
                    upkeep = Upkeep(store, None, days, stopping, failures=failures, fleet=fleet)
                    keep_store(upkeep, alerts, stopping, web)
                else:
                    run_parts(store, session, settings.central.play_days, stopping, alerts, web, fleet)


def build_watched_parts(settings: Settings, session: Session | None, web: "WebPart | None") -> Watched:
    """Return the parts of this process that the alerts monitor."""
    location = settings.store_location()
    watched = Watched(
        data=location.data if location.url is None else None,
        certificate=settings.web.certificate,
        severity=settings.alerts.severity,
        backup_days=settings.central.backup_days,
    )
    if session is not None:
        watched = replace(watched, broker=lambda: session.fault)
    return watched if web is None else replace(watched, pages=web.page_fault)


def open_kept_session(store: Store, options: BrokerOptions, name: str, stopping: threading.Event) -> Session:
    """Open the session of this store. The broker keeps the session while central is offline. Raises DatabaseError."""
    kept = kept_client_id(store, name)
    session = Session(replace(options, client_id=kept.text))
    if kept.is_first:
        end_old_session(session, options, name, stopping)
    return session


class WebPart(Protocol):
    """Pages that a process runs beside the ingester."""

    @property
    def is_reporting(self) -> bool:
        """True while a report of a user runs or waits."""

    def restart_ended(self) -> None:
        """Restart pages that have stopped unexpectedly."""

    def page_fault(self) -> str | None:
        """Current fault of the pages, as a sentence."""

    def on_batch(self, written: Written, seconds: float) -> None:
        """Pass the result of a stored batch, and the seconds that writing took, to the pages."""

    def on_gaps(self, missing: int) -> None:
        """Pass the number of missing messages to the pages."""


@contextmanager
def run_pages(
    settings: Settings, location: Location, *, is_wanted: bool, arriving: Arriving | None = None
) -> Iterator[WebPart | None]:
    """Run the pages with their own database connections. The packages for pages are loaded only if pages are wanted.

    `arriving`: reads the day of a demo that is arriving, and the number of days.
    """
    if not is_wanted:
        yield None
        return
    from central.web.build import start_web

    store = open_store(location, PATIENCE_S)
    try:
        web = start_web(
            settings.web,
            store,
            settings.films,
            enroller=build_enroller(settings, store),
            sends_mail=settings.mail is not None,
            arriving=arriving,
            command_options=settings.command_options,
            oidc=settings.oidc,
        )
    except BaseException:
        store.close()
        raise
    try:
        yield web
    finally:
        web.stop()


@contextmanager
def run_weekly_mail(
    settings: Settings, location: Location, stopping: threading.Event, *, is_wanted: bool
) -> Iterator[None]:
    """Send the Monday mail beside the pages, with its own database connections, if the settings name a mail server.
    Raises UsageError if one of its files cannot be read.
    """
    if settings.mail is None or not is_wanted:
        yield
        return
    from central.weekly.keeper import WeeklyMailKeeper
    from central.weekly.sending import build_user_mailer

    post = build_user_mailer(settings.mail)
    with open_store(location, PATIENCE_S) as store:
        lock = HeldLock(store, "Monday mail") if location.url is not None else None
        failures: list[BaseException] = []
        keeper = WeeklyMailKeeper(store, post, settings.mail, stopping, lock)
        thread = _start_thread(keeper.run, failures, stopping)
        try:
            yield
        finally:
            stopping.set()
            thread.join(JOIN_S)
            if lock is not None and not thread.is_alive():
                lock.release()
    if failures:
        raise failures[0]


def require_right_clock(store: Store) -> None:
    """Raise CentralError if the time of this machine's clock is implausible."""
    with read_view(store) as connection:
        newest_ms = connection.exec_driver_sql("SELECT coalesce(max(received_ms), 0) FROM devices").scalar_one()
    why = clock_fault(now_ms(), newest_ms)
    if why is not None:
        raise CentralError(f"{why} Nothing was started.")


def build_enroller(settings: Settings, store: Store) -> "Enroller":
    """Return the enroller of a store. Raises UsageError if a password or certificate file of the broker cannot be
    read.
    """
    from central.enrolment.enroller import Enroller

    return Enroller(store, settings, broker_options(settings.broker) if settings.broker.dynamic_security else None)


def broker_options(section: BrokerSection) -> BrokerOptions:
    """Return the options of a broker connection with its own client id. Raises UsageError."""
    return BrokerOptions(
        host=section.host,
        port=section.port,
        client_id=random_client_id(section.client_id),
        topics=section.topics,
        username=section.username,
        password=read_secret("broker", section.password_file),
        tls=tls_context(section.ca_file, section.cert_file, section.key_file) if section.tls else None,
        session_s=round(section.session_days * 86_400),
    )


def run_parts(
    store: Store,
    session: Session,
    play_days: int,
    stopping: threading.Event,
    alerts: AlertKeeper,
    web: WebPart | None = None,
    fleet: Callable[[], None] | None = None,
) -> None:
    """Run the parts until `stopping` is set or a part ends.

    Raises BrokerRefusedError, or any unexpected error. Pages continue when the broker fails, and messages are stored
    when the pages fail. Without pages, the process ends if the broker rejects the login from the start.
    """
    ingester = Ingester(session, store, stopping) if web is None else Ingester(session, store, stopping, web.on_batch)
    gaps = GapKeeper(store, session.publish) if web is None else GapKeeper(store, session.publish, web.on_gaps)
    playlists = PlaylistSender(store, session.publish_retained)
    upkeep = Upkeep(store, gaps, play_days, stopping, playlists, alerts.failures, fleet)
    failures: list[BaseException] = []
    work = (ingester.run, upkeep.run, alerts.run, *_kept_answer_work(store, stopping, alerts, web))
    threads = [_start_thread(each, failures, stopping) for each in work]
    log.info("serve: messages are stored in %s", store.engine.url)
    session.start()
    try:
        while not stopping.wait(LOOK_S):
            if web is None and session.is_login_refused and not session.was_accepted:
                raise BrokerRefusedError(session.refusal)
            if web is not None:
                web.restart_ended()
    finally:
        stopping.set()
        for thread in threads:
            thread.join(JOIN_S)
        session.stop()
        totals = ingester.totals
        log.info(
            "serve: stopped; stored %d messages, and ignored %d that were already stored",
            totals.stored,
            totals.duplicates,
        )
    if failures:
        raise failures[0]


def keep_store(upkeep: Upkeep, alerts: AlertKeeper, stopping: threading.Event, web: WebPart | None) -> None:
    """Maintain totals, retention and alerts beside the pages, while another process receives the messages."""
    failures: list[BaseException] = []
    work = (upkeep.run, alerts.run, *_kept_answer_work(upkeep.store, stopping, alerts, web))
    threads = [_start_thread(each, failures, stopping) for each in work]
    try:
        while not stopping.wait(LOOK_S):
            if web is not None:
                web.restart_ended()
    finally:
        stopping.set()
        for thread in threads:
            thread.join(JOIN_S)
    if failures:
        raise failures[0]


def _kept_answer_work(
    store: Store, stopping: threading.Event, alerts: AlertKeeper, web: WebPart | None
) -> list[Callable[[], None]]:
    """Return the work that computes the answers of lists and of the start page; none without pages."""
    if web is None:
        return []
    from central.serve.answer_keeper import AnswerKeeper

    return [AnswerKeeper(store, lambda: web.is_reporting, stopping, alerts.failures).run]


def _start_thread(
    work: Callable[[], None], failures: list[BaseException], stopping: threading.Event
) -> threading.Thread:
    """Start a thread that ends the server if it fails. The service manager then restarts it."""

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
