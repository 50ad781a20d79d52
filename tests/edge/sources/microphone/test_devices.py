"""Microphones and loopbacks are listed and chosen by the setting."""

import pytest

from edge.sources.microphone.devices import (
    AudioDevice,
    choose,
    list_microphones,
    loopback_devices,
    microphone_list_text,
)
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
        ("usb pnp", "alsa_input.usb-maker"),  # the sound server has the device, so its source is used
        ("hw:1,0", "USB PnP Sound Device: Audio (hw:1,0)"),
        ("HDA Intel: ALC (hw:0,0)", "HDA Intel: ALC (hw:0,0)"),
        ("default", "alsa_input.usb-maker"),
        ("monitor", None),
        ("pulse", None),
        ("bluetooth", None),
    ],
)
def test_a_microphone_is_chosen_by_number_name_or_part_of_a_name(wanted: str, name: str | None) -> None:
    chosen = choose(wanted, list_microphones(DEVICES, [LOUDSPEAKER, USB]), default=USB.name)
    assert (chosen.name if chosen else None) == name


def test_without_a_sound_server_the_devices_of_portaudio_are_listed() -> None:
    microphones = list_microphones(DEVICES, None)
    assert [device.name for device in microphones] == [DEVICES[n]["name"] for n in (0, 2, 3, 4)]
    assert choose("default", microphones, None) == AudioDevice("default", device=4)


def test_without_pactl_devices_that_lead_to_a_sound_server_are_left_out() -> None:
    microphones = list_microphones(DEVICES, None, can_ask=False)
    assert [device.name for device in microphones] == [DEVICES[n]["name"] for n in (0, 2)]


def test_a_monitor_is_no_microphone_even_if_it_is_the_default() -> None:
    assert choose("default", list_microphones(DEVICES, [LOUDSPEAKER, USB]), default=LOUDSPEAKER.name) is None


def test_loopbacks_are_monitors_and_sound_cards() -> None:
    """Devices whose source the sound server chooses are left out."""
    devices = loopback_devices(DEVICES, [LOUDSPEAKER, USB])
    assert [device.name for device in devices] == [LOUDSPEAKER.name, DEVICES[0]["name"], DEVICES[2]["name"]]
    assert choose("default", devices, default=LOUDSPEAKER.name) == AudioDevice(LOUDSPEAKER.name, source=LOUDSPEAKER)
    assert choose("hdmi", devices, default=None) == AudioDevice(LOUDSPEAKER.name, source=LOUDSPEAKER)
    assert [device.name for device in loopback_devices(DEVICES, None)] == [DEVICES[0]["name"], DEVICES[2]["name"]]


def test_the_list_as_text_has_numbers_names_and_descriptions() -> None:
    assert microphone_list_text([]) == "No microphone was found."
    assert microphone_list_text(list_microphones(DEVICES[:1], [USB])) == (
        "Available: 0 alsa_input.usb-maker (USB PnP Sound Device Mono), 1 HDA Intel: ALC (hw:0,0)."
    )
    assert microphone_list_text([AudioDevice(str(n), device=n) for n in range(14)]).endswith("11 11, and 2 more.")
