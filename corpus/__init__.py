"""From pages to gold: articles, sentences, judgments, agreement, adjudication, splits, releases.

Pages become articles (`reading`), articles become sentences with exact offsets (`sentences`),
people judge the sentences under a label scheme (`guidelines`), judgments are compared (`agreement`)
and settled (`adjudication`), and the articles are split for training (`split`). Everything lives in
one corpus file (`store`).
"""
