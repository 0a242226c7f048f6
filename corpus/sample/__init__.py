"""The invented sample corpus that ships with Dateline: 76 wire stories, labelled twice, CC0.

The stories, their people, places and agencies are invented. The labels were made by a large language
model under annotation_guidelines.md in two separate passes (`pass-a`, `pass-b`); where the passes
differed, the sentence was adjudicated. They show how Dateline works; agreement between two passes of
one model is not agreement between people.
"""
