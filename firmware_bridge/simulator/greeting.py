"""A kit's decoder and its simulated device without a port between them."""

from firmware_bridge.errors import KitError
from firmware_bridge.samples import Kit
from firmware_bridge.simulator.device import SimulatedDevice, WearerReading

_TURNS = 40


def greet(kit: Kit, device: SimulatedDevice) -> None:
    """Let them talk until the device sends; what it sent first is not given to the kit. KitError: it never does."""
    told = kit.hello()
    if told == b"":
        kit.decode(b"\n")  # the end of the line in whose middle the port was opened
        return
    for _ in range(_TURNS):
        answer = device.receive(told)
        if answer:
            kit.decode(answer)
        told = kit.reply()
        if not told and not answer:
            kit.decode(b"")
            told = kit.reply()
        if not told and device.transmit(WearerReading(0.0)):
            return
    raise KitError(f"kit {kit.info.name}: its simulated device was never brought to send.")
