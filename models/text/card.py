"""Card text for a text model: use, data, numbers, limits."""

from models.card.parts import ModelCardTexts
from models.card.tables import nested_tables
from models.serving.spec import ModelSpec

PURPOSE = """
Classifies a short comment in English, German, French, Spanish or Russian: its writer is displeased, pleased or neither.
Below a threshold the result is "unclear". A kiosk publishes only counts, once comments fill ten slots of ten minutes.
The central server uses it to count the reviews of a file by day.
"""

NO_PURPOSE = """
It does not identify the writer, detects no emotion, and its result for a single comment is not reliable enough to act
on. It does not say what was liked or why. It reads 280 characters and 96 tokens of a comment and ignores the rest. Do
not base any decision about a person on it.
"""

DATA = """
English Reddit comments (GoEmotions, CC BY 4.0) and their machine translations into Russian (MIT over CC BY 4.0),
labelled by three or more people; and about 500 shop comments in each of the five languages, **written and labelled by
one member of this project**. The public shop rows, on which "shop" is scored, were written by one member of the project
as well: a shared style makes that score too good. Test the model on other people's comments before you rely on
it.{films}

{teacher}Held-out texts (a tenth, by their hash) were used to choose the recipe, the temperature and the threshold.
"""

FILMS = """
Film dialogue (XED; labels under CC BY 4.0, lines from film subtitles) {yes}. Character n-grams trained with it and
without it show the cost of excluding it: {cost}.
"""

TEACHER = """
Its teacher is multilingual-e5-small (MIT). Besides the label, it was trained on the teacher's embedding of each text,
and on the output of a logistic regression on these embeddings. It was also trained on the teacher's output for some
11,000 words and sentences without a label, written by the same member of the project, and for texts made of two of
them.
"""

FAILS = """
- **Irony.** Most models read "Great, the lift is broken again" as praise. So does this one unless a word gives it away;
  "tones" shows the share that it reads correctly.
- Negation over several words ("I would not say that it was bad") and comments that praise one thing and criticise
  another.
- German, French and Spanish neutral texts outside a shop: there were none to train on, and none to score.
- Dialects, other languages, and several languages in one comment: not measured. Few of them come out as "unclear".
- It often reads a reproach in the form of a question ("Why is nobody at the till?") as a plain question.
- It does not know the names of products and brands, or knows only what Reddit says about them.
"""


def licence_text(spec: ModelSpec) -> str:
    return "" if spec.may_be_used("commercial") else "For a product, train on your own texts."


def data_text(spec: ModelSpec) -> str:
    return DATA.format(
        films=_film_sentences(spec), teacher=TEACHER.lstrip() + "\n" if spec.recipe.get("taught") else ""
    )


def _film_sentences(spec: ModelSpec) -> str:
    """Sentences about film dialogue, with the cost of excluding it if that was measured."""
    metrics = spec.metrics
    if "characters" not in metrics:
        return ""
    without, with_films = metrics["characters"], metrics["characters_with_films"]
    pairs = [("a shop", without["shop_accuracy"], with_films["shop_accuracy"])]
    pairs += [(kind, value, with_films["accuracy"][kind]) for kind, value in without["accuracy"].items()]
    cost = ", ".join(f"{kind} {one:.3f} without, {other:.3f} with" for kind, one, other in pairs if "shop " not in kind)
    return FILMS.format(yes="is used for training" if spec.recipe.get("films") else "is excluded", cost=cost).rstrip()


def measurement_tables(spec: ModelSpec) -> str:
    """All measurements as tables, without the curves, which the figure shows."""
    results = {key: spec.metrics[key] for key in spec.metrics if key not in ("parity", "variants")}
    return nested_tables(
        {
            key: {name: value for name, value in result.items() if name != "risk_coverage"}
            for key, result in results.items()
        }
    )


def training_commands(spec: ModelSpec, date: str) -> str:
    """Commands that make the model, including its teacher's file."""
    said = " --said runs/text-said.npz" if spec.recipe.get("taught") else ""
    teacher = ("python -m models.text.teacher --out runs/text-said.npz",) if said else ()
    return "\n".join(
        (
            *teacher,
            f"python -m models.train text --seed {spec.recipe['seed']}{said}",
            f"python -m models.export runs/text --name {spec.name}",
            f"python -m models.card {spec.name} --date {date}",
            f"python -m models.gate {spec.name}",
        )
    )


CARD = ModelCardTexts(
    rights=licence_text,
    purpose=PURPOSE,
    no_purpose=NO_PURPOSE,
    data=data_text,
    numbers=measurement_tables,
    fails=FAILS,
    commands=training_commands,
)
