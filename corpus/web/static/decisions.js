// Decisions on their way to the server: kept in this browser until the server has said that it has
// them, sent in order, and sent again after a failure. The same decision sent twice counts once.

import { call, Refusal } from "./api.js";

const LONGEST_PAUSE = 15000;

export class Decisions {
  /** `tell(waiting, why)` is called when something changes; `settled(item, answer)` and
   *  `refused(item, message)` when the server has answered. */
  constructor(store, name, { tell, settled, refused }) {
    Object.assign(this, { store, name, tell, settled, refused });
    this.sending = false;
    this.pause = 1000;
    addEventListener("online", () => this.send());
    addEventListener("beforeunload", (event) => {
      if (this.waiting.length && !store.safe) event.preventDefault();
    });
  }

  get waiting() {
    return this.store.get(this.name) ?? [];
  }

  #keep(items) {
    if (items.length) this.store.set(this.name, items);
    else this.store.remove(this.name);
  }

  add(item) {
    this.#keep([...this.waiting, item]);
    this.send();
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    let why = "";
    for (let item = this.waiting[0]; item && !why; item = this.waiting[0]) {
      this.tell(this.waiting.length, "");
      why = await this.#post(item);
    }
    this.sending = false;
    this.tell(this.waiting.length, why);
    if (why) {
      this.timer = setTimeout(() => this.send(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    } else this.pause = 1000;
  }

  /** Send one decision and return why it has to wait, or nothing. */
  async #post(item) {
    let said;
    try {
      said = await call("POST", item.address, item.body);
    } catch (error) {
      if (!(error instanceof Refusal)) return "the server cannot be reached";
      if ([401, 403].includes(error.status)) return "you are signed out; sign in again, in another tab if you like";
      if (error.status === 429 || error.status >= 500) return error.message;
      this.#done(item);
      this.refused(item, error.message);
      return "";
    }
    this.#done(item);
    this.settled(item, said);
    return "";
  }

  #done(item) {
    this.#keep(this.waiting.filter((other) => other.key !== item.key));
  }
}
