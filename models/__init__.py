"""A trained classifier: what it is, how it is saved, loaded and used for prediction.

Loading a model and predicting imports no web page, no command line and no database.
"""
