// Decisions on their way to the server: kept in this browser until the server has said that it has
// them, sent in order, and sent again after a failure. The same decision sent twice counts once.

const token = document.querySelector('meta[name="csrf-token"]').content;
const LONGEST_PAUSE = 15000;

export class Decisions {
  /** `tell(waiting, why)` is called when something changes; `settled(item, answer)` and
   *  `refused(item, message)` when the server has answered. */
  constructor(name, { tell, settled, refused }) {
    Object.assign(this, { name, tell, settled, refused });
    this.sending = false;
    this.pause = 1000;
    addEventListener("online", () => this.send());
  }

  get waiting() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? [];
    } catch {
      return [];
    }
  }

  #keep(items) {
    if (items.length) localStorage.setItem(this.name, JSON.stringify(items));
    else localStorage.removeItem(this.name);
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
    let answer, said;
    try {
      answer = await fetch(item.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
        body: JSON.stringify(item.body),
      });
      said = await answer.json();
    } catch {
      return "offline";
    }
    if (answer.status === 401 || answer.status === 403) return "signed out";
    if (answer.status === 429 || answer.status >= 500) return "offline";
    this.#keep(this.waiting.filter((other) => other.key !== item.key));
    if (answer.ok) this.settled(item, said);
    else this.refused(item, said.error.message);
    return "";
  }
}

/** Return a new UUID, also where the page came over plain HTTP. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
