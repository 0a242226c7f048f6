"""From pages to gold: articles, sentences, judgments, agreement, adjudication, splits, releases.

Pages become articles (`reading`, `pages`), articles become sentences with exact offsets (`sentences`),
and copies of one article are found (`duplicates`). People judge the sentences under a label scheme
(`guidelines`, `labelling`, on the page of `web`); judgments are compared (`agreement`) and settled
(`adjudication`), and the articles are split for training (`split`). Labels come from other tools and go
there (`formats`, `transfer`, `export`), and leave as a data set for others (`release`). Everything
lives in one corpus (`store`); the commands stand in `cli`, and what they print in `terminal`.
"""
