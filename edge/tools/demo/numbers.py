"""The numbers beside the demo's frame: what the kiosk measures in this frame. They stay in memory."""

from math import isfinite

from rich.text import Text

from edge.audience.rules import AudienceRules, is_attentive
from edge.events import AudioObservation, BodyObservation, PlayStarted
from edge.tools.demo.picture import value_text
from edge.tools.demo.state import DemoSnapshot, smile_or_valence
from edge.tools.replay.summary import sparkline_text

LABEL = 11  # letters
BAR = 12  # letters of the sound's bar
SHORTEST_BAR, LONGEST_BAR = 8, 24  # letters of the advert's bar
FEEDS = {"player": "the page plays", "playlist": "by the clock"}


def number_lines(shown: DemoSnapshot, rules: AudienceRules, reader: str, columns: int, rows: int) -> list[Text]:
    """Lines with numbers, most important first. Groups are separated by empty lines if there is room."""
    groups = [
        [_in_view(shown, rules), *_read(shown, rules), *_sensed(shown, rules)],
        _played(shown, columns - LABEL),
        _curve_lines(shown, rules),
        [_row("model", Text(reader))] if reader else [],
    ]
    lines: list[Text] = []
    has_room = sum(map(len, groups)) + sum(map(bool, groups)) - 1 <= rows
    for group in filter(None, groups):
        lines += [Text()] if lines and has_room else []
        lines += group
    return lines[:rows]


def _row(label: str, value: Text) -> Text:
    return Text.assemble((f"{label:{LABEL}}", "dim"), value, no_wrap=True, overflow="ellipsis")


def _in_view(shown: DemoSnapshot, rules: AudienceRules) -> Text:
    attentive = sum(is_attentive(face, rules) for face in shown.faces)
    count = len(shown.faces)
    dots = Text.assemble(("●" * attentive, "bright_green"), ("●" * (count - attentive), "bright_yellow"))
    return _row("in view", Text.assemble((str(count), "bold"), ", attentive ", (str(attentive), "bold"), "  ", dots))


def _read(shown: DemoSnapshot, rules: AudienceRules) -> list[Text]:
    if not rules.reads_faces:
        return []
    what = face_measure_name(rules)
    values = [value for reading in shown.readings.values() if (value := smile_or_valence(reading)) is not None]
    text = value_text(sum(values) / len(values), what) if values else ""
    return [_row(what, Text.assemble((text, "bold"), " now" if values else ""))]


def _sensed(shown: DemoSnapshot, rules: AudienceRules) -> list[Text]:
    rows = [_row("sound", _audio_text(shown.audio))] if shown.audio else []
    return rows + ([_row("bodies", _bodies_text(shown.bodies, rules))] if shown.bodies else [])


def _played(shown: DemoSnapshot, room: int) -> list[Text]:
    play = shown.play
    if play is None or shown.at_s is None:
        return []
    at_s = max(0.0, shown.at_s - play.at_s + play.media_s)
    return [_row("on screen", _play_text(play, at_s, room))]


def _play_text(play: PlayStarted, at_s: float, room: int) -> Text:
    """Text of a play: creative, time, a bar, and the source of the play if there is room."""
    length_s = play.duration_s or 0.0
    text = f"{play.creative} {at_s:3.1f} of {length_s:.0f} s "
    feed = f" {FEEDS[play.feed]}" if play.feed in FEEDS else ""
    feed = feed if len(text) + SHORTEST_BAR + len(feed) <= room else ""
    bar = min(max(room - len(text) - len(feed), SHORTEST_BAR), LONGEST_BAR)
    done = int(bar * min(at_s / length_s, 1.0)) if length_s else 0
    return Text.assemble(text, ("█" * done + "░" * (bar - done), "magenta"), (feed, "dim"))


def _curve_lines(shown: DemoSnapshot, rules: AudienceRules) -> list[Text]:
    """One curve per creative, all on the same scale."""
    values = [value for curve in shown.curves.values() for value in curve if value is not None]
    if not values:
        return []
    low, high = min(values), max(max(values), min(values) + 0.01)
    what = face_measure_name(rules)
    heading = Text(f"{what} per second, ▁ {value_text(low, what)} to █ {value_text(high, what)}", "dim")
    return [
        heading,
        *(_row(creative, Text(sparkline_text(curve, low, high), "cyan")) for creative, curve in shown.curves.items()),
    ]


def face_measure_name(rules: AudienceRules) -> str:
    """Name of the value that is shown for faces: valence, or smiles if the model reports no valence."""
    return "valence" if "valence" in rules.measures else "smiles"


def _audio_text(audio: AudioObservation) -> Text:
    """Sound level as a bar from -60 to 0 dBFS, and the word "laughter" if the model detects any."""
    bar = "▮" * max(0, min(BAR, round((audio.level_db + 60) * BAR / 60)))
    laughs = ("laughter", "bold magenta") if audio.laughter else ""
    return Text.assemble(f"{audio.level_db:4.0f} dB ", (f"{bar:{BAR}}", "cyan"), " ", laughs)


def _bodies_text(bodies: tuple[BodyObservation, ...], rules: AudienceRules) -> Text:
    """Number of worn kits, and the means of the known heart rates and, in research, arousals."""
    on_body = [body for body in bodies if body.on_body]
    rates = [body.hr_bpm for body in on_body if body.hr_bpm is not None]
    arousals = [body.arousal for body in on_body if rules.body_arousal and isfinite(body.arousal)]
    parts = [f"{len(on_body)} of {len(bodies)} worn"]
    parts += [f"{sum(rates) / len(rates):.0f} bpm"] if rates else []
    parts += [f"arousal {sum(arousals) / len(arousals):.2f}"] if arousals else []
    return Text(", ".join(parts))
