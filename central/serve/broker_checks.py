"""Checks of the broker for `doctor`. Each check uses a connection with its own client id, so a running `serve` keeps
its session. This does not apply if the broker uses the user name as the client id.
"""

from collections.abc import Iterator
from dataclasses import replace

from central.alerts.texts import printable_line
from central.ingest.probe import RightsProbe, nobody_topic, try_connection
from central.ingest.session import BrokerOptions, Session
from central.serve.finding import Finding
from central.serve.serve import broker_options
from central.settings import BrokerSection

STEP_S = 0.1
RULES = "the rules are in examples/acl and examples/dynamic-security.sh"


def check_broker(section: BrokerSection, connect_s: float) -> Iterator[Finding]:
    """Connect as central does, then check what the broker allows central and other clients to do. Raises UsageError."""
    options, place = broker_options(section), f"{section.host}:{section.port}"
    session = Session(replace(options, topics=(), session_s=0))
    session.start()
    try:
        if not _is_accepted(session, connect_s):
            late = f"{place} does not answer within {connect_s:.0f} s. Check host, port, tls and firewall."
            yield Finding("broker", False, session.refusal or late)
            return
        who = "" if section.username is None else f" as {section.username}"
        yield Finding("broker", True, f"{place} accepts central{who}, MQTT 5")
        yield from _rights_findings(options, place)
        yield from _take_over_findings(session, section, place)
    finally:
        session.stop()
    yield from _anonymous_findings(section, place)


def _is_accepted(session: Session, connect_s: float) -> bool:
    for _ in range(round(connect_s / STEP_S)):
        if session.is_connected.wait(STEP_S):
            return True
        if session.refusal is not None:
            return False
    return False


def _rights_findings(options: BrokerOptions, place: str) -> Iterator[Finding]:
    """Findings about central's permissions, and about messages that other clients have left at the broker."""
    probe = RightsProbe(options)
    try:
        probe.run()
    finally:
        probe.close()
    if probe.denied:
        text = (
            f"{place} does not allow central to {', '.join(probe.denied)}. Change the broker's access rules: {RULES}."
        )
        yield Finding("broker rights", False, text)
    if probe.strays:
        some = ", ".join(map(printable_line, probe.some_strays))
        text = (
            f"{place} retains {probe.strays} messages under names that no kiosk uses, such as {some}. Anyone"
            " who may publish to any name can fill the broker. Allow kiosks to publish only the listed kinds"
            f" ({RULES}). Then delete each message: mosquitto_pub -r -n -t TOPIC"
        )
        yield Finding("broker retained", False, text)


def _take_over_findings(session: Session, section: BrokerSection, place: str) -> Iterator[Finding]:
    """Finding if the probe's connection, which uses the same login, has ended central's first connection."""
    session.publish_retained([(nobody_topic("playlist"), b"")])  # once that is answered, an end would have come
    if session.fault is not None:
        text = (
            f"{place} uses the user name {section.username} as the client id. Each login with it therefore ends"
            " the session of a running `serve`, and this doctor has just done so. mosquitto: remove"
            " use_username_as_clientid."
        )
        yield Finding("broker session", False, text)


def _anonymous_findings(section: BrokerSection, place: str) -> Iterator[Finding]:
    """Finding if clients without a user name and a certificate can connect.

    On loopback, the check is skipped if central itself has neither.
    """
    is_here = section.host in ("localhost", "::1") or section.host.startswith("127.")
    if section.username is None and section.cert_file is None and is_here:
        return
    nobody = dict.fromkeys(("username", "password_file", "cert_file", "key_file"))
    if try_connection(broker_options(section.model_copy(update=nobody))):
        text = f"{place} accepts clients without a user name and password. mosquitto: set allow_anonymous false."
        yield Finding("broker access", False, text)
