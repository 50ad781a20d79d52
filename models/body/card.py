"""Writes the card of a body model: its use, data, numbers and limits."""

from models.card.parts import ModelCardTexts, all_measurement_tables, usual_training_commands
from models.serving.spec import ModelSpec

PURPOSE = """
Estimates from the skin conductance and the heart rate of somebody who agreed to wear a kit, second by second, how
likely it is that they are more aroused than a short while ago. Published as a mean over at least ten wearers who
agreed. For studies in which wearers watch ads, not for passers-by.
"""

NO_PURPOSE = """
Arousal has no sign: fright, joy, a staircase and coffee look the same to it. It was trained on tasks meant to be
stressful and on the rests between them. So it means "like during such a task", not "stressed", and says nothing about
what anybody thinks of an ad. It is not a medical device. Do not base any decision about a wearer on it.
"""

DATA = """
Stress-Predict (MIT) and Wearable Exam Stress (ODC-By 1.0), both recorded with the Empatica E4 wristband. Under "cross
validation", each person is scored by a model that never saw them. Half of the people were used to choose the recipe;
the others are reported separately. "Body" is the shipped model on the people it was trained on: do not quote its
accuracy. "On body" and "off body" are the mean, worst and standard deviation over 24 sessions of 8 people in exams.
All sessions of Stress-Predict follow one timetable: a model that sees only a clock reaches a balanced accuracy of 0.88.
So this model remembers at most three minutes, knows no elapsed time, and is scored under the same conditions. The
control, one person's signals against another person's labels, is listed with it.
"""

FAILS = """
- Single people: some hardly react at all, and for them the result is chance. The tables show the spread over people.
- Movement. A moving wrist shifts its electrodes. Kits without an accelerometer notice this only by the step in the
  signal. After a band has been moved, its wearer seems aroused or calm for minutes.
- Dry skin conducts hardly more than an open contact. A wearer below 0.035 µS is not detected, unless the kit measured
  less while it was off. A band so loose that it measures the same as off the wrist counts as off, worn or not.
- The heart rate of a wristband off the wrist continues and looks plausible. It never counts as contact.
- Devices other than the E4, places other than the wrist, people older or younger than students, heat and cold: not
  measured. Models of this kind have fallen to chance on another data set.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "For a product, train on your own recordings."


CARD = ModelCardTexts(
    rights=licence_text,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=lambda _spec: DATA,
    numbers=all_measurement_tables,
    fails=FAILS,
    commands=usual_training_commands,
)
