"""Reads an export of a study with pandas, and prints a row per session and ad.

    vitrina study export csv ad-study ad-study-csv
    python read_study.py ad-study-csv

Needs pandas. With NeuroKit2 it also finds skin responses by a second method, and its last line names the ad with the
largest. Types, units and missing values come from dictionary.csv in the export, so that nothing is guessed.
"""

import sys
from pathlib import Path

import pandas as pd

try:
    import neurokit2 as nk
except ImportError:
    nk = None

LEAST_US = 0.05
"""Smallest skin response that counts, in microsiemens, as in the reports of Vitrina."""


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


def responses(kit):
    """Time and height of each skin response of a session, by NeuroKit2: a table with time_s and height_us."""
    step_s = kit["time_s"].diff().median()
    skin = kit["conductance_us"].interpolate(limit_direction="both").to_numpy()
    phasic = nk.eda_phasic(skin, sampling_rate=round(1 / step_s))["EDA_Phasic"]
    _, found = nk.eda_peaks(phasic, sampling_rate=round(1 / step_s))
    table = pd.DataFrame({"time_s": kit["time_s"].to_numpy()[found["SCR_Peaks"]], "height_us": found["SCR_Amplitude"]})
    return table[table["height_us"] >= LEAST_US]


def report(export):
    """One row a session and advert: change of skin, heart and smile against the five seconds before."""
    types = types_of(export)
    rows = []
    for folder in sorted(export.glob("w*/session-*")):
        series = {path.stem: read(path, types) for path in folder.glob("*.csv")}
        found = responses(series["kit1"]) if nk and "kit1" in series else None
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
            if found is not None:
                heights_us = found[(found["time_s"] >= start_s) & (found["time_s"] < end_s)]["height_us"]
                row["responses"], row["responses_us"] = len(heights_us), heights_us.sum()
            rows.append(row)
    return pd.DataFrame(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "dictionary.csv").is_file():
        sys.exit("usage: python read_study.py EXPORT, a folder that vitrina study export csv made")
    result = report(Path(sys.argv[1]))
    print(result.round(3).to_string(index=False))
    if "responses_us" in result:
        print("largest skin responses:", result.groupby("advert")["responses_us"].mean().idxmax())
