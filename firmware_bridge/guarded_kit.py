"""A kit of another package, behind a guard: whatever its code raises or returns becomes one KitFailedError."""

import traceback
from collections.abc import Callable
from numbers import Real
from pathlib import Path
from typing import TypeVar

from firmware_bridge.errors import KitError, KitFailedError
from firmware_bridge.samples import Counters, Kit, KitInfo, Sample

_Returned = TypeVar("_Returned")
REPORT = "This is an error in the package of the kit: report it there."


class GuardedKit:
    """Kit that calls another kit. Its methods raise only KitFailedError, and return only what `Kit` promises."""

    def __init__(self, name: str, kit: Kit) -> None:
        """Raises KitError if the kit lacks `info` or `counters`."""
        check_attribute(name, kit, "info", KitInfo)
        check_attribute(name, kit, "counters", Counters)
        self.info: KitInfo = kit.info
        self._name, self._kit = name, kit

    @property
    def counters(self) -> Counters:
        return self._kit.counters

    def hello(self) -> bytes:
        return self._bytes("hello", self._kit.hello)

    def decode(self, data: bytes) -> list[Sample]:
        samples = call_plugin(self._name, "decode", lambda: self._kit.decode(data))
        if not isinstance(samples, list) or not all(map(_is_sample, samples)):
            raise KitFailedError(f"kit {self._name}: decode did not return a list of Sample with numbers. {REPORT}")
        return samples

    def reply(self) -> bytes:
        return self._bytes("reply", self._kit.reply)

    def goodbye(self) -> bytes:
        return self._bytes("goodbye", self._kit.goodbye)

    def _bytes(self, method: str, call: Callable[[], bytes]) -> bytes:
        data = call_plugin(self._name, method, call)
        if not isinstance(data, bytes):
            raise KitFailedError(f"kit {self._name}: {method} returned {type(data).__name__}, not bytes. {REPORT}")
        return data


def _is_sample(sample: object) -> bool:
    if not isinstance(sample, Sample):
        return False
    values = (sample.eda_us, sample.pulse, sample.hr_bpm, sample.ibi_ms)
    return all(isinstance(value, Real) for value in (0 if sample.device_s is None else sample.device_s, *values))


def check_attribute(name: str, owner: object, attribute: str, needed: type) -> None:
    """Raise KitError if a kit or its class does not have an attribute of this type."""
    found = getattr(owner, attribute, None)
    if not isinstance(found, needed):
        what = "is missing" if found is None else f"is of the type {type(found).__name__}"
        raise KitError(f"kit {name}: its attribute {attribute} {what}. Set it to a {needed.__name__}.")


def call_plugin(name: str, method: str, call: Callable[[], _Returned]) -> _Returned:
    """Return the result of another package's code. Raises KitFailedError, with the place of the error, for whatever it
    raises.
    """
    try:
        return call()
    except (Exception, SystemExit) as error:
        raise KitFailedError(f"kit {name}: {method} raised {describe_error(error)}. {REPORT}") from error


def describe_error(error: BaseException) -> str:
    """Return the type, the text and the place of an error, such as `IndexError (no item; palm_kit.py, line 31)`."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    text = " ".join(str(error).split())[:200]
    inside = "; ".join(part for part in (text, place) if part)
    return f"{type(error).__name__} ({inside})" if inside else type(error).__name__
