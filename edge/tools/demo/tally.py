"""Totals and sentences about the messages that left the demo's kiosk.

They are printed at the demo's end, and to a pipe also while the demo runs.
"""

import json
from collections import Counter
from typing import Any

from edge.tools.demo.state import DemoMessage

MEASURES = (("smile", 100, "smiles {:.0f} % of the time"), ("laughter_s", 1, "{:.1f} s of laughter each"))


class DemoTally:
    """Adds up the messages. One thread adds messages; another thread may read the totals."""

    def __init__(self) -> None:
        self.visits = self.windows = self.plays = 0
        self.reactions: Counter[str] = Counter()  # by creative
        self.is_over = False  # the kiosk said that it is offline: its last message

    def add_message(self, message: DemoMessage) -> str:
        """Add a message, and return a sentence about it. The sentence is empty for less important messages."""
        values: dict[str, Any] = json.loads(message.payload)
        match message.kind:
            case "window":
                self.windows += 1
                self.visits += values["visits"]
                return window_line(values)
            case "reaction":
                self.reactions[values["creative"]] += 1
                return reaction_line(values)
            case "play":
                self.plays += 1
            case "state":
                self.is_over = values["state"] == "offline"
            case "alert":
                return f"alert {values['code']}: {'cleared' if values['cleared'] else values['text']}"
        return ""

    def summary_text(self) -> str:
        """Sentence about all messages that left the kiosk."""
        told = ", ".join(f"{count} of {creative}" for creative, count in sorted(self.reactions.items()))
        counted = f"{_count(self.visits, 'visit')} counted in {_count(self.windows, 'window')}"
        reactions = f"{_count(self.reactions.total(), 'reaction')} reported{f' ({told})' if told else ''}"
        return f"{counted}, {reactions}, {_count(self.plays, 'play')}. No frame and no sound left the kiosk."


def window_line(values: dict[str, Any]) -> str:
    """Sentence about a window."""
    return (
        f"window: {_count(values['visits'], 'visit')}, {_count(values['watchers'], 'watcher')}, "
        f"{values['dwell_s']:.1f} s each"
    )


def reaction_line(values: dict[str, Any]) -> str:
    """Sentence about a reaction: its creative, its counts, and the reported means."""
    told = [text.format(times * values[name]) for name, times, text in MEASURES if values.get(name) is not None]
    body = values.get("body")
    told += [f"{body['n']} wearers at {body['hr_bpm']:.0f} bpm"] if body and body.get("hr_bpm") is not None else []
    counts = (
        f"{values['exposed']} exposed, {_count(values['watchers'], 'watcher')} in {_count(values['plays'], 'play')}"
    )
    return ", ".join([f"reaction to {values['creative']}: {counts}", *told])


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
