"""Replays a recording into a pandas table: one row for each play of an ad.

pip install pandas
python examples/replay_to_pandas.py wearer.csv plays.csv
"""

import sys

import pandas as pd

from edge.replay import replay_messages


def plays_table(recording: str, plays: str) -> pd.DataFrame:
    """The plays of a recording, with their creative, start and end."""
    messages = replay_messages(kits=[recording], plays=plays, k=1)
    rows = [message["payload"] for message in messages if message["topic"].endswith("/play")]
    table = pd.json_normalize(rows)
    return table.assign(start=pd.to_datetime(table["start"]), end=pd.to_datetime(table["end"]))


if __name__ == "__main__":
    found = plays_table(*sys.argv[1:])
    print(found[["creative", "start", "end"]].to_string(index=False))
    print(f"seconds shown: {(found['end'] - found['start']).dt.total_seconds().sum():.0f}")
