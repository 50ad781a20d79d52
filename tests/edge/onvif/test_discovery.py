"""discovery.py: which answers to a probe count, and that no number of answers delays the search."""

import socket
import threading
from contextlib import suppress
from ipaddress import IPv4Interface

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.onvif.discovery import GROUP, MOST_ANSWERS, MOST_CAMERAS, WAIT_S, discover_cameras, parse_probe_match
from edge.onvif.errors import CameraSearchError, SearchNotAllowedError
from tests.doubles.camera_zoo import MATCH, NETWORK, camera_network, first_maker, second_maker

SENDER, PROBE = "192.168.1.64", "uuid:5f0e7a52-0000-4000-8000-000000000001"
SCOPES = "onvif://www.onvif.org/name/Door%20of%0AAda onvif://www.onvif.org/hardware/DX-2143"


def match(services: str = f"http://{SENDER}/onvif/device_service", relates: str = PROBE, scopes: str = SCOPES) -> bytes:
    return MATCH.format(relates=relates, scopes=scopes, services=services).encode()


def test_a_camera_has_its_address_and_a_printable_name() -> None:
    found = parse_probe_match(match(), SENDER, PROBE)
    assert found is not None
    assert (found.address, found.service) == (SENDER, f"http://{SENDER}/onvif/device_service")
    assert found.name == "Door of Ada DX-2143"


@pytest.mark.parametrize("name", ["%1B%5B2J%1B%5D0;x%07", "%E2%80%AE", "%C2%9B31m", "%0D%0A%00"])
def test_no_name_commands_a_terminal(name: str) -> None:
    found = parse_probe_match(match(scopes=f"onvif://www.onvif.org/name/Door{name}"), SENDER, PROBE)
    assert found is not None
    assert found.name.isprintable()
    assert found.name.startswith("Door")


def test_only_the_first_services_of_an_answer_are_read() -> None:
    services = " ".join(["http://10.0.0.9/x"] * 32 + [f"http://{SENDER}/onvif"])
    with pytest.raises(CameraSearchError, match="names another host as the camera"):
        parse_probe_match(match(services), SENDER, PROBE)


def test_the_service_on_the_senders_address_is_taken_among_several() -> None:
    services = f"http://[fe80::1]/onvif http://10.0.0.9/onvif ftp://{SENDER}/x https://{SENDER}:8443/onvif"
    found = parse_probe_match(match(services), SENDER, PROBE)
    assert found is not None
    assert found.service == f"https://{SENDER}:8443/onvif"


@pytest.mark.parametrize(
    "services",
    ["http://192.168.1.65/onvif", "", "http://192.168.1.64.evil.example/", "http://[", "http://192.168.1.64:99999/"],
)
def test_an_answer_that_names_another_host_is_refused(services: str) -> None:
    with pytest.raises(CameraSearchError, match="names another host as the camera"):
        parse_probe_match(match(services), SENDER, PROBE)


def test_an_answer_to_another_probe_is_ignored() -> None:
    assert parse_probe_match(match(relates="uuid:another"), SENDER, PROBE) is None
    assert parse_probe_match(match(relates=f"urn:{PROBE.upper()}"), SENDER, PROBE) is not None


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<a>{text}</a>".encode()))
def test_any_bytes_are_a_camera_or_refused(content: bytes) -> None:
    with suppress(CameraSearchError):
        assert parse_probe_match(content, SENDER, PROBE) is None


def test_an_answer_from_outside_the_subnets_is_a_note() -> None:
    """The probe leaves through an interface of 127.0.0.1/32 here; the camera is outside it."""
    with camera_network(first_maker()) as networks:
        found = discover_cameras([IPv4Interface("127.0.0.1/32")], networks.group, 0.5)
    assert found.cameras == ()
    assert [*map(str, found.notes)] == ["127.0.0.11 is outside this machine's subnets. It was ignored."]


