"""Baseline for the text model: logistic regression on character n-grams, trained on the same texts.

Needs scikit-learn from the extra `train`.
"""

from pathlib import Path
from typing import Any

import numpy as np

from models.metrics import f1_macro
from models.text.data import load_comments, load_training_comments, text_folder
from models.text.recipe import CLASSES


def ngram_accuracy(data: Path, split: str, *, films: bool) -> dict[str, Any]:
    """Accuracy on the rows of a split by source and language, and over the shop rows.

    The baseline is trained on the training part and on the project's comments and authors, including the held-out
    tenth. All training rows have three classes.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    folder = text_folder(data)
    trained = load_training_comments(folder, films=films)
    judged = load_comments(folder, None if split == "all" else split)
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), min_df=3, sublinear_tf=True)
    features = grams.fit_transform([comment.text for comment in trained])
    regression = LogisticRegression(C=3, class_weight="balanced", max_iter=300)
    regression.fit(features, [comment.label for comment in trained])
    guesses = regression.predict(grams.transform([comment.text for comment in judged]))
    labels = np.array([comment.label for comment in judged])
    right = guesses == labels
    kinds = np.array([" ".join(comment.kind) for comment in judged])
    shop = np.array([comment.source == "shop" for comment in judged])
    return {
        "accuracy": {kind: float(right[kinds == kind].mean()) for kind in sorted(set(kinds.tolist()))},
        "shop_accuracy": float(right[shop].mean()) if shop.any() else None,
        "macro_f1": f1_macro(labels, guesses, len(CLASSES)),
    }
