// Judgments on their way: written to the browser's store the moment they are made, sent in order, and taken
// out only when the server has said what became of them. An entry is {judgment, before}; `before` is what the
// annotator had said until then, for undo.

import { Refusal } from "./api.js";

const MOST_AT_ONCE = 100;
const LONGEST_WAIT = 30_000;
const KEPT = new Set(["saved", "known"]);

export class Outbox {
  #store;
  #post;
  #waiting = new Map();
  #sending = null;
  #counter = 0;
  #failures = 0;
  #timer = 0;
  #trouble = null;

  /**
   * post(judgments) sends some; the hooks are told what happened:
   * state({waiting, trouble, safe}), trouble being null or the error that sending met last;
   * result(judgment, result); untaken(id, {judgment, message}) for one that does not count.
   */
  constructor(store, post, hooks) {
    this.#store = store;
    this.#post = post;
    this.hooks = hooks;
    this.#waiting = new Map(store.entries("out:"));
    for (const event of ["online", "focus", "pageshow"]) addEventListener(event, () => this.retry());
    document.addEventListener("visibilitychange", () => this.retry());
    addEventListener("beforeunload", (event) => {
      if (this.#waiting.size && !store.safe) event.preventDefault();
    });
  }

  get entries() {
    return [...this.#waiting.values()];
  }

  /** What the server said of judgments that it did not take, until somebody has seen it. */
  get untaken() {
    return this.#store.entries("told:").map(([name, told]) => [name.slice(5), told]);
  }

  acknowledge(id) {
    this.#store.remove(`told:${id}`);
  }

  /** Keep some judgments and send them. */
  add(entries) {
    for (const entry of entries) {
      const order = `${String(Date.now()).padStart(15, "0")}-${String(this.#counter++).padStart(6, "0")}`;
      const name = `out:${order}-${entry.judgment.id}`;
      this.#waiting.set(name, entry);
      this.#store.set(name, entry);
    }
    this.send();
  }

  /** Another tab keeps a judgment, or has sent it. */
  learn(name, entry) {
    if (entry === null) this.#waiting.delete(name);
    else this.#waiting.set(name, entry);
    this.#tell();
  }

  retry() {
    if (document.visibilityState === "visible") this.send();
  }

  /** Send all that waits; resolves to whether nothing is left. */
  async send() {
    if (!this.#sending) {
      clearTimeout(this.#timer);
      this.#sending = this.#sendAll().finally(() => { this.#sending = null; });
    }
    await this.#sending;
    return this.#waiting.size === 0;
  }

  async #sendAll() {
    let size = MOST_AT_ONCE;
    let met = null;
    while (this.#waiting.size && !met) {
      this.#tell();
      const batch = [...this.#waiting].sort(([one], [other]) => (one < other ? -1 : 1)).slice(0, size);
      const judgments = batch.map(([, entry]) => entry.judgment);
      try {
        const { results } = await this.#post(judgments);
        batch.forEach(([name, entry], at) => this.#settle(name, entry.judgment, results[at]));
        this.#failures = 0;
        this.#trouble = null;
      } catch (error) {
        if (error instanceof Refusal && [400, 413, 422].includes(error.status)) {
          if (batch.length > 1) size = 1; // find the one that it is about
          else this.#settle(batch[0][0], judgments[0], { status: "refused", message: error.message });
        } else met = this.#trouble = error;
      }
    }
    if (met) {
      const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** this.#failures++);
      this.#timer = setTimeout(() => this.send(), wait * (0.75 + Math.random() / 2));
    }
    this.#tell();
  }

  #settle(name, judgment, result) {
    if (!KEPT.has(result.status)) {
      const told = { judgment, message: result.message };
      this.#store.set(`told:${judgment.id}`, told);
      this.hooks.untaken(judgment.id, told);
    }
    this.#waiting.delete(name);
    this.#store.remove(name);
    this.hooks.result(judgment, result);
  }

  #tell() {
    this.hooks.state({ waiting: this.#waiting.size, trouble: this.#trouble, safe: this.#store.safe });
  }
}
