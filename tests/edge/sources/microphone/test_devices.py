"""Which microphone is meant."""

import pytest

from edge.sources.microphone.devices import AudioDevice, as_text, choose, list_devices, loopbacks
from edge.sources.microphone.pulse import PulseSource

USB = PulseSource(3, "alsa_input.usb-maker", "USB PnP Sound Device Mono", False)
LOUDSPEAKER = PulseSource(1, "alsa_output.hdmi.monitor", "Monitor of HDMI", True)
DEVICES = [
    {"name": "HDA Intel: ALC (hw:0,0)", "max_input_channels": 2},
    {"name": "HDMI (hw:0,3)", "max_input_channels": 0},
    {"name": "USB PnP Sound Device: Audio (hw:1,0)", "max_input_channels": 1},
    {"name": "pulse", "max_input_channels": 32},
    {"name": "default", "max_input_channels": 32},
]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("0", "alsa_input.usb-maker"),
        ("2", "USB PnP Sound Device: Audio (hw:1,0)"),
        ("3", None),
        ("usb pnp", "alsa_input.usb-maker"),  # the sound server has the device, so it is asked for it
        ("hw:1,0", "USB PnP Sound Device: Audio (hw:1,0)"),
        ("HDA Intel: ALC (hw:0,0)", "HDA Intel: ALC (hw:0,0)"),
        ("default", "alsa_input.usb-maker"),
        ("monitor", None),
        ("pulse", None),
        ("bluetooth", None),
    ],
)
def test_a_microphone_is_meant_by_number_name_or_a_part_of_it(wanted: str, name: str | None) -> None:
    found = choose(wanted, list_devices(DEVICES, [LOUDSPEAKER, USB]), default=USB.name)
    assert (found.name if found else None) == name


def test_where_no_sound_server_answers_the_machine_s_own_devices_are_meant() -> None:
    microphones = list_devices(DEVICES, None)
    assert [it.name for it in microphones] == [DEVICES[n]["name"] for n in (0, 2, 3, 4)]
    assert choose("default", microphones, None) == AudioDevice("default", device=4)


def test_where_nobody_can_ask_the_sound_server_nothing_that_leads_to_it_is_taken() -> None:
    microphones = list_devices(DEVICES, None, can_ask=False)
    assert [it.name for it in microphones] == [DEVICES[n]["name"] for n in (0, 2)]


def test_what_this_machine_plays_is_no_microphone_even_where_it_is_the_default() -> None:
    assert choose("default", list_devices(DEVICES, [LOUDSPEAKER, USB]), default=LOUDSPEAKER.name) is None


def test_what_this_machine_plays_is_given_by_a_monitor_or_by_a_sound_card_of_its_own() -> None:
    """And by nothing that leads to wherever the sound server likes."""
    there = loopbacks(DEVICES, [LOUDSPEAKER, USB])
    assert [it.name for it in there] == [LOUDSPEAKER.name, DEVICES[0]["name"], DEVICES[2]["name"]]
    assert choose("default", there, default=LOUDSPEAKER.name) == AudioDevice(LOUDSPEAKER.name, source=LOUDSPEAKER)
    assert choose("hdmi", there, default=None) == AudioDevice(LOUDSPEAKER.name, source=LOUDSPEAKER)
    assert [it.name for it in loopbacks(DEVICES, None)] == [DEVICES[0]["name"], DEVICES[2]["name"]]


def test_the_list_is_for_people() -> None:
    assert as_text([]) == "This machine has none."
    assert as_text(list_devices(DEVICES[:1], [USB])) == (
        "There is: 0 alsa_input.usb-maker (USB PnP Sound Device Mono), 1 HDA Intel: ALC (hw:0,0)."
    )
    assert as_text([AudioDevice(str(n), device=n) for n in range(14)]).endswith("11 11, and 2 more.")
