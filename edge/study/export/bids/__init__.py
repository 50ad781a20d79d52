"""BIDS 1.10: folders, tables and their descriptions as the Brain Imaging Data Structure wants them."""
