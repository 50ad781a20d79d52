"""Writes the card of a laughter model: its use, data, numbers and limits."""

from models.card.parts import ModelCardTexts, all_measurement_tables
from models.serving.spec import ModelSpec
from models.voice.card import CROSS_VALIDATION, licence_text

PURPOSE = """
Detects whether somebody laughs in half seconds of shop sound. Results are aggregated over at least ten people before
they are published. The fifteen kinds of vocal bursts are there because a model that must tell a sneeze from a laugh
detects laughter better. They are not published.
"""

NO_PURPOSE = """
It transcribes no words, identifies no speaker and estimates no age, sex or language. Sound is processed and dropped: at
most two seconds are in memory, most of that as a few hundred numbers, and none of it is written or sent. A result means
that there was laughter in the room. It does not say whose, why, or that anybody was amused by the screen. Do not base
any decision about a person on it.
"""

DATA = """
Google's speech embedding turns the sound into 96 numbers every 80 ms. It is not trained here, and Google does not say
on which speech it was trained. A small head of our own reads the numbers of the last one and a half seconds. It is
trained on streams composed of bursts (EmoGator, Apache-2.0) and ambience (ESC-10, LibriSpeech and others, each under
its own licence, with attribution where required). The train and validation parts share no speaker and no recording. All
people and rooms of the training part were used to train this model. `folds` are those of the validation part, which
was not used for training or for any choice. The thresholds come from the cross-validation.
"""

FAILS = """
- It processes no sound above 3.8 kHz.
- Most false alarms are speech with a pulsing rhythm. The tables list for each false alarm the labelled event, or the
  background sound, at that moment.
- It misses laughter that is no louder than the shop around it. The tables show from which loudness it is found.
- The training laughs come from people asked to laugh into their own microphone. Laughter of groups, behind a hand or in
  a far corner is rarer there than in a shop.
- It also detects laughter that the screen itself plays.
"""


def data_text(spec: ModelSpec) -> str:
    figures = spec.metrics.get("cross_validation")
    return f"{DATA.rstrip()}\n{CROSS_VALIDATION.format(**figures)}" if figures else DATA


def commands(spec: ModelSpec, date: str) -> str:
    """Commands that make the model, its scores and its card."""
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
