"""Card text of a body network beside its spec: use, data, numbers, limits."""

from models.card.parts import ModelCardTexts, all_measurement_tables, usual_training_commands
from models.serving.spec import ModelSpec

PURPOSE = """
Saying of the skin conductance and the heart rate of somebody who agreed to wear a kit, second by second, how likely
it is that they are more aroused than a little while ago; published as a mean over at least ten wearers who agreed.
For studies in which wearers watch adverts, not for passers-by.
"""

NO_PURPOSE = """
Arousal has no sign: fright, joy, a staircase and coffee look alike to it. It was trained on tasks meant to be
stressful and on the rests between them, so it says "like during such a task", not "stressed", and nothing of what
anybody thinks of an advert. It is no medical device. No decision about a wearer may rest on it.
"""

DATA = """
Stress-Predict (MIT) and Wearable Exam Stress (ODC-By 1.0), both from the Empatica E4 wristband. Under "cross
validation" each person is judged by a network that never saw them; half of the people were looked at to choose the
recipe, and the others stand apart. "Body" is the shipped network on the people it learnt from: do not quote its
accuracy. "On body" and "off body" are mean, worst and standard deviation over 24 sessions of 8 people in exams. All
sessions of Stress-Predict follow one timetable: who sees nothing but a clock scores 0.88 balanced accuracy. So the
network remembers no more than three minutes, knows no elapsed time, and is judged the same way; the control, one
person's signals against another's labels, stands beside its figure.
"""

FAILS = """
- Single people: some hardly react at all, and for them it is chance. The spread over people is in the tables.
- Movement. A wrist that works moves its electrodes; kits without an accelerometer know of it only by the step in the
  signal. After a band has been moved, its wearer seems aroused or calm for minutes.
- Dry skin lies close to the floor of an open contact. A wearer below 0.035 µS is taken for nobody, unless the kit has
  read less while it was off. A band so loose that it reads what it reads off the wrist is off, worn or not.
- Heart rate of a wristband off the wrist goes on, and looks plausible; it never counts as contact.
- Other devices than the E4, other places than the wrist, people older or younger than students, heat and cold: not
  measured. Networks of this kind were seen to fall to chance on another data set.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "For a product, train on recordings that are yours."


CARD = ModelCardTexts(
    rights=licence_text,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=lambda _spec: DATA,
    numbers=all_measurement_tables,
    fails=FAILS,
    commands=usual_training_commands,
)
