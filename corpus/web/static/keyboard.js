// The keys of the labelling page, in one table: it answers key presses and fills the help.

const TABLE = [
  ["down", ["ArrowDown", "j"], "Next sentence"],
  ["up", ["ArrowUp", "k"], "Sentence before"],
  ["extend-down", ["Shift+ArrowDown", "Shift+J"], "Select a run of sentences and answer them at once"],
  ["extend-up", ["Shift+ArrowUp", "Shift+K"], null],
  ["none", ["0"], "None of the labels fits"],
  ["unsure", ["u"], "Unsure"],
  ["commit", ["Enter"], "Confirm and go on"],
  ["unjudged", ["n"], "Confirm and go to the next sentence without an answer"],
  ["skip", ["s"], "Skip, without a reason"],
  ["skip-why", ["Shift+S"], "Skip, with a reason"],
  ["comment", ["c"], "Comment"],
  ["quotation", ["q"], "Give the speaker's label to the end of the open quotation"],
  ["undo", ["z", "Ctrl+Z"], "Undo, also what was confirmed, also after a reload"],
  ["redo", ["y", "Ctrl+Shift+Z"], "Redo"],
  ["guidelines", ["g"], "Guidelines, open at the label in question"],
  ["reveal", ["v"], "Uncover the sentence, where the text is covered"],
  ["reveal-all", ["Shift+V"], "Uncover the whole article"],
  ["cancel", ["Escape"], "Drop the selection, or the marks not confirmed yet"],
  ["help", ["?"], "This table"],
];
const BY_KEY = new Map(TABLE.flatMap(([command, keys]) => keys.map((key) => [key, command])));
const SHOWN = { ArrowDown: "↓", ArrowUp: "↑" };

/** The command of a key press: a name of the table, "label:3", or null for a key that is not ours. */
export function commandOf(event, leftIsForward) {
  if (event.altKey || event.isComposing) return null;
  let key = event.key;
  if (key === "ArrowRight" || key === "ArrowLeft") {
    key = (key === "ArrowLeft") === leftIsForward ? "ArrowDown" : "ArrowUp";
  } else if (/^[^\x00-\x7f]$/.test(key) && /^Key[A-Z]$/.test(event.code)) {
    key = event.code.at(-1).toLowerCase(); // a keyboard with other letters: by place
    if (event.shiftKey) key = key.toUpperCase();
  } else if (/^Digit\d$/.test(event.code) && !event.shiftKey) {
    key = event.code.at(-1); // also where digits need Shift
  }
  if (event.ctrlKey || event.metaKey) {
    return BY_KEY.get(`Ctrl+${event.shiftKey ? "Shift+" : ""}${key.toUpperCase()}`) ?? null;
  }
  if (/^[1-9]$/.test(key)) return `label:${key}`;
  if (event.shiftKey && (/^[A-Z]$/.test(key) || key.startsWith("Arrow"))) key = `Shift+${key}`;
  else if (/^[A-Z]$/.test(key)) key = key.toLowerCase(); // Caps Lock
  return BY_KEY.get(key) ?? null;
}

/** Rows of the help: the keys, and what they do. */
export function helpRows(labels) {
  const digits = labels.slice(0, 9).map(({ title }, at) => [[String(at + 1)], title]);
  const rest = TABLE.filter(([, , told]) => told).map(([, keys, told]) => [keys.map(shown), told]);
  return [...rest.slice(0, 3), ...digits, ...rest.slice(3)];
}

function shown(key) {
  return key.replace(/Arrow\w+/, (arrow) => SHOWN[arrow]).replace(/\+([A-Z])$/, (_, letter) => `+${letter.toLowerCase()}`);
}
