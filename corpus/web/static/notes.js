// Quiet lines above the buttons: what the annotator should know, until it has passed or they put it away.

export class Notes {
  #root;

  constructor(root) {
    this.#root = root;
  }

  /** Show a line; one of the same name is replaced. actions: [words, what to do]; away: what putting away does. */
  show(name, text, { kind = "", actions = [], away } = {}) {
    const old = this.#find(name);
    if (old?.dataset.text === text) return;
    const line = document.createElement("p");
    line.className = `note ${kind}`;
    line.dataset.note = name;
    line.dataset.text = text;
    const words = document.createElement("span");
    words.textContent = text;
    line.append(words);
    for (const [title, act] of actions) line.append(button(title, act));
    if (away) line.append(button("OK", () => { this.hide(name); away(); }));
    if (old) old.replaceWith(line);
    else this.#root.append(line);
  }

  hide(name) {
    this.#find(name)?.remove();
  }

  hideAll(start) {
    for (const line of this.#root.querySelectorAll(`[data-note^="${start}"]`)) line.remove();
  }

  #find(name) {
    return this.#root.querySelector(`[data-note="${CSS.escape(name)}"]`);
  }
}

function button(title, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "quiet";
  element.textContent = title;
  element.addEventListener("click", act);
  return element;
}
