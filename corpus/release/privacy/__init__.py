"""Names of persons leave an article before anything of it is published.

`renew_review` finds candidates and keeps the lists that a person settles; `mask` covers every form of
the names to be masked, and every contact.
"""

from .candidates import Candidate, FindMore, find_candidates
from .forms import DECISIONS, Decision, Name
from .masking import Masked, mask, mask_text
from .other_finders import spacy_finder
from .review import READ_WHOLE, Review, renew_review
from .sensitive import SENSITIVE, Sensitive, sensitive_guesses

__all__ = [
    "DECISIONS",
    "READ_WHOLE",
    "SENSITIVE",
    "Candidate",
    "Decision",
    "FindMore",
    "Masked",
    "Name",
    "Review",
    "Sensitive",
    "find_candidates",
    "mask",
    "mask_text",
    "renew_review",
    "sensitive_guesses",
    "spacy_finder",
]
