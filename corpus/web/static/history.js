// Undo and redo. Judgments are never taken out of the corpus: undoing makes new ones that say again what was
// said before. So the two stacks follow from the judgments themselves, read in the order they were made in.

export class History {
  #done = [];
  #undone = [];
  #current = new Map();
  #known = new Set();
  #open = null; // the group that is being read, and its step

  /** Take a judgment in; `before` is the annotator's previous one of its sentence, or null. */
  add(judgment, before) {
    const { id, group, action } = judgment;
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#current.set(place(judgment), judgment);
    if (action === "judge") {
      if (!group || this.#open !== group) {
        this.#done.push([]);
        this.#undone = [];
      }
      this.#done.at(-1).push({ before, after: judgment });
    } else if (this.#open !== (group ?? id)) {
      const [from, to] = action === "undo" ? [this.#done, this.#undone] : [this.#undone, this.#done];
      if (from.length) to.push(from.pop());
    }
    this.#open = group ?? id;
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** What the next undo would say: [{article_id, start, end, state, current}], or null. */
  undo() {
    return this.#said(this.#done.at(-1), "before");
  }

  redo() {
    return this.#said(this.#undone.at(-1), "after");
  }

  #said(step, side) {
    return step?.map((item) => {
      const { article_id, start, end } = item.after;
      return { article_id, start, end, state: item[side], current: this.#current.get(place(item.after)) };
    }) ?? null;
  }
}

function place({ article_id, start }) {
  return `${start} ${article_id}`;
}
