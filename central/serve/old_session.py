"""Ends the session that an older version of central left at the broker, under a client id that anybody could guess."""

import threading
from dataclasses import replace

from central.ingest.session import BrokerOptions, Session

LOOK_S, CONNECT_S = 0.5, 10.0


def end_old_session(session: Session, options: BrokerOptions, name: str, stopping: threading.Event) -> None:
    """Start a thread that ends the session `name` once `session` is subscribed, so that the broker stops queueing
    messages for the old session. Gap requests recover the messages that are still in its queue.
    """

    def end() -> None:
        while not session.is_connected.wait(LOOK_S):
            if stopping.is_set():
                return
        old = Session(replace(options, client_id=name, topics=(), session_s=0))
        old.start()
        try:
            old.is_connected.wait(CONNECT_S)
        finally:
            old.stop()

    threading.Thread(target=end, name="old session", daemon=True).start()
