"""Card text of a laughter network beside its spec: use, data, numbers, limits."""

from models.card.parts import ModelCardTexts, all_measurement_tables
from models.serving.spec import ModelSpec
from models.voice.card import CROSS_VALIDATION, licence_text

PURPOSE = """
Detecting in half seconds of shop sound whether somebody laughs; summed up over at least ten people before it is
published. The fifteen kinds of bursts are there because a network that must tell a sneeze from a laugh knows laughter
better; nothing of them is published.
"""

NO_PURPOSE = """
It takes down no words, knows no speaker and tells no age, sex or language. Sound is heard and forgotten: two seconds at
most are in memory, most of that as a few hundred numbers, and nothing of it is written or sent. It says that there was
laughter in the room, not whose, not why, and not that anybody was amused by what the screen showed. No decision about a
person may rest on it.
"""

DATA = """
Google's speech embedding turns the sound into 96 numbers every 80 ms; it is not trained here, and Google does not say
which speech trained it. A small head of ours reads the numbers of the last one and a half seconds. It is trained on
streams that are composed of bursts (EmoGator, Apache-2.0) and ambience (ESC-10, LibriSpeech and others, each under its
own licence, with attribution where that asks for it). Train and validation have no speaker and no recording in common.
All people and rooms of the training part trained this network; `folds` are those of the validation part, which neither
trained it nor chose anything. The thresholds are those of the cross-validation.
"""

FAILS = """
- It hears no sound above 3.8 kHz.
- Speech that pulses is what it takes for laughter first; each false alarm in the tables stands over a labelled event or
  over the bed alone.
- Laughter that is no louder than the shop around it is missed. The loudness at which it is found is in the tables.
- Laughs of the training are those of people asked to laugh into their own microphone. Laughter of groups, behind a
  hand or in a far corner is rarer there than in a shop.
- A screen that plays laughter itself is heard as well.
"""


def data_text(spec: ModelSpec) -> str:
    figures = spec.metrics.get("cross_validation")
    return f"{DATA.rstrip()}\n{CROSS_VALIDATION.format(**figures)}" if figures else DATA


def commands(spec: ModelSpec, date: str) -> str:
    """Commands that make the network, its figures and its card."""
    run = "runs/laughter-folds"
    return "\n".join(
        (
            f"python -m models.train laughter --cross-validate --out {run}",
            f"python -m models.evaluate voice-folds --split train --run {run} --json {run}/folds.json",
            f"python -m models.train laughter --seed {spec.recipe['seed']}",
            f"python -m models.export runs/laughter --name {spec.name}",
            f"python -m models.card {spec.name} --date {date} --cross-validated {run}/folds.json",
            f"python -m models.gate {spec.name}",
        )
    )


CARD = ModelCardTexts(
    rights=licence_text,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=data_text,
    numbers=all_measurement_tables,
    fails=FAILS,
    commands=commands,
)
