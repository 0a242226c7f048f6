"""Releases: a dataset that others can load, check, cite and restore."""
