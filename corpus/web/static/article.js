// The article on the page: its sentences, what is said of each, and how that is shown.

import { draftOf, inWords, isAnswer, isSettled } from "./answers.js";

export class Article {
  #places = new Map();

  /** root holds the sentences; labels are {id, title, key}, in their order. */
  constructor(root, labels, veiled) {
    this.root = root;
    this.veiled = veiled;
    this.titles = new Map(labels.map(({ id, title }) => [id, title]));
    this.order = new Map(labels.map(({ id }, place) => [id, place + 1]));
    this.sentences = [...root.querySelectorAll(".s")].map((element, index) => {
      const [start, end] = element.id.slice(1).split("-").map(Number);
      element.setAttribute("role", "option");
      element.tabIndex = -1;
      this.#places.set(start, index);
      return { index, element, start, end, open: false, judgment: null, draft: null, review: [], suggestion: null, shown: !veiled };
    });
  }

  at(index) {
    return this.sentences[index];
  }

  /** The sentence that begins at an offset. */
  from(start) {
    return this.sentences[this.#places.get(start)];
  }

  of(element) {
    const found = element.closest?.(".s");
    return found && this.root.contains(found) ? this.from(parseInt(found.id.slice(1), 10)) : undefined;
  }

  /** Take in what the server says of every sentence. */
  fill(sentences) {
    for (const { start, paragraph, in_quote, open, judgment, review, suggestion } of sentences) {
      const sentence = this.from(start);
      if (sentence) Object.assign(sentence, { paragraph, inQuote: in_quote, open, judgment, review, suggestion });
    }
    this.sentences.forEach((sentence) => this.show(sentence));
  }

  /** What the marks say now. */
  marks(sentence) {
    return sentence.draft ?? draftOf(sentence.judgment, this.order);
  }

  isCovered(sentence) {
    return !sentence.shown;
  }

  /** Whether a sentence waits for an answer, or for a second look after the guidelines changed. */
  isWaiting(sentence) {
    return sentence.open && (!isSettled(sentence.judgment) || sentence.review.length > 0);
  }

  count() {
    const open = this.sentences.filter((sentence) => sentence.open);
    const answered = open.filter(({ judgment }) => isAnswer(judgment)).length;
    const settled = open.filter(({ judgment }) => isSettled(judgment)).length;
    return { open: open.length, answered, skipped: settled - answered, waiting: open.filter((each) => this.isWaiting(each)).length };
  }

  /** The next open sentence in a direction that passes `test`, or undefined. */
  find(from, step, test = () => true) {
    for (let index = from + step; index >= 0 && index < this.sentences.length; index += step) {
      if (this.sentences[index].open && test(this.sentences[index])) return this.sentences[index];
    }
    return undefined;
  }

  uncover(sentence, shown) {
    sentence.shown = shown;
    this.show(sentence);
  }

  /** Bring what is seen and heard of a sentence up to date. */
  show(sentence) {
    const { element, open, judgment, draft, review, shown } = sentence;
    element.classList.toggle("open", open);
    element.classList.toggle("review", open && review.length > 0);
    if (this.veiled) {
      element.classList.toggle("shown", shown);
      if (shown) element.removeAttribute("aria-label");
      else element.setAttribute("aria-label", "Covered sentence; v uncovers it");
    }
    element.setAttribute("aria-description", this.#describe(sentence));
    const signs = open || judgment ? this.#signs(draft ?? judgment) : [];
    let marks = element.querySelector(".marks");
    if (!marks && !signs.length) return;
    if (!marks) {
      marks = document.createElement("span");
      marks.ariaHidden = "true";
      marks.append(document.createElement("b"));
      element.append(marks);
    }
    element.classList.toggle("marked", signs.length > 0);
    const broad = signs.some(({ textContent }) => textContent.length > 1);
    marks.className = `marks wide${Math.ceil(signs.length / 2) + broad}${draft ? " draft" : ""}`;
    marks.firstChild.replaceChildren(...signs);
  }

  #describe({ open, judgment, draft, review }) {
    if (!open && !judgment) return "context, nothing to answer";
    if (draft) return `${inWords(draft, this.titles) || "no answer"}, not confirmed yet`;
    if (!isSettled(judgment)) return "not answered yet";
    const again = review.length ? "; its rules have changed, please look again" : "";
    return inWords(judgment, this.titles) + again;
  }

  #signs(said) {
    if (said === null || said.withdrawn) return [];
    if (said.skipped) return [sign("»")];
    const signs = [...said.labels]
      .sort((one, other) => (this.order.get(one) ?? 99) - (this.order.get(other) ?? 99))
      .map((label) => {
        const place = this.order.get(label);
        return place < 10 ? sign(place, `l${place}`) : sign((this.titles.get(label) ?? label).slice(0, 2));
      });
    if (!signs.length && (said.none ?? true)) signs.push(sign("0"));
    if (said.unsure) signs.push(sign("?"));
    if (said.comment) signs.push(sign("…"));
    return signs;
  }
}

function sign(text, kind = "") {
  const element = document.createElement("i");
  element.textContent = text;
  element.className = kind;
  return element;
}
