// What an annotator does to sentences: move, mark, confirm, skip, undo. Every step is shown at once, kept in the
// browser at once, and sent.

import { draftOf, inWords, isComplete, isSame, isSkipped, withLabel, withNone } from "./answers.js";
import { uuid } from "./api.js";
import { quotationEnd } from "./quotation.js";

const SPEAKERS = ["testimony", "official_statement"];

export class Desk {
  #anchor = null; // where a selected run began
  #dropped = []; // drafts that undo took away: [sentence, draft]

  /**
   * hooks: say(text); moved() after the current sentence or its marks changed; ended() when nothing is left to
   * answer; elsewhere(article, start, end) when undo led to another article; seconds() spent on this sentence.
   */
  constructor(name, article, outbox, history, store, hooks) {
    Object.assign(this, { name, article, outbox, history, store, hooks });
    this.current = article.at(0);
    this.waiting = 0;
    this.asked = null;
  }

  /** Lay what this browser has not sent yet, and drafts, over what the server says. */
  fill(sentences, steps) {
    this.article.fill(sentences);
    for (const step of steps) this.history.add(step, step.before);
    for (const { judgment, before } of this.outbox.entries) this.take(judgment, before);
    for (const [name, draft] of this.store.entries(this.#draftName(""))) this.takeDraft(name, draft);
    this.recount();
  }

  recount() {
    this.waiting = this.article.count().waiting;
  }

  /** A judgment was made: here, in another tab, or before a reload. */
  take(judgment, before) {
    this.history.add(judgment, before);
    if (judgment.article_id !== this.name) return;
    const sentence = this.article.from(judgment.start);
    if (!sentence) return;
    this.waiting -= this.article.isWaiting(sentence);
    Object.assign(sentence, { judgment, draft: null, review: [] });
    this.waiting += this.article.isWaiting(sentence);
    this.article.show(sentence);
  }

  /** Another tab, or an earlier visit, left marks that are not confirmed. */
  takeDraft(name, draft) {
    const start = name.startsWith(this.#draftName("")) && Number(name.slice(this.#draftName("").length));
    const sentence = start !== false && this.article.from(start);
    if (!sentence || !sentence.open) return;
    sentence.draft = draft;
    this.article.show(sentence);
  }

  /** The sentences that the next step is about: the selected run, or the current one. */
  get targets() {
    const { index } = this.current;
    if (this.#anchor === null) return this.current.open ? [this.current] : [];
    const [from, to] = [this.#anchor, index].sort((one, other) => one - other);
    return this.article.sentences.slice(from, to + 1).filter(({ open }) => open);
  }

  get isRun() {
    return this.#anchor !== null;
  }

  /** Go to a sentence. What is marked on the one left behind is confirmed, if it is an answer. */
  goTo(sentence, { extend = false, keep = false, focus = true } = {}) {
    if (!sentence) return;
    if (!extend && !keep) this.#confirm(this.#ready());
    const old = this.current;
    if (extend) this.#anchor ??= old.index;
    else this.#dropRun();
    old.element.removeAttribute("aria-current");
    old.element.tabIndex = -1;
    this.current = sentence;
    sentence.element.setAttribute("aria-current", "true");
    sentence.element.tabIndex = 0;
    if (old !== sentence) {
      this.asked = null;
      if (!extend) this.hooks.seconds();
    }
    if (focus) sentence.element.focus({ preventScroll: true });
    this.hooks.moved(true);
    if (this.#anchor !== null) this.#showRun();
  }

  move(step, extend = false) {
    const next = this.article.at(this.current.index + step);
    if (next) this.goTo(next, { extend });
    else this.hooks.say(step > 0 ? "The article ends here" : "The article begins here");
  }

  mark(label) {
    const on = !this.targets.every((each) => this.article.marks(each).labels.includes(label));
    this.asked = label;
    this.#change((draft) => withLabel(draft, label, on), `${this.article.titles.get(label)} ${on ? "on" : "off"}`);
  }

  none() {
    this.#change(withNone, "None"); // to say it twice is to say it
  }

  unsure() {
    const on = !this.targets.every((each) => this.article.marks(each).unsure);
    this.#change((draft) => ({ ...draft, unsure: on }), on ? "Unsure" : "No longer unsure");
  }

  comment(text) {
    this.#change((draft) => ({ ...draft, comment: text || null }), text ? "Comment noted" : "No comment");
  }

  /** Confirm the marks and go on. */
  commit() {
    const { targets } = this;
    if (!targets.length) return this.#goOn("Nothing to answer here");
    const open = targets.filter(({ draft, judgment, review }) => draft || !judgment || judgment.withdrawn || review.length);
    const missing = open.find((each) => !isComplete(this.article.marks(each)));
    if (missing) {
      this.hooks.say("No answer yet: choose what fits, or none (0), or skip (s)");
      return undefined;
    }
    const again = targets.filter(({ draft, review }) => !draft && review.length);
    const before = this.waiting;
    const done = this.#confirm([...this.#ready(), ...again]);
    return this.#goOn(done, before);
  }

  skip(reason = null) {
    const { targets } = this;
    if (!targets.length) return this.#closed();
    const before = this.waiting;
    const fresh = targets.filter((each) => reason || each.review.length || !isSkipped(each));
    if (fresh.length) this.#make(fresh, () => ({ labels: [], unsure: false, skipped: true, comment: reason, withdrawn: false }));
    return this.#goOn(targets.length > 1 ? `${targets.length} sentences skipped` : "Skipped", before);
  }

  /** Confirm and go to the next sentence that waits for an answer, from the top again after the last. */
  unjudged() {
    const done = this.#confirm(this.#ready());
    const waits = (each) => this.article.isWaiting(each);
    const next = this.article.find(this.current.index, 1, waits) ?? this.article.find(-1, 1, waits);
    if (!next) return this.hooks.ended();
    this.goTo(next, { keep: true });
    return this.hooks.say(done);
  }

  /** Confirm all that is marked, as the article is left. Returns false where marks remain that are no answer. */
  finish() {
    const marked = this.article.sentences.filter(({ open, draft }) => open && draft);
    const rest = marked.find(({ draft }) => !isComplete(draft));
    this.#confirm(marked.filter(({ draft }) => isComplete(draft)));
    if (!rest) return true;
    this.goTo(rest, { keep: true });
    this.hooks.say("No answer yet: choose what fits, or none (0), or take the marks away (Esc)");
    return false;
  }

  /** Give the speaker's label to the end of the quotation that the current sentence opens or goes on with. */
  quotation() {
    if (!this.current.open) return this.#closed();
    const { labels } = this.article.marks(this.current);
    const speakers = labels.filter((label) => SPEAKERS.includes(label));
    const chosen = speakers.length ? speakers : labels;
    const name = chosen.map((label) => this.article.titles.get(label)).join(", ");
    if (!chosen.length) return this.hooks.say("Choose the speaker's label first, then q");
    const { sentences } = this.article;
    const read = (at) => sentences[at] && {
      text: sentences[at].element.firstChild.textContent,
      paragraph: sentences[at].paragraph,
      inQuote: sentences[at].inQuote,
    };
    const end = quotationEnd(read, this.current.index);
    const run = sentences.slice(this.current.index, end + 1).filter((each) => each.open && !this.article.isCovered(each));
    if (end === this.current.index) return this.hooks.say("No quotation is open after this sentence");
    this.#make(run, (each) => {
      const draft = chosen.reduce((marks, label) => withLabel(marks, label, true), this.article.marks(each));
      return { ...draft, skipped: false, withdrawn: false };
    });
    this.goTo(this.article.find(this.current.index, 1) ?? this.current, { keep: true });
    return this.hooks.say(`${name} on ${run.length} sentences, to the end of the quotation; z undoes it`);
  }

  undo() {
    if (this.targets.some(({ draft }) => draft)) {
      this.#dropped = this.targets.filter(({ draft }) => draft).map((each) => [each, each.draft]);
      this.cancel();
      return;
    }
    this.#say(this.history.undo(), "undo", "Undone", "Nothing to undo");
  }

  redo() {
    if (this.#dropped.length) {
      for (const [sentence, draft] of this.#dropped) this.#draft(sentence, draft);
      this.goTo(this.#dropped[0][0], { keep: true });
      this.#dropped = [];
      this.hooks.say("The marks are back");
      return;
    }
    this.#say(this.history.redo(), "redo", "Done again", "Nothing to do again");
  }

  /** Drop the selection, or else the marks that are not confirmed. */
  cancel() {
    const drafts = this.targets.filter(({ draft }) => draft);
    for (const sentence of drafts) this.#draft(sentence, null);
    if (drafts.length) this.hooks.say("Marks taken away");
    else if (this.isRun) this.hooks.say("Selection dropped");
    if (!drafts.length) this.#dropRun();
    this.hooks.moved();
  }

  reveal(all) {
    const { article, current } = this;
    if (!article.veiled) return this.hooks.say("Nothing is covered here");
    const show = all || !current.shown;
    for (const sentence of all ? article.sentences : [current]) article.uncover(sentence, show);
    article.root.closest("article").classList.toggle("veiled", !all);
    this.hooks.moved();
    return this.hooks.say(all ? "The article is uncovered" : show ? current.element.firstChild.textContent : "Covered again");
  }

  /** Go on after a step; `before` it so many sentences waited, and who answered the last of them is done. */
  #goOn(done, before = 0) {
    const next = this.article.find(this.targets.at(-1)?.index ?? this.current.index, 1);
    if (next && (this.waiting || !before)) {
      this.goTo(next, { keep: true });
      this.hooks.say(done);
    } else if (this.waiting) {
      this.unjudged();
      this.hooks.say(`${done}. Back to ${this.waiting === 1 ? "the one sentence" : `one of ${this.waiting} sentences`} without an answer`);
    } else {
      this.#dropRun();
      this.hooks.moved();
      this.hooks.say(done);
      this.hooks.ended();
    }
  }

  #closed() {
    this.hooks.say("This sentence is context; others answer it");
  }

  #change(change, said) {
    const { targets } = this;
    if (!targets.length) return this.#closed();
    if (targets.some((each) => this.article.isCovered(each))) return this.hooks.say("Uncover it first (v), or skip it (s)");
    for (const sentence of targets) {
      const draft = change(this.article.marks(sentence));
      this.#draft(sentence, isSame(draft, draftOf(sentence.judgment, this.article.order)) ? null : draft);
    }
    this.#dropped = [];
    this.hooks.moved();
    return this.hooks.say(targets.length > 1 ? `${said}, ${targets.length} sentences` : said);
  }

  #draft(sentence, draft) {
    sentence.draft = draft;
    if (draft) this.store.set(this.#draftName(sentence.start), draft);
    else this.store.remove(this.#draftName(sentence.start));
    this.article.show(sentence);
  }

  #draftName(start) {
    return `draft:${this.name}:${start}`;
  }

  /** The targets whose marks are an answer that was not confirmed yet. */
  #ready() {
    return this.targets.filter(({ draft }) => draft && isComplete(draft));
  }

  /** Make judgments of drafts, and return what was done in words. */
  #confirm(sentences) {
    if (!sentences.length) return "";
    const words = inWords(this.article.marks(sentences[0]), this.article.titles);
    this.#make(sentences, (each) => ({ ...this.article.marks(each), skipped: false, withdrawn: false }));
    return sentences.length > 1 ? `${sentences.length} sentences answered` : words.replace(/^./, (first) => first.toUpperCase());
  }

  #make(sentences, stateOf) {
    const seconds = this.hooks.seconds() / sentences.length;
    const group = sentences.length > 1 ? uuid() : null;
    this.#keep(sentences.map((each) => {
      const { start, end, judgment } = each;
      const about = { article_id: this.name, start, end };
      return entry(about, stateOf(each), judgment, { action: "judge", group, seconds: Math.round(seconds * 10) / 10 });
    }));
  }

  /** Say again what was said before (undo) or after (redo) a step. */
  #say(step, action, said, nothing) {
    if (!step) return this.hooks.say(nothing);
    const group = uuid();
    const here = step.filter(({ article_id }) => article_id === this.name);
    this.#keep(step.map((item) => {
      const current = item.article_id === this.name ? this.article.from(item.start)?.judgment ?? item.current : item.current;
      return entry(item, item.state ?? { withdrawn: true }, current, { action, group, seconds: null });
    }));
    this.#dropped = [];
    if (!here.length) return this.hooks.elsewhere(step[0], said);
    this.goTo(this.article.from(here[0].start), { keep: true });
    const state = here[0].state ?? { withdrawn: true };
    const what = here.length > 1 ? `${here.length} sentences` : inWords(state, this.article.titles);
    return this.hooks.say(`${said}: ${what}`);
  }

  #keep(entries) {
    this.outbox.add(entries);
    for (const { judgment, before } of entries) {
      this.store.remove(`draft:${judgment.article_id}:${judgment.start}`);
      this.take(judgment, before);
    }
    this.hooks.moved();
  }

  #dropRun() {
    this.#anchor = null;
    for (const each of this.article.root.querySelectorAll('[aria-selected="true"]')) each.removeAttribute("aria-selected");
  }

  #showRun() {
    const { targets } = this;
    this.article.root.querySelectorAll('[aria-selected="true"]').forEach((each) => each.removeAttribute("aria-selected"));
    for (const { element } of targets) element.setAttribute("aria-selected", "true");
    this.hooks.say(`${targets.length} sentences selected`);
  }
}

/** A judgment as the server takes it, with what was said before it. */
function entry({ article_id, start, end }, state, before, { action, group, seconds }) {
  const { labels = [], unsure = false, skipped = false, withdrawn = false, comment = null } = state;
  const judgment = {
    id: uuid(),
    article_id,
    start,
    end,
    labels: [...labels],
    unsure,
    skipped: skipped || withdrawn,
    withdrawn,
    comment,
    seconds,
    created: new Date().toISOString(),
    base: before?.id ?? null,
    action,
    group,
  };
  return { judgment, before };
}
