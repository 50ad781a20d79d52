"""BIDS 1.10: folders, tables and their descriptions in the Brain Imaging Data Structure."""
