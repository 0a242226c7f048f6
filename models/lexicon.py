"""Small closed word lists on who speaks and what is counted: general knowledge of news English.

No list is tied to a label. A label regression learns whether a list tells anything about its label.
"""

from __future__ import annotations

__all__ = ["LEXICON"]

LEXICON: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in {
        "reporting verb": """
            said says say saying told tells tell telling added adds announced announces stated
            states reported reports claimed claims confirmed confirms denied denies recalled
            recalls explained explains insisted insists warned warns declared declares according
            testified admitted acknowledged noted urged vowed described alleged argued asked replied
            accused wrote remembers remembered""",
        "office": """
            president minister ministry spokesman spokeswoman spokesperson spokespeople official
            officials government authorities police army military commander commanders general
            colonel captain major lieutenant brigadier secretary council court judge prosecutor
            ambassador envoy chief governor mayor senator parliament department un nato united
            nations coalition command statement communique communiqué agency intelligence forces
            defense defence foreign interior prime deputy head office commissioner organization
            organisation group movement front leader leaders""",
        "first person singular": "i me my mine myself i'm i've i'd i'll",
        "first person plural": "we us our ours ourselves we're we've we'd we'll",
        "second person": "you your yours",
        "third person singular": "he she his her him hers",
        "third person plural": "they their them theirs",
        "private person": """
            witness witnesses eyewitness resident residents survivor survivors villager villagers
            refugee refugees victim victims mother father son daughter brother sister wife husband
            family families relatives neighbour neighbours neighbor neighbors woman women man boy
            girl farmer farmers""",
        "quantity": """
            two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
            dozen dozens hundred hundreds thousand thousands million millions billion billions half
            third quarter percent per cent majority most number numbers total average rate""",
    }.items()
}
"""name of the list -> its words, lower-cased, with straight apostrophes"""
