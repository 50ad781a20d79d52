"""Reasons why the search finds no camera or no stream: a kind with values, and the English sentence of each kind.

The setup page has the sentences of other languages, in `edge/console/texts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Union

SENTENCES: Mapping[str, str] = {
    "no_network": "this machine has no network connection. Connect it, and check with: ip address.",
    "not_allowed": "this process may not send to other machines. Run the search outside the service: sudo vitrina "
    "camera find.",
    "probe_not_sent": "the probe could not be sent ({error}). Check the network connection: ip address.",
    "untypable_user": "the user name contains a character that cannot be typed. Type it again.",
    "untypable_password": "the password contains a character that cannot be typed. Type it again.",
    "outside": "{sender} is outside this machine's subnets. It was ignored.",
    "own_address": "{sender} is this machine's own address. It was ignored.",
    "note": "{sender}: {reason}",
    "stopped": "The search stopped after {count:,} answers. Type the address of a camera that is missing.",
    "other_camera": "its answer names another host as the camera. It was ignored.",
    "other_path": "it names an ONVIF service outside the path /onvif. Type the stream's address.",
    "refused": "it refuses the user name and the password. Type them again; many cameras need an ONVIF user of their "
    "own, which you create on the camera's page.",
    "refused_ahead": "it refuses the user name and the password. Its clock is {hours:,.1f} h ahead, so it may refuse "
    "the right password: set its clock, and search again.",
    "refused_behind": "it refuses the user name and the password. Its clock is {hours:,.1f} h behind, so it may refuse "
    "the right password: set its clock, and search again.",
    "only_basic": "it asks for the password itself (HTTP Basic) instead of a digest, and anybody in the local network "
    "could read it. Set its authentication to Digest on its own page, and search again.",
    "no_video": "it offers no video by ONVIF. Type the stream's address.",
    "no_profile": "no profile is H.264 with at least {width} x {height} at {least} to {most} frames per second "
    "(offered: {offered}). Set one profile to this on the camera's own page, and search again.",
    "profile": "{encoding} {width} x {height}, {rate} frames per second",
    "profile_without_rate": "{encoding} {width} x {height}, unknown frame rate",
    "more": "and {count} more",
    "none": "none",
    "bad_address": "it names an address that the kiosk cannot use. Type the stream's address.",
    "other_stream": "its stream is on another host ({host}). If that is right, type the stream's address.",
    "no_answer": "it does not answer ({error}). Check its cable, or type the stream's address.",
    "slow": "its answers take longer than {seconds} s in all. Restart it, or type the stream's address.",
    "error": "it answers with an error ({error}). Type the stream's address.",
    "long": "it sends more than {size} kB of XML. Type the stream's address.",
    "large": "its XML has more than {count:,} elements, or more than {levels} levels. Check which device it is.",
    "entities": "its XML declares entities, which may be an attack. Check which device it is.",
    "no_xml": "its answer is not XML. Type the stream's address.",
}
"""English sentences by kind. `error`: words of the system or of the camera."""

Value = Union[str, int, float, "Reason", tuple["Reason", ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason. `kind`: a key of SENTENCES; `values`: for its placeholders. It contains no password."""

    kind: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, sentences: Mapping[str, str] = SENTENCES) -> str:
        """Sentence of the kind with the values; several reasons in one value are separated by semicolons."""
        shown: dict[str, object] = {}
        for name, value in self.values.items():
            if isinstance(value, Reason):
                shown[name] = value.text(sentences)
            elif isinstance(value, tuple):
                shown[name] = "; ".join(one.text(sentences) for one in value)
            else:
                shown[name] = value
        return sentences[self.kind].format(**shown)

    def __str__(self) -> str:
        return self.text()
