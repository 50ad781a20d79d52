"""Reads an export of a study with pandas, and prints a line a session and advert.

    vitrina study export csv adverts adverts-csv
    python read_study.py adverts-csv

Wants pandas. With NeuroKit2 it also counts skin responses by a second method. Types, units and missing values come from
dictionary.csv in the export, so that nothing is guessed.
"""

import sys
from pathlib import Path

import pandas as pd

try:
    import neurokit2 as nk
except ImportError:
    nk = None


def types_of(export):
    """Type of each column, by series."""
    dictionary = pd.read_csv(export / "dictionary.csv", keep_default_na=False)
    return {
        series: dict(zip(rows["column"], rows["type"], strict=True)) for series, rows in dictionary.groupby("series")
    }


def read(path, types):
    """One series. A missing value is n/a and nothing else: the text "NA" of a mark stays a text."""
    return pd.read_csv(path, dtype=types[path.stem.rstrip("0123456789")], keep_default_na=False, na_values=["n/a"])


def adverts(events):
    """Start, end and creative of each advert, in seconds of the session's clock."""
    starts = events[events["type"] == "advert_start"].reset_index()
    ends = events[events["type"] == "advert_end"].reset_index()
    return [
        (start["name"], start["time_s"], ends[ends["index"] > start["index"]]["time_s"].min())
        for _, start in starts.iterrows()
    ]


def mean(table, column, start_s, end_s):
    """Mean of a column in a stretch of time; nan if nothing is known."""
    return table[(table["time_s"] >= start_s) & (table["time_s"] < end_s)][column].mean()


def responses(kit, start_s, end_s):
    """Number of skin responses in a stretch of time, by NeuroKit2; None without it."""
    skin = kit[(kit["time_s"] >= start_s) & (kit["time_s"] < end_s)]["conductance_us"].dropna()
    if nk is None or len(skin) < 100:
        return None
    rate = round(1 / kit["time_s"].diff().median())
    phasic = nk.eda_phasic(skin.to_numpy(), sampling_rate=rate)["EDA_Phasic"]
    _, peaks = nk.eda_peaks(phasic, sampling_rate=rate, amplitude_min=0.05)
    return len(peaks["SCR_Peaks"])


def report(export):
    """One row a session and advert: change of skin, heart and smile against the five seconds before."""
    types = types_of(export)
    rows = []
    for folder in sorted(export.glob("w*/session-*")):
        series = {path.stem: read(path, types) for path in folder.glob("*.csv")}
        for creative, start_s, end_s in adverts(series["events"]):
            row = {"participant": folder.parent.name, "session": folder.name, "advert": creative}
            for title, name, column in (
                ("skin_us", "kit1", "conductance_us"),
                ("heart_bpm", "kit1", "heart_rate_bpm"),
                ("smile", "face", "p_happiness"),
            ):
                if name in series:
                    before = mean(series[name], column, start_s - 5, start_s)
                    row[title] = mean(series[name], column, start_s, end_s) - before
            if "kit1" in series:
                row["responses"] = responses(series["kit1"], start_s, end_s)
            rows.append(row)
    return pd.DataFrame(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "dictionary.csv").is_file():
        sys.exit("usage: python read_study.py EXPORT, a folder that vitrina study export csv made")
    print(report(Path(sys.argv[1])).round(3).to_string(index=False))