def test_ten_thousand_answers_end_the_search_early() -> None:
    """From as many addresses, each an answer that counts."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as switch:
        switch.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_flood, args=(switch,))
        thread.start()
        found = discover_cameras([NETWORK], switch.getsockname(), 60.0)
        thread.join()
    assert len(found.cameras) == MOST_CAMERAS
    assert str(found.notes[-1]).startswith("The search stopped after ")


def _flood(switch: socket.socket) -> None:
    content, sender = switch.recvfrom(65_535)
    relates = content.decode().partition("MessageID>")[2].partition("<")[0]
    for number in range(10_000):
        address = f"127.1.{number // 250}.{number % 250 + 1}"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as answering:
            answering.bind((address, 0))
            answering.sendto(match(f"http://{address}/onvif", relates), sender)


def test_a_machine_without_a_network_has_a_sentence() -> None:
    with pytest.raises(CameraSearchError, match=r"no network connection\. Connect it"):
        discover_cameras([])


def test_a_thousand_answers_from_outside_are_64_notes_and_end_the_search() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as switch:
        switch.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_flood, args=(switch,))
        thread.start()
        found = discover_cameras([IPv4Interface("127.0.0.1/32")], switch.getsockname(), 60.0)
        thread.join()
    assert (MOST_ANSWERS, MOST_CAMERAS) == (1_000, 64)
    assert found.cameras == ()
    assert len(found.notes) == 64 + 1
    assert str(found.notes[-1]).startswith("The search stopped after 1,000 answers. Type the address")


def test_a_sender_with_this_machines_own_address_is_ignored() -> None:
    """Forged, it would lead requests to the kiosk's own services. Another address of its subnet counts."""
    own = [IPv4Interface("127.0.0.1/32"), IPv4Interface("127.0.0.11/24")]
    with camera_network(first_maker(), second_maker()) as networks:
        found = discover_cameras(own, networks.group, 0.5)
    assert [camera.address for camera in found.cameras] == ["127.0.0.12"]
    assert [*map(str, found.notes)] == ["127.0.0.11 is this machine's own address. It was ignored."]


def test_a_later_answer_that_counts_replaces_the_note() -> None:
    """As of a camera that answers first with the address of its second interface."""
    made = first_maker()
    answer, calls = made.probe_match, [match("http://10.0.0.9/onvif", PROBE)]

    def answers(relates: str) -> bytes:
        return calls.pop().replace(PROBE.encode(), relates.encode()) if calls else answer(relates)

    made.probe_match = answers  # type: ignore[method-assign]
    twice = [IPv4Interface("127.0.0.1/8"), IPv4Interface("127.0.0.2/8")]
    with camera_network(made) as networks:
        found = discover_cameras(twice, networks.group, 0.5)
    assert ([camera.address for camera in found.cameras], found.notes) == (["127.0.0.11"], ())


def test_a_service_on_port_0_or_outside_onvif_is_refused() -> None:
    with pytest.raises(CameraSearchError, match="names another host"):
        parse_probe_match(match(f"http://{SENDER}:0/onvif"), SENDER, PROBE)
    with pytest.raises(CameraSearchError, match="outside the path /onvif"):
        parse_probe_match(match(f"http://{SENDER}/reboot http://10.0.0.9/onvif"), SENDER, PROBE)
    found = parse_probe_match(
        match(" ".join([f"http://{SENDER}/reboot"] * 31 + [f"http://{SENDER}/onvif"])), SENDER, PROBE
    )
    assert found is not None


def test_a_probe_that_cannot_be_sent_has_a_sentence() -> None:
    """No interface has the first address; to the second, the system forbids to send."""
    foreign = IPv4Interface("192.0.2.1/24")
    with pytest.raises(CameraSearchError, match=r"^the probe could not be sent \(Cannot assign requested address\)\."):
        discover_cameras([foreign], wait_s=0.1)
    with pytest.raises(SearchNotAllowedError, match="Run the search outside the service"):
        discover_cameras([foreign, NETWORK], ("255.255.255.255", 9), 0.1)
    with camera_network(first_maker()) as networks:
        found = discover_cameras([foreign, NETWORK, foreign], networks.group, 0.3)
    assert len(found.cameras) == 1


def test_the_group_and_the_longest_name() -> None:
    assert (GROUP, WAIT_S) == (("239.255.255.250", 3702), 3.0)
    found = parse_probe_match(match(scopes=f"onvif://www.onvif.org/name/{'n' * 70}"), SENDER, PROBE)
    assert found is not None
    assert found.name == "n" * 60
