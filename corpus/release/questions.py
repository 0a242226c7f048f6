"""What only people know about a data set: the questions of its datasheet and its data statement.

Each may be answered in release.toml under [answers]; one that is not is marked as a blank wherever a
document would give the answer. The questions are those of "Datasheets for Datasets" (Gebru et al.
2021), of the data statements of Bender and Friedman (2018) and of Croissant's responsible-AI terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["QUESTIONS"]

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "motivation": "Why was the data set made, and for whom?",
        "funding": "Who paid for it?",
        "curation_rationale": "Why these articles and no others, and how were they chosen?",
        "collection": "How were the pages obtained, by whom, when, and with what right?",
        "language_variety": "Which varieties of the language, for example en-GB newswire?",
        "speakers": "Who wrote the articles, and who speaks in them?",
        "speech_situation": "When, where and for which readers were they written?",
        "annotators": "Who labelled: number, age band, gender, origin, languages, expertise?",
        "annotator_training": "How were the annotators trained, and paid?",
        "annotator_care": "How were the annotators protected from what they had to read?",
        "ethics_review": "Who reviewed the project, and with what outcome?",
        "consent": "Did annotators agree to their labels being published? Were people named asked?",
        "biases": "Which outlets, places, groups or events are over- or under-represented?",
        "limitations": "What can the data set not show?",
        "uses": "What is it meant for?",
        "no_uses": "What must it not be used for?",
        "social_impact": "Whom could its use help, and whom could it harm?",
        "missing_data": "What is missing, and why?",
        "maintenance": "Who keeps it, for how long, and how are errors mended?",
    }
)
"""Key under [answers] -> the question."""
