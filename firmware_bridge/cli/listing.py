"""Lists the USB serial ports that are plugged in, and the supported kits."""

import json
from typing import Any

from firmware_bridge import transport
from firmware_bridge.errors import KitError
from firmware_bridge.kits import registry


def print_ports_and_kits(as_json: bool) -> None:
    """Print ports and kits as text or as JSON."""
    ports, kits = _port_rows(), _kits()
    if as_json:
        print(json.dumps({"ports": ports, "kits": kits}, indent=2))
        return
    print("ports")
    for port in ports:
        print(f"  {port['port']}  {port['usb']}  {port['text']}".rstrip())
    if not ports:
        print("  no USB serial adapter is plugged in; Bluetooth ports (/dev/rfcomm0) are not listed")
    print("\nkits")
    for kit in kits:
        print(f"  {kit['name']:<12}{kit['title']}, {kit['baud']} baud" if "title" in kit else f"  {kit['error']}")
        for setting in kit.get("settings", []):
            print(f"    {setting['name']:<14}{setting['text']}{_default(setting)}")


def _port_rows() -> list[dict[str, Any]]:
    return [
        {
            "port": port.device,
            "usb": transport.adapter_usb_id(port),
            "text": port.description,
            "kit": _kit_of_adapter(port.vid, port.pid),
        }
        for port in transport.list_usb_adapters()
    ]


def _kit_of_adapter(vid: int, pid: int) -> str | None:
    """Return the kit that uses this USB id; None if no kit or several kits use it."""
    names = registry.find_kits_by_usb_id(vid, pid)
    return names[0] if len(names) == 1 else None


def _kits() -> list[dict[str, Any]]:
    return [_kit_row(name) for name in registry.kit_names()]


def _kit_row(name: str) -> dict[str, Any]:
    try:
        info = registry.load_kit_class(name).info  # type: ignore[attr-defined]
    except KitError as error:
        return {"name": name, "error": str(error)}
    settings = [
        {
            "name": setting.name,
            "text": setting.text,
            "default": setting.default,
            "needed": setting.is_needed,
            "choices": list(setting.choices),
        }
        for setting in registry.kit_settings(name)
    ]
    return {"name": name, "title": info.title, "baud": info.baud, "settings": settings}


def _default(setting: dict[str, Any]) -> str:
    if setting["needed"]:
        return " (needed)"
    return "" if setting["default"] in (None, "") else f" ({setting['default']})"
