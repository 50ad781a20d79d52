"""Converts an error of gst-launch-1.0 to one line with the fix."""

import re

from edge.sources.camera.argus import BUSY_FIX

_ELEMENT_ERROR = re.compile(r"^ERROR: (?:from element (?:\S*[/:])?(?P<element>[\w-]+): )?(?P<text>.+)$")
_ERRONEOUS = re.compile(r"^(?:WARNING|ERROR): erroneous pipeline: (?P<text>.+)$")
_ADDRESS = re.compile(r"\w+://\S*")
_NO_ELEMENT = re.compile(r'no element "(?P<name>[^"]*)"')
_LONGEST = 200

_CURES = {
    r"identify device|No such|not found|no cameras|Could not find": "Check that it is plugged in, and its name.",
    r"nvargus-daemon|\(Argus\)|CaptureSession": BUSY_FIX,
    r"busy|in use": "Close the program that has it open.",
    r"permission|not permitted|denied": (
        "Add the user to the group video, and the device to the unit (see vitrina docs camera)."
    ),
    r"could not link|negotiat|can't handle caps": "Two of its elements do not fit together. Check their formats.",
    r"no property": "gst-inspect-1.0 followed by the element's name lists its properties.",
}
"""Words that occur in an error of gst-launch-1.0, and what to do about that error. The first match applies."""
PIPELINE_CURE = "Try the pipeline with gst-launch-1.0, ending in fakesink."


def launch_error(output: str, other_cure: str = PIPELINE_CURE) -> str:
    """The first error in `output` of gst-launch-1.0, as one line with the fix. Addresses are removed.

    `other_cure`: for an error without a known fix.
    """
    text = next(filter(None, map(_message, output.splitlines())), "")
    text = _ADDRESS.sub("(address)", "".join(each if each.isprintable() else " " for each in text)).strip()
    text = text[:_LONGEST].rstrip(". ")
    if not text:
        return f"the pipeline ended without an error. {other_cure}".rstrip()
    missing = _NO_ELEMENT.search(text)
    if missing is not None:
        return f"its element {missing['name']} is not installed. See vitrina docs camera for the package."
    cure = next((cure for words, cure in _CURES.items() if re.search(words, output, re.IGNORECASE)), other_cure)
    return f"{text}. {cure}".rstrip()


def _message(line: str) -> str:
    match = _ERRONEOUS.match(line)
    if match is not None:
        return match["text"]
    match = _ELEMENT_ERROR.match(line)
    if match is None:
        return ""
    return match["text"] if match["element"] is None else f"{match['element']} reports: {match['text']}"
