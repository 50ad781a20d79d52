"""Writes the card of a voice model: its use, data, numbers and limits."""

from models.card.parts import ModelCardTexts, all_measurement_tables, usual_training_commands
from models.serving.spec import ModelSpec

PURPOSE = """
Detects whether somebody laughs in half seconds of shop sound. Results are aggregated over at least ten people before
they are published. Only laughter is reliable. The fifteen classes are there because a model that must tell a sneeze
from a cough from a laugh detects laughter better; they are for research.
"""

NO_PURPOSE = """
It transcribes no words, identifies no speaker and estimates no age, sex or language. Sound is processed and dropped: at
most three seconds are in memory, and none of it is written or sent. A result means that there was laughter in the room.
It does not say whose, why, or that anybody was amused by the screen. Do not base any decision about a person on it.
"""

DATA = """
Bursts: EmoGator (Apache-2.0). Ambience: ESC-10, LibriSpeech and others, each under its own licence, with attribution
where required. The train and validation parts share no speaker and no recording. Thresholds and temperature are fitted
on a held-out tenth of the training speakers. Models were chosen by the validation part, so its tables are too good for
this one. The folds are those two together: the people and rooms that it was not trained on, in five groups.
"""

CROSS_VALIDATION = """
`cross_validation` is of {networks} other models with the recipe of this one, trained for {epochs} of its
{epochs_of_network} epochs, each without {folds_kept_out} of five groups of the training part's people and rooms. Each
group is scored by a model that was not trained on it, in streams of that group, with thresholds fitted on the other
groups. Use in a shop depends on it, and requires five models trained as long as this one.
"""

FAILS = """
- Most false alarms are speech with a pulsing rhythm, babies, playing children and dogs. The tables list for each false
  alarm the labelled event, or the background sound, at that moment.
- It misses laughter that is no louder than the shop around it. The tables show from which loudness it is found.
- The training laughs come from people asked to laugh into their own microphone. Laughter of groups, behind a hand or in
  a far corner is rarer there than in a shop.
- The data contain one supermarket, in the validation part. No footsteps, applause or coughs were available.
- It also detects laughter that the screen itself plays.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "For a product, train on your own sound."


def data_text(spec: ModelSpec) -> str:
    figures = spec.metrics.get("cross_validation")
    return f"{DATA.rstrip()}\n{CROSS_VALIDATION.format(**figures)}" if figures else DATA


CARD = ModelCardTexts(
    rights=licence_text,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=data_text,
    numbers=all_measurement_tables,
    fails=FAILS,
    commands=usual_training_commands,
)
