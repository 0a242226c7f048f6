// Time at work: how long a sentence took, when a rest would do good, and how long the article is kept.

const PAUSE = 60_000; // longer without a key or a click is time away
const REST = 10 * 60_000;
const RENEW = 60_000;

export class Work {
  #store;
  #last = Date.now();
  #spent = 0;
  #lease = 0;
  #renewed = Date.now();
  #touched = false;

  /**
   * breakMinutes: after how long a rest is suggested, 0 for never.
   * rest(minutes) is called when one is due, renew() keeps the article, lost() says that nobody did.
   */
  constructor(store, breakMinutes, hooks) {
    this.#store = store;
    this.breakMinutes = breakMinutes;
    this.hooks = hooks;
    for (const event of ["keydown", "pointerdown", "wheel"]) {
      addEventListener(event, () => this.#touch(), { passive: true, capture: true });
    }
    setInterval(() => this.#tick(), 5000);
    document.addEventListener("visibilitychange", () => this.#tick());
  }

  /** Active seconds since the last call. */
  seconds() {
    this.#touch();
    const spent = this.#spent;
    this.#spent = 0;
    return Math.round(spent / 100) / 10;
  }

  /** The server keeps the article for so long from now; 0: it is not kept. */
  keep(seconds) {
    this.#renewed = Date.now();
    this.#touched = false;
    this.#lease = seconds * 1000;
  }

  rested() {
    this.#store.set("work", { since: Date.now(), last: Date.now() });
  }

  #touch() {
    const now = Date.now();
    this.#spent += Math.min(now - this.#last, PAUSE);
    this.#last = now;
    this.#touched = true;
  }

  #tick() {
    if (document.visibilityState !== "visible") return;
    const now = Date.now();
    if (this.breakMinutes && now - this.#last < PAUSE) {
      const { since, last } = this.#store.get("work") ?? { since: now, last: now };
      const began = now - last > REST ? now : since;
      this.#store.set("work", { since: began, last: now });
      if (now - began > this.breakMinutes * 60_000) this.hooks.rest(Math.round((now - began) / 60_000));
    }
    if (!this.#lease) return;
    const age = now - this.#renewed;
    if (this.#touched && age > Math.min(RENEW, this.#lease / 3)) {
      this.#renewed = now;
      this.#touched = false;
      this.hooks.renew();
    } else if (age > this.#lease) {
      this.hooks.lost();
    }
  }
}
