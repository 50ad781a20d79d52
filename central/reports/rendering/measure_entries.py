"""Entries of the method section on measures and on scores of the curve.

`n` counts the watchers behind an expression, `x` is the mean that one message told of them.
"""

from central.reports.rendering.entry import Entry

SITE_MEANS = "mean over shops of Σ n·x / Σ n within a shop; ± t(0.975, shops − 1) · sd / √shops"
EXPOSED_MEANS = "the same, weighed by exposed visits"

MEASURES = (
    Entry(
        key="attention_s",
        label="Time looked",
        unit="s",
        definition="Mean time that a visit's head was turned to the screen while the advert played.",
        formula=EXPOSED_MEANS,
        is_not="where the eyes look: head directions are measured, not gaze",
    ),
    Entry(
        key="watched_share",
        label="Looked for 1 s or more",
        unit="%",
        definition="Share of the visits present during the advert that looked towards the screen for 1 s or more.",
        formula="watchers / exposed, " + EXPOSED_MEANS,
        is_not="a share of all who passed: only faces are counted",
    ),
    Entry(
        key="positive",
        label="Smiled",
        unit="% of the time watched",
        definition="Share of the time watched in which people smiled, as the network reads it: its mean probability of "
        "a smile, each watcher weighing the same within a message.",
        formula=SITE_MEANS,
        is_not="a share of people, and nothing about what they think of the advert or will buy",
    ),
    Entry(
        key="negative",
        label="Frowned or the like",
        unit="% of the time watched",
        definition="Mean probability of anger, contempt, disgust, fear and sadness together, as the network reads it.",
        formula=SITE_MEANS,
        is_not="displeasure with the advert: reading and talking look alike",
    ),
    Entry(
        key="surprise",
        label="Looked surprised",
        unit="% of the time watched",
        definition="Mean probability of raised brows and an open mouth, as the network reads it.",
        formula=SITE_MEANS,
        is_not="interest",
    ),
    Entry(
        key="valence",
        label="Valence of the expression",
        unit="−1 to 1",
        definition="Expression between unpleasant (−1) and pleasant (1), as the network reads it.",
        formula=SITE_MEANS,
        is_not="a mood",
    ),
    Entry(
        key="arousal",
        label="Arousal of the expression",
        unit="−1 to 1",
        definition="Expression between calm (−1) and lively (1), as the network reads it.",
        formula=SITE_MEANS,
        is_not="excitement about the advert",
    ),
    Entry(
        key="laughter_s",
        label="Laughter in the room",
        unit="s",
        definition="Mean time with laughter heard in the room while a visit was present during the advert.",
        formula=EXPOSED_MEANS,
        is_not="who laughed, or at what",
    ),
    Entry(
        key="body_arousal",
        label="Arousal of the body",
        unit="0 to 1",
        definition="Mean probability that a consented wearer of a sensor kit is aroused, by skin and pulse.",
        formula="as above, weighed by wearers",
        is_not="stress, or excitement about the advert",
    ),
    Entry(
        key="hr_bpm",
        label="Heart rate",
        unit="beats a minute",
        definition="Mean heart rate of consented wearers.",
        formula="as above, weighed by wearers",
        is_not="a medical value",
    ),
    Entry(
        key="scr_per_min",
        label="Skin responses",
        unit="a minute",
        definition="Mean number of rises of the skin conductance of consented wearers.",
        formula="as above, weighed by wearers",
        is_not="a reaction to one second: skin answers seconds later",
    ),
)

SCORES = (
    Entry(
        key="peak",
        label="Peak",
        unit="%",
        definition="Most smiles over 3 seconds. Each shop's seconds are chosen by the other shops, for the highest of "
        "noisy numbers is too high.",
        formula="maximum of the moving mean over 3 s",
        is_not="the highest point of the plotted line",
        fields=("Score.second",),
    ),
    Entry(
        key="end",
        label="End",
        unit="%",
        definition="Smiles in the last 3 seconds.",
        formula="mean of the last 3 s",
        is_not="the end for all: who left does not count",
    ),
    Entry(
        key="peak_end",
        label="Peak and end",
        unit="%",
        definition="Middle of peak and end.",
        formula="(peak + end) / 2",
        is_not="a proven measure of what is remembered",
    ),
    Entry(
        key="first_3_s",
        label="First 3 seconds",
        unit="%",
        definition="Smiles in the first 3 seconds.",
        formula="mean of seconds 0, 1 and 2",
        is_not="the advert's work alone: faces still show what came before",
    ),
    Entry(
        key="retention",
        label="Still watching at the end",
        unit="%",
        definition="Watchers in the last 3 seconds as a share of those in the first 3.",
        formula="watchers(last 3 s) / watchers(first 3 s)",
        is_not="the same people: some come late",
    ),
)
