// What can be said of a sentence. A judgment is what was said, as the server has it; a draft is what the marks
// say before they are confirmed: {labels, none, unsure, comment}.

const NOTHING = { labels: [], none: false, unsure: false, comment: null };

export const isAnswer = (judgment) => judgment !== null && !judgment.skipped && !judgment.withdrawn;
export const isSettled = (judgment) => judgment !== null && !judgment.withdrawn;
export const isSkipped = ({ judgment, draft }) => !draft && judgment !== null && judgment.skipped && !judgment.withdrawn;
export const isComplete = (draft) => draft.labels.length > 0 || draft.none;

/** The draft that says what a judgment said; labels that the guidelines no longer have are left out. */
export function draftOf(judgment, known) {
  if (!isAnswer(judgment)) return NOTHING;
  const { labels, unsure, comment } = judgment;
  return { labels: labels.filter((label) => known.has(label)), none: labels.length === 0, unsure, comment };
}

export function isSame(one, other) {
  return one.none === other.none && one.unsure === other.unsure && one.comment === other.comment
    && one.labels.length === other.labels.length && one.labels.every((label) => other.labels.includes(label));
}

export function withLabel(draft, label, on) {
  const rest = draft.labels.filter((each) => each !== label);
  return { ...draft, labels: on ? [...rest, label] : rest, none: false };
}

export const withNone = (draft) => ({ ...draft, labels: [], none: true });

/** In words: "Attack, Testimony, unsure". */
export function inWords({ labels, none, unsure, comment, skipped, withdrawn }, titles) {
  if (withdrawn) return "no answer";
  if (skipped) return "skipped";
  const words = labels.map((label) => titles.get(label) ?? label);
  if (!words.length && (none ?? true)) words.push("none");
  if (unsure) words.push("unsure");
  if (comment) words.push("with a comment");
  return words.join(", ");
}
