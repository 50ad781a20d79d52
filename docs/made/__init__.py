"""Parts that docs/generate.py writes into the documents, by subject."""
