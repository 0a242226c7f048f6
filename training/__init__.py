"""From gold to a classifier evaluated on held-out articles, and the root of the command line."""
