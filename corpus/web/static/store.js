// The browser's own store, kept apart by corpus and by person: one entry a thing, so that two tabs never
// overwrite each other. Where the browser has none, or it is full, memory serves; `safe` is false then.

export class Store {
  #memory = new Map();
  #prefix;

  constructor(corpus, person) {
    this.#prefix = `dateline:${corpus}:${encodeURIComponent(person)}:`;
  }

  /** Whether all that is kept survives closing the page. */
  get safe() {
    return this.#memory.size === 0;
  }

  get(name) {
    if (this.#memory.has(name)) return this.#memory.get(name);
    try {
      return JSON.parse(localStorage.getItem(this.#prefix + name));
    } catch {
      return null;
    }
  }

  set(name, value) {
    try {
      localStorage.setItem(this.#prefix + name, JSON.stringify(value));
      this.#memory.delete(name);
    } catch {
      this.#memory.set(name, value);
    }
  }

  remove(name) {
    this.#memory.delete(name);
    try {
      localStorage.removeItem(this.#prefix + name);
    } catch {
      // it holds nothing of ours
    }
  }

  /** [name, value] of the entries whose names begin with `start`, sorted by name. */
  entries(start) {
    const names = new Set([...this.#memory.keys()].filter((name) => name.startsWith(start)));
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(this.#prefix + start)) names.add(key.slice(this.#prefix.length));
      }
    } catch {
      // memory is all there is
    }
    return [...names].sort().map((name) => [name, this.get(name)]).filter(([, value]) => value !== null);
  }

  /** Call `changed(name, value)` when another tab sets or, with null, removes an entry. */
  watch(changed) {
    addEventListener("storage", ({ key, newValue }) => {
      if (key?.startsWith(this.#prefix)) changed(key.slice(this.#prefix.length), newValue === null ? null : JSON.parse(newValue));
    });
  }
}
