"""The metadata of a release: one module for each form, all made from the same facts."""
