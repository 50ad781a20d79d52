"""Connects a kit's decoder with its simulated device, without a port between them."""

from firmware_bridge.errors import KitError
from firmware_bridge.samples import Kit
from firmware_bridge.simulator.device import SimulatedDevice, WearerReading

_TURNS = 40


def start_device(kit: Kit, device: SimulatedDevice) -> None:
    """Exchange commands and answers until the device sends frames. Its first frame is dropped. Raises KitError if it
    never sends.
    """
    command = kit.hello()
    if command == b"":
        kit.decode(b"\n")  # the end of a partial first line
        return
    for _ in range(_TURNS):
        answer = device.receive(command)
        if answer:
            kit.decode(answer)
        command = kit.reply()
        if not command and not answer:
            kit.decode(b"")
            command = kit.reply()
        if not command and device.transmit(WearerReading(0.0)):
            return
    raise KitError(f"kit {kit.info.name}: the simulated device sent no data.")
