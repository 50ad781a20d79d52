"""The demo: one command that runs a broker, the server and a small simulated fleet, without setup."""

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timezone
from pathlib import Path

from sqlalchemy import Connection

from central.alerts.keeper import AlertKeeper
from central.clock import now_ms
from central.errors import UsageError
from central.ingest.session import BrokerOptions, Session
from central.serve.demo_broker import run_demo_broker
from central.serve.demo_days import PastDays
from central.serve.demo_sales import plan_demo_days, store_demo_sales
from central.serve.lock import serve_lock
from central.serve.serve import broker_options, build_watched_parts, require_right_clock, run_pages, run_parts
from central.settings import BrokerSection, CentralSection, Settings, WebSection
from central.simulate.fleet import Fleet, FleetPlan
from central.simulate.pace import wait_real_time
from central.simulate.run import DAY_S, connect_sender, fleet_options
from central.simulate.shop import OPEN_FOR_S, OPEN_S
from central.simulate.shop_names import simulated_shops
from central.stop_signals import stop_by_signal
from central.store.database import open_store, translate_database_errors
from central.store.postgres import PATIENCE_S
from central.store.scope import Scope
from central.store.secrets import new_secret
from central.store.shops import set_details
from central.store.sites import set_site
from central.store.store import Store
from central.store.users import Role, add_user, find_user, remove_user

NAME, PASSWORD_LETTERS = "demo", 16
KIOSKS, SITES = 12, 12
PAST_DAYS, COMING_DAYS = 7, 30  # a moment is named from 10 shops on, a winner at any time from day 7 on
JOIN_S, LOOK_S = 40.0, 0.25


def run_demo(data: Path | None, tell: Callable[[str], None]) -> None:
    """Print what to try, and run until SIGTERM or SIGINT.

    The store is in `data`, or in a folder that is deleted at the end.
    """
    stopping = stop_by_signal()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vitrina-central-demo-")))
        place = data or folder / "data"
        name, port = stack.enter_context(run_demo_broker(folder))
        web = WebSection(port=find_free_port(WebSection().port))
        settings = Settings(central=CentralSection(data=place), broker=BrokerSection(port=port), web=web)
        settings = settings.with_name("--data", place)
        location = settings.store_location()
        location.make_folder()
        stack.enter_context(serve_lock(place))
        store = stack.enter_context(open_store(location, PATIENCE_S, is_only_server=True))
        require_right_clock(store)
        plan, planned = plan_demo_days(FleetPlan(_tenant(), KIOSKS, SITES), now_ms())
        fleet = Fleet(plan)
        _add_shops(store, fleet)
        store_demo_sales(store, plan, planned, now_ms())
        password = stack.enter_context(create_demo_user(store))
        tell(f"demo: open http://127.0.0.1:{web.port}/ and sign in as {NAME} with the password {password}")
        midnights = demo_midnights(_now_s())
        past = PastDays(fleet.plan.tenant, midnights[0], PAST_DAYS)
        pages = run_pages(settings, location, is_wanted=True, arriving=past.find_arriving)
        part = stack.enter_context(pages)
        tell(_guide_text(fleet, name, port, place, is_kept=data is not None))
        options = broker_options(settings.broker)
        session = Session(options)
        stack.enter_context(_send_in_thread(fleet, midnights, options, session.is_connected, stopping))
        alerts = AlertKeeper(store, (), build_watched_parts(settings, session, part), now_ms(), stopping)
        run_parts(store, session, settings.central.play_days, stopping, alerts, part)


def _add_shops(store: Store, fleet: Fleet) -> None:
    for key, details in simulated_shops(fleet).items():
        set_site(store, key, zone="UTC", parts=None, is_new=True)
        with store.engine.begin() as connection:
            set_details(connection, key, details)


