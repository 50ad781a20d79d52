"""The Monday mail: its time, its content and its delivery."""
