"""Every person that the first twenty articles of the sample corpus name; all of them are invented."""

from __future__ import annotations

__all__ = ["SAMPLE_NAMES"]

SAMPLE_NAMES = {
    "s001": "Osman Kelleray; Brede Tasumi",
    "s002": "Rahima Dostrel; Ilke Barrow",
    "s003": "Pavo Denkelaar; Tobin Asheru",
    "s004": "Zelma Ortuk; Hanno Vrille",
    "s005": "Sunniva Halm; Daro Imshek; Tove Aranda",
    "s006": "Yusra Hallorim; Anselm Torvay",
    "s007": "Emeric Salloway; Lidwina Farouche",
    "s008": "Emeric Salloway; Lidwina Farouche; Agathe Norrin",
    "s009": "Ketil Sambray; Perpetua Lindqar; Ruben Castellane; Mirjam Oduvale",
    "s010": "Nirvane Tessaly; Cassim Dreyve",
    "s011": "Leocadie Brannoch",
    "s012": "Jorunn Eide-Marsh; Bashir Quenneville",
    "s013": "Matthis Orlebeke; Anwen Sattar",
    "s014": "Emlyn Dragomar; Pim; Sigrun Ivarel",
    "s015": "Illtud Maregna; Valdis Okonjar",
    "s016": "Halvard Rusk; Solveig Abara",
    "s017": "Corvane Adeyra; Linnea; Bertil Nkomasi; Aurel Simmik; Oskari",
    "s018": "Ghislain Tanaquil; Sefa Marwood; Dhoran Wicklas",
    "s019": "Wendell Karimov-Ashe; Odalys Finch-Moreau",
    "s020": "Ludomir Hask; Ragna Thorvik-Lund; Ferran Yildoral",
}
