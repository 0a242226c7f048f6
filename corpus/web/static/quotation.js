// Where an open quotation ends, from the texts of the sentences.

const CLOSED_BY = { "“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"' };
const ANY_CLOSING = "”»」』\"";
const MARKS = /[“”„«»「」『』"]/g;

/**
 * Return the index of the last sentence of the quotation that sentence `at` leaves open, `at` itself where it
 * leaves none. `sentence(i)` gives {text, paragraph, inQuote}, or undefined past the last. A quotation goes on
 * in the next paragraph only where that begins with its mark again.
 */
export function quotationEnd(sentence, at) {
  const first = sentence(at);
  let open = openAfter(first.text, first.inQuote ? "?" : "");
  let last = at;
  for (let next = at + 1; open; next += 1) {
    const here = sentence(next);
    if (here === undefined || (open === "?" && !here.inQuote)) break;
    let text = here.text;
    if (here.paragraph !== sentence(last).paragraph) {
      const again = open === "?" ? text[0] in CLOSED_BY : text.startsWith(open);
      if (!again) break;
      open = text[0];
      text = text.slice(1);
    }
    last = next;
    open = openAfter(text, open);
  }
  return last;
}

/** The mark that a text leaves open, given the one open before it; "?" for one that was not seen. */
function openAfter(text, before) {
  let open = before;
  for (const { 0: mark, index } of text.matchAll(MARKS)) {
    const opens = mark in CLOSED_BY && !(mark === '"' && /[^\s([{—–-]/.test(text[index - 1] ?? " "));
    if (open === "?" && opens && (index === 0 || mark === '"')) open = mark; // another quotation begins
    else if (open && (CLOSED_BY[open] ?? ANY_CLOSING).includes(mark)) open = "";
    else if (!open && opens) open = mark;
  }
  return open;
}
