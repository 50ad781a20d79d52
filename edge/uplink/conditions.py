"""What is wrong between kiosk and broker, in words: what happened, where, what to do. Never a secret."""

from dataclasses import dataclass

from edge.uplink.link import BrokerOptions, CommandsDenied, Lost, Refused, Unreachable


@dataclass(frozen=True, slots=True)
class Condition:
    """`code` is that of the alert, `text` what a person reads."""

    code: str
    text: str


def refused(event: Refused, options: BrokerOptions, waiting: int) -> Condition:
    if event.credentials:
        what = f"refused the name or password ({event.reason})"
        return Condition("broker.refused", f"broker: {options.place} {what}. {_slowly(options, waiting)}")
    if event.for_good:
        return Condition(
            "broker.refused", f"broker: {options.place} refused us ({event.reason}). {_slowly(options, waiting)}"
        )
    return Condition("broker.away", f"broker: {options.place} is not ready ({event.reason}). {_soon(waiting)}")


def unreachable(event: Unreachable, options: BrokerOptions, waiting: int) -> Condition:
    if event.bad_certificate:
        return Condition(
            "broker.certificate",
            f"broker: the certificate of {options.place} cannot be trusted ({event.reason}). {_soon(waiting)}"
            " Check [broker] ca_file, and that host is a name in the certificate.",
        )
    return Condition("broker.away", f"broker: {options.place} cannot be reached ({event.reason}). {_soon(waiting)}")


def lost(event: Lost, options: BrokerOptions, waiting: int) -> Condition:
    if event.by_twin:
        return Condition(
            "broker.twin",
            f"broker: another client took our place at {options.place}: two kiosks have the same tenant, site and"
            f" device. Give one of them another name. {_slowly(options, waiting)}",
        )
    return Condition(
        "broker.away", f"broker: the connection to {options.place} was lost ({event.reason}). {_soon(waiting)}"
    )


def hung_up(event: Lost, options: BrokerOptions, waiting: int) -> Condition:
    """It ended before the broker had answered."""
    return Condition(
        "broker.away",
        f"broker: {options.place} hung up without an answer ({event.reason}). {_soon(waiting)}"
        " Does it ask for TLS, or for a client certificate ([broker] cert_file)?",
    )


def denied(kind: str, reason: str, options: BrokerOptions, waiting: int) -> Condition:
    return Condition(
        "broker.denied",
        f"broker: {options.place} does not take our {kind} messages ({reason}). {_slowly(options, waiting)}"
        " Its access rules must let this device publish below its own topic.",
    )


def deaf(event: CommandsDenied, options: BrokerOptions) -> Condition:
    return Condition(
        "broker.deaf",
        f"broker: {options.place} does not let us hear commands ({event.reason}). Messages go out all the same."
        " Its access rules must let this device subscribe to its own cmd/+.",
    )


def unmarked(fault: str) -> Condition:
    """The outbox would not be told what is sent."""
    return Condition("outbox.unwritable", fault)


PASSING = frozenset({"broker.denied", "outbox.unwritable"})
"""The conditions that are over when a message has gone through; the others are when there is a connection."""


def _wait(waiting: int) -> str:
    return f"{waiting} message{' waits' if waiting == 1 else 's wait'} in the outbox"


def _soon(waiting: int) -> str:
    return f"{_wait(waiting)}; trying again."


def _slowly(options: BrokerOptions, waiting: int) -> str:
    return f"{_wait(waiting)}; trying again every {options.refused_retry_s} s."
