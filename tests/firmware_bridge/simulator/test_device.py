"""Simulated kits by name, built-in and of other packages."""

from pathlib import Path

import pytest

from firmware_bridge.errors import KitError
from firmware_bridge.kits import registry
from firmware_bridge.simulator import device, grove
from tests.doubles.kit_packages import install_kits


@pytest.fixture
def kit_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_kits(
        tmp_path,
        monkeypatch,
        {
            registry.GROUP: {"bytes": "Decoder"},
            device.GROUP: {"bytes": "Device", "grove": "Device", "odd": "Odd", "absent": "Absent"},
        },
    )


@pytest.mark.usefixtures("kit_package")
def test_a_package_adds_its_simulated_kit() -> None:
    assert device.simulated_kit_names() == [*device.DEVICES, "absent", "bytes", "odd"]
    simulated = device.make_simulated_kit("bytes", {})
    assert simulated.transmit(device.WearerReading(0.0, eda_us=5.2)) == b"\x05"


@pytest.mark.usefixtures("kit_package")
def test_a_package_cannot_replace_a_built_in_simulated_kit() -> None:
    assert device.load_simulated_kit_class("grove") is grove.Device


@pytest.mark.usefixtures("kit_package")
@pytest.mark.parametrize(
    ("name", "given", "text"),
    [
        ("odd", {}, r"kit odd: its simulated kit raised OSError \(no disk; "),
        ("odd", {"width": 1}, "kit odd: width = 1 is not valid: use 0."),
        ("bytes", {"width": 1}, "kit bytes: .*takes no arguments"),
        ("absent", {}, "absent = kit_package:Absent of kit-package could not be loaded"),
        ("palm", {}, "palm cannot be simulated. Available: grove, .*, absent, bytes, odd. A package adds one"),
    ],
)
def test_a_simulated_kit_that_cannot_be_made_is_one_error(name: str, given: dict[str, object], text: str) -> None:
    with pytest.raises(KitError, match=text):
        device.make_simulated_kit(name, given)
