"""Waits until the central server has sent the same playlist to all kiosks of a simulated fleet."""

import threading
from collections.abc import Callable
from dataclasses import replace

from central.clock import monotonic_s
from central.errors import UsageError
from central.ingest.session import BrokerOptions
from central.simulate.fleet import Fleet
from central.simulate.link import FleetLink
from central.simulate.program import Program, playlist_program
from central.simulate.shop import OPEN_S

WAIT_S, TELL_S, LOOK_S = 600.0, 10.0, 0.25


def receive_program(
    fleet: Fleet, midnight_s: float, options: BrokerOptions, stopping: threading.Event, tell: Callable[[str], None]
) -> Program | None:
    """Return the program of the playlist, or None once `stopping` is set. The kiosks first publish their state, so that
    the server knows them.

    Raises BrokerRefusedError. Raises UsageError if no playlist arrives within ten minutes, or if the fleet cannot play
    it.
    """
    topics = (f"vitrina/1/{fleet.plan.tenant}/+/+/playlist",)
    link = FleetLink(replace(options, topics=topics))
    link.start()
    try:
        for kiosk in fleet.kiosks:
            item = kiosk.state_message("sensing", midnight_s + OPEN_S)
            link.send(item.topic, item.payload, stopping, retain=item.is_retained)
        return _wait_for_program(fleet, link, stopping, tell)
    finally:
        link.stop()


def _wait_for_program(
    fleet: Fleet, link: FleetLink, stopping: threading.Event, tell: Callable[[str], None]
) -> Program | None:
    began_s, told_s = monotonic_s(), -TELL_S
    while not stopping.wait(LOOK_S):
        sent = {device: playlist for device, playlist in list(link.playlists.items()) if device in fleet.counts}
        if len(sent) == len(fleet.kiosks) and len({playlist.version for playlist in sent.values()}) == 1:
            return playlist_program(next(iter(sent.values())))
        waited_s = monotonic_s() - began_s
        how_many = f"{len(sent)} of {len(fleet.kiosks)} kiosks have a playlist"
        push = f"vitrina-central playlist push FILE.toml --site '{fleet.plan.tenant}/*'"
        if waited_s > WAIT_S:
            raise UsageError(
                f"simulate: after {WAIT_S:.0f} s, {how_many}. All kiosks need the same version of one "
                f"playlist. Send a playlist: {push}"
            )
        if waited_s - told_s >= TELL_S:
            told_s = waited_s
            tell(f"{how_many}; send one to all: {push}")
    return None
