// What a model says against a settled sentence: told once one has decided, or asks.

const token = document.querySelector('meta[name="csrf-token"]').content;

/** Ask why a sentence is doubted, which is written down. Returns the sentence as it stands. */
export async function askReason(body) {
  const answer = await fetch("/api/doubts/reason", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error.message);
  return said;
}

/** What a model doubts, in words. `titleOf` names a label. */
export function reasonInWords(reason, titleOf) {
  const parts = reason.map(({ label, given, probability }) => {
    const percent = probability < 0.005 ? "under 1" : Math.round(100 * probability);
    return `${titleOf(label)} ${percent} % likely (it was ${given ? "given" : "not given"})`;
  });
  return `A model that did not learn from this article finds ${parts.join(", ")}.`;
}
