"""Card text of a voice network beside its spec: use, data, numbers, limits."""

from models.card.parts import ModelCardTexts, all_measurement_tables, usual_training_commands
from models.serving.spec import ModelSpec

PURPOSE = """
Detecting in half seconds of shop sound whether somebody laughs; summed up over at least ten people before it is
published. Laughter is what is promised. The fifteen classes are there because a network that must tell a sneeze from a
cough from a laugh knows laughter better; they are for research.
"""

NO_PURPOSE = """
It takes down no words, knows no speaker and tells no age, sex or language. Sound is heard and forgotten: three
seconds at most are in memory, nothing of it is written or sent. It says that there was laughter in the room, not
whose, not why, and not that anybody was amused by what the screen showed. No decision about a person may rest on it.
"""

DATA = """
Bursts: EmoGator (Apache-2.0). Ambience: ESC-10, LibriSpeech and others, each under its own licence, with attribution
where that asks for it. Train and validation have no speaker and no recording in common; thresholds and temperature
are fitted on a tenth of the training speakers that is held out. Networks were chosen by the validation part, so its
tables flatter this one. The folds are those two together, the people and rooms that it never heard, in five groups.
"""

CROSS_VALIDATION = """
`cross_validation` is of {networks} other networks with the recipe of this one, trained for {epochs} of its
{epochs_of_network} epochs, each without {folds_kept_out} of five groups of the training part's people and rooms.
Each group is judged by a network that never heard it, in streams of that group, with thresholds that were fitted on
the other groups. A shop goes by it, and asks for five networks that were trained as long as this one.
"""

FAILS = """
- Speech that pulses, babies, children who play and dogs are what it takes for laughter first; each false alarm in the
  tables stands over a labelled event or over the bed alone.
- Laughter that is no louder than the shop around it is missed. The loudness at which it is found is in the tables.
- Laughs of the training are those of people asked to laugh into their own microphone. Laughter of groups, behind a
  hand or in a far corner is rarer there than in a shop.
- There is one supermarket in the data, in the validation part. No footsteps, applause or coughs were to be had.
- A screen that plays laughter itself is heard as well.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "For a product, train on sound that is yours."


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
