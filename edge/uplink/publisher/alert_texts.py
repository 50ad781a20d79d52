"""What is wrong between kiosk and broker, in words: what happened, where, what to do. Never a secret."""

from collections.abc import Collection
from dataclasses import dataclass

from edge.messages.build import Severity
from edge.uplink.mqtt.client import BrokerOptions
from edge.uplink.mqtt.client_events import BrokerUnreachable, ClientFailed, ConnectionLost, ConnectionRefused
from edge.uplink.publisher.in_flight import RejectedMessage


@dataclass(frozen=True, slots=True)
class BrokerAlert:
    """`code` is that of the alert, `text` what a person reads."""

    code: str
    text: str
    severity: Severity = "error"


def refused(event: ConnectionRefused, options: BrokerOptions, waiting: int) -> BrokerAlert:
    if event.credentials:
        what = f"refused the name or password ({event.reason})"
        return BrokerAlert("broker.refused", f"broker: {options.place} {what}. {_slowly(options, waiting)}")
    if event.for_good:
        return BrokerAlert(
            "broker.refused", f"broker: {options.place} refused us ({event.reason}). {_slowly(options, waiting)}"
        )
    return BrokerAlert("broker.away", f"broker: {options.place} is not ready ({event.reason}). {_soon(waiting)}")


def unreachable(event: BrokerUnreachable, options: BrokerOptions, waiting: int) -> BrokerAlert:
    if event.bad_certificate:
        return BrokerAlert(
            "broker.certificate",
            f"broker: the certificate of {options.place} cannot be trusted ({event.reason}). {_soon(waiting)}"
            f" {_cure(event.reason)}",
        )
    if event.bad_own_certificate:
        return _own_certificate(event.reason, options, waiting)
    hint = " Does it speak TLS on this port ([broker] tls)?" if event.bad_tls else ""
    return BrokerAlert(
        "broker.away", f"broker: {options.place} cannot be reached ({event.reason}). {_soon(waiting)}{hint}"
    )


def _cure(reason: str) -> str:
    if "expired" in reason or "not yet valid" in reason:
        return "Renew it at the broker; but first look whether the clock of this machine is right."
    return "Check [broker] ca_file, and that host is a name in the certificate."


def _own_certificate(reason: str, options: BrokerOptions, waiting: int) -> BrokerAlert:
    """What the broker says of it is all that is known."""
    return BrokerAlert(
        "broker.certificate",
        f"broker: {options.place} does not take the kiosk's certificate ({reason}). {_soon(waiting)}"
        " [broker] cert_file and key_file must name one that is in date and from an authority that the broker trusts;"
        " files that are replaced are read at the next attempt.",
    )


def lost(event: ConnectionLost, options: BrokerOptions, waiting: int) -> BrokerAlert:
    if event.by_twin:
        return BrokerAlert(
            "broker.twin",
            f"broker: another client took our place at {options.place}: two kiosks have the same tenant, site and"
            f" device. Give one of them another name. {_slowly(options, waiting)}",
        )
    return BrokerAlert(
        "broker.away", f"broker: the connection to {options.place} was lost ({event.reason}). {_soon(waiting)}"
    )


def hung_up(event: ConnectionLost, options: BrokerOptions, waiting: int) -> BrokerAlert:
    """It ended before the broker had answered."""
    if event.bad_own_certificate:
        return _own_certificate(event.reason, options, waiting)
    return BrokerAlert(
        "broker.away",
        f"broker: {options.place} hung up without an answer ({event.reason}). {_soon(waiting)}"
        " Does it ask for TLS, or for a client certificate ([broker] cert_file)?",
    )


def broken(event: ClientFailed, options: BrokerOptions, waiting: int, again_s: float) -> BrokerAlert:
    """The fault is ours."""
    return BrokerAlert(
        "broker.away",
        f"broker: the connection to {options.place} was given up because of a fault of this program ({event.reason});"
        f" another is made in {again_s:.0f} s. {_wait(waiting)}. The log has the fault; please report it.",
    )


def denied(kinds: dict[str, str], options: BrokerOptions, waiting: int) -> BrokerAlert:
    """`kinds` with the broker's reason for each."""
    return BrokerAlert(
        "broker.denied",
        f"broker: {options.place} does not take our {_and(kinds)} messages ({_and(set(kinds.values()))})."
        f" {_slowly(options, waiting)} Its access rules must let this device publish below its own topic, and it must"
        " have room; its log may say more.",
    )


def no_subscribers(kinds: dict[str, str], options: BrokerOptions, waiting: int) -> BrokerAlert:
    """`kinds` with the broker's reason for each."""
    return BrokerAlert(
        "broker.unheard",
        f"broker: nobody has subscribed to our {_and(kinds)} messages at {options.place}, so it throws them away; they"
        f" wait. {_slowly(options, waiting)} Start what collects them, and look at the topics that it asks for.",
        "warning",
    )


def oversize(aside: RejectedMessage, count: int, options: BrokerOptions) -> BrokerAlert:
    """The last of `count` that were too large for the broker, or that it hung up on."""
    limit = f"takes no more than {aside.limit}" if aside.limit is not None else f"does not take it: {aside.reason}"
    return BrokerAlert(
        "broker.oversize",
        f"broker: {_what(aside)} has {aside.bytes} bytes; {options.place} {limit}. {_aside(aside, count)}"
        " Raise its limit of the packet size (mosquitto: max_packet_size). This ends when it takes as much, or after a"
        " day.",
    )


def rejected(aside: RejectedMessage, count: int, options: BrokerOptions) -> BrokerAlert:
    """The last of `count` that the broker will never take, for a reason that is not their size."""
    return BrokerAlert(
        "broker.rejected",
        f"broker: {options.place} will not have {_what(aside)} ({aside.reason}). {_aside(aside, count)} Does it check"
        " payloads? Let it take ours, then ask for the number with cmd/resend. This ends after a day.",
    )


def _what(aside: RejectedMessage) -> str:
    return f"a {aside.kind} message" if aside.seq is None else f"{aside.kind} message {aside.seq}"


def _aside(aside: RejectedMessage, count: int) -> str:
    done = "It is dropped" if aside.seq is None else "It is set aside in the outbox"
    return f"{done}, {count} so far; all others go out."


def commands_failed(reason: str, options: BrokerOptions) -> BrokerAlert:
    return BrokerAlert(
        "broker.deaf",
        f"broker: {options.place} does not let us hear commands ({reason}). Messages go out all the same."
        " Its access rules must let this device subscribe to its own cmd/+.",
    )


def unmarked(fault: str) -> BrokerAlert:
    """The outbox would not be told what is sent, or does not say what waits."""
    return BrokerAlert("outbox.unwritable", fault)


def _and(words: Collection[str]) -> str:
    return " and ".join(sorted(words))


def _wait(waiting: int) -> str:
    return f"{waiting} message{' waits' if waiting == 1 else 's wait'} in the outbox"


def _soon(waiting: int) -> str:
    return f"{_wait(waiting)}; trying again."


def _slowly(options: BrokerOptions, waiting: int) -> str:
    return f"{_wait(waiting)}; trying again every {options.refused_retry_s} s."