@contextmanager
def create_demo_user(store: Store) -> Iterator[str]:
    """Create a user for `run_demo`.

    The user is valid only on this machine, and is removed at the end. Yields the user's new random password.
    """
    from central.web.passwords import hash_password

    password = new_secret()[:PASSWORD_LETTERS]
    password_hash = hash_password(password)
    with translate_database_errors(), store.engine.begin() as connection:
        _remove_demo(connection)
        add_user(connection, NAME, password_hash, Role.ADMIN, Scope.whole_store(), loopback_only=True)
    try:
        yield password
    finally:
        with translate_database_errors(), store.engine.begin() as connection:
            _remove_demo(connection)


def _remove_demo(connection: Connection) -> None:
    """Remove the user of a demo. Raises UsageError if a user with this name was not created by a demo."""
    user = find_user(connection, NAME)
    if user is not None and not user.loopback_only:
        raise UsageError(f"demo: this store already has a user {NAME}. Name another folder with --data.")
    if user is not None:
        remove_user(connection, user)


def find_free_port(wanted: int) -> int:
    """The wanted loopback port, or another free port if a program is using the wanted one."""
    for port in (wanted, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as probe:
                return int(probe.getsockname()[1])
        except OSError:
            continue
    raise UsageError("demo: no port of 127.0.0.1 is free. Stop a program that listens (ss -ltnp).")


def demo_midnights(now_s: float) -> list[float]:
    """Midnights of the fleet's days: some past days, one day on which shops are open now, and future days. No two days
    overlap.
    """
    today_s = now_s // DAY_S * DAY_S
    opens_s = min(now_s // 60 * 60, today_s + DAY_S - OPEN_FOR_S)
    past = [today_s - number * DAY_S for number in range(PAST_DAYS, 0, -1)]
    return [*past, opens_s - OPEN_S, *(today_s + number * DAY_S for number in range(1, COMING_DAYS))]


@contextmanager
def _send_in_thread(
    fleet: Fleet,
    midnights: Sequence[float],
    options: BrokerOptions,
    may_start: threading.Event,
    stopping: threading.Event,
) -> Iterator[None]:
    """Send messages in a thread: past messages at once, then new messages in real time. A failure ends the server, and
    is raised here.
    """
    failures: list[BaseException] = []

    def send() -> None:
        try:
            while not may_start.wait(LOOK_S) and not stopping.is_set():
                pass
            with connect_sender(fleet, fleet_options(options, fleet.plan.tenant), stopping) as sender:
                sender.run(midnights, wait_real_time(_now_s))
        except BaseException as error:  # noqa: BLE001 raised again below
            failures.append(error)
            stopping.set()

    thread = threading.Thread(target=send, name="fleet", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(JOIN_S)
    if failures:
        raise failures[0]


def _now_s() -> float:
    return now_ms() / 1000


def _tenant() -> str:
    """Name of a new tenant. It differs each time, so that a second demo in the same folder has its own message
    numbers.
    """
    return f"sim-demo-{datetime.fromtimestamp(_now_s(), timezone.utc):%Y%m%d-%H%M%S}"


def _guide_text(fleet: Fleet, broker: str, port: int, place: Path, *, is_kept: bool) -> str:
    plan = fleet.plan
    end = "It is kept." if is_kept else "It is deleted at the end; use --data DIR to keep it."
    return f"""\
demo: everything here is simulated: {plan.kiosks} kiosks at {plan.sites} sites, tenant {plan.tenant}.
demo: {PAST_DAYS} days of data arrive within about ten minutes. Until then the pages show part of them, and say which.
demo: The page Lift shows at once which ad sells more. It compares smiles as their days arrive.
demo: After that, messages arrive in real time. The broker is {broker} on 127.0.0.1:{port}.
demo: the store is in {place}. {end}
demo: try in another terminal:
  vitrina-central site list --data {place}
  vitrina-central export messages --kind reaction --data {place} | head -n 1
  vitrina-central simulate --kiosks 10 --faults all --broker 127.0.0.1:{port}
  vitrina-central quarantine list --data {place}
demo: press Ctrl-C to stop."""
