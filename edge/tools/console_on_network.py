"""`vitrina console --for`: opens the console to one phone on the local network while the command is running."""

import signal
import socket
import ssl
import sys
from contextlib import closing, suppress

from edge.exit_codes import DONE
from edge.kiosk.console.network_console import NetworkRequest, NetworkRequestError, request_network_page
from edge.settings.settings import Settings
from edge.web.errors import PageError
from edge.web.tls import certificate_fingerprint

REACH_S = 3.0
ELSEWHERE = ("192.0.2.1", 9)
"""An IP address that is reserved for documentation.

Nothing is sent to it. The system only reports which local address it would use to reach it.
"""


def open_console_on_network(settings: Settings, for_s: float, view: bool, address: str | None) -> int:
    """Open the page, print its link, code and fingerprint, and wait until the page is closed. Ctrl-C closes it.

    Raises PageError or KioskNotRunningError.
    """
    if settings.console is None:
        raise PageError(
            "console: the settings have no section [console]. Add the line [console] to the settings file, and "
            "restart the kiosk."
        )
    address = address or default_route_address()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)  # the terminal was closed
    request = NetworkRequest(for_s=for_s, address=address, view=view)
    with closing(request_network_page(settings.outbox.path, request)) as answers, suppress(KeyboardInterrupt):
        page = next(answers)
        _print_page_link(page["link"], page["fingerprint"], for_s, view)
        if not is_page_reachable(address, page["port"], page["fingerprint"]):
            _say(_not_reached(address))
        for _ in answers:
            break
    _say("Closed.")
    return DONE


def default_route_address() -> str:
    """This kiosk's IP address on the network of its default route. Raises NetworkRequestError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            raise NetworkRequestError(
                "console: this kiosk has no route to a network. Check its cable or Wi-Fi, or give the kiosk's address "
                "with --address (ip addr lists the addresses)."
            ) from None
        found: str = probe.getsockname()[0]
    return found


def is_page_reachable(address: str, port: int, expected: str) -> bool:
    """True if a program on this kiosk can reach the page at its network address, with the right certificate.

    This test does not detect a firewall that blocks only other computers.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the fingerprint is compared instead
    try:
        with (
            socket.create_connection((address, port), REACH_S) as plain,
            context.wrap_socket(plain, server_hostname=address) as connection,
        ):
            certificate = connection.getpeercert(binary_form=True)
    except OSError:
        return False
    return certificate is not None and certificate_fingerprint(certificate) == expected


def _print_page_link(link: str, sha256: str, for_s: float, view: bool) -> None:
    import segno

    print(link, flush=True)
    segno.make(link, error="m").terminal(out=sys.stderr, compact=True)
    _say(f"Open it on one phone on the same network within {for_s / 60:.0f} minutes. It works once.")
    _say(
        "The phone warns about the certificate: no certificate authority has signed it.\nBefore you continue, compare "
        "its SHA-256:"
    )
    _say(f"  {sha256[:47]}\n  {sha256[48:]}")
    _say(
        "The phone can show outlines of faces and the setup view."
        if view
        else "The phone shows neither outlines nor frames (to show them, use --view)."
    )
    _say("Ctrl-C closes it. ssh is safer: run vitrina console to see how.")


def _not_reached(address: str) -> str:
    network = address.rpartition(".")[0]
    return (
        f"\nEven this kiosk cannot reach the page at {address}, so no phone can. The kiosk's unit blocks all other\n"
        "devices. Allow the network for as long as you need it, and try again:\n"
        f"  sudo systemctl set-property --runtime vitrina.service IPAddressAllow={network}.0/24\n"
        "To keep it, see vitrina docs console. If the kiosk is not a service, check the firewall (nft list"
        " ruleset)."
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
