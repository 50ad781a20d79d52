"""Exports of a study: BIDS, CSV, Parquet and XDF, of what the participants consent to when the export is made."""
