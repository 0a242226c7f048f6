// Adjudication of one article: the sentences that need a person, their answers side by side, and one
// key for each decision. Keys act while the focus is inside the page's main part.

import { uuid } from "./api.js";
import { Decisions } from "./decisions.js";
import { askReason, reasonInWords } from "./doubts.js";
import { Store } from "./store.js";

const element = (id) => document.getElementById(id);
const main = element("main");
const desk = element("desk");
const { article, show: queue } = desk.dataset; // queue: disputes, or what a model doubts
const KEYS_FOR_ANSWERS = "abcdef";
const LABEL_KEYS = 9;

let papers = null; // what the server says there is to decide
let place = 0; // of the current sentence in papers.sentences
let draft = new Set(); // labels of the decision being made
let mine = []; // own decisions that stand, oldest first: what undo takes back
const store = new Store(document.querySelector('meta[name="dateline-key"]').content, desk.dataset.person);
const wordsName = `words:${article}`;
const words = store.get(wordsName) ?? {}; // start of a sentence -> {note, gap} being written
const box = new Decisions(store, `decisions:${article}`, { tell: tellSaved, settled, refused });

/* Loading */

async function load() {
  let answer, said;
  try {
    const name = encodeURIComponent(article).replaceAll("%2F", "/");
    answer = await fetch(`/api/disputes/${name}?show=${queue}`);
    said = await answer.json();
  } catch {
    element("where").textContent = "Not loaded";
    return trouble("The server cannot be reached. Load the page again in a moment.");
  }
  if (!answer.ok) {
    element("where").textContent = "Nothing to decide here";
    return trouble(said.error.message);
  }
  papers = said;
  for (const { ruling, body } of box.waiting) if (ruling) Object.assign(of(body.start), { ruling, why: null });
  mine = papers.sentences
    .filter(({ ruling }) => ruling?.mine)
    .sort((one, other) => one.ruling.created.localeCompare(other.ruling.created))
    .map(({ start, ruling }) => ({ start, id: ruling.id }));
  for (const sentence of papers.sentences) mark(sentence);
  const goOn = queue === "ruled" ? "open" : queue;
  const next = `/adjudicate?article=${encodeURIComponent(papers.next)}&show=${goOn}`;
  if (papers.next) element("next-article").href = next;
  else element("next-article").textContent = "Back to the list";
  element("decision").hidden = false;
  const asked = papers.sentences.findIndex(({ start }) => location.hash === `#s${start}`);
  select(asked >= 0 ? asked : Math.max(0, papers.sentences.findIndex(isOpen)), asked >= 0 || covered());
  box.send();
}

const of = (start) => papers.sentences.find((sentence) => sentence.start === start) ?? {};
const isOpen = ({ why }) => why !== null;
const isDoubted = (sentence) => sentence.doubted && isOpen(sentence);
const current = () => papers.sentences[place];

/** Make a sentence of the article one that can be chosen, and show how it stands. */
function mark(sentence) {
  const span = element(`s${sentence.start}`);
  let link = span.querySelector("a");
  if (!link) {
    link = document.createElement("a");
    link.href = `#s${sentence.start}`;
    link.append(...span.childNodes);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      select(papers.sentences.indexOf(sentence));
    });
    span.append(link);
  }
  span.classList.toggle("ruled", !isOpen(sentence));
}

/* Showing one sentence */

function select(index, scroll = true) {
  element(`s${current().start}`).querySelector("a").removeAttribute("aria-current");
  place = index;
  const sentence = current();
  const link = element(`s${sentence.start}`).querySelector("a");
  link.setAttribute("aria-current", "true");
  if (scroll) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    link.scrollIntoView({ block: covered() ? "start" : "center", behavior: still ? "auto" : "smooth" });
  }
  draft = new Set(known(stands(sentence) ? sentence.ruling.labels : sentence.shared));
  show();
  element("told").textContent = inWords(sentence);
}

/** Whether the panel lies over the text, from below. */
const covered = () => matchMedia("(max-width: 58rem)").matches;

/** The labels among these that are still in the guidelines. */
const known = (labels) => labels.filter((id) => papers.labels.some((label) => label.id === id));
const titleOf = (id) => papers.labels.find((label) => label.id === id)?.title ?? id;
const listed = (labels) => labels.map(titleOf).join(", ") || "none";

function inWords(sentence) {
  const answers = sentence.answers.map(
    ({ letter, labels, unsure }) => `${letter}: ${listed(labels)}${unsure ? ", unsure" : ""}`,
  );
  const stands = isOpen(sentence) ? open(sentence) : `decided: ${listed(sentence.ruling.labels)}`;
  return `${place + 1} of ${papers.sentences.length}, ${stands}. ${answers.join("; ")}.`;
}

/** Why a sentence is open, and of a doubted one what stands. */
const open = (sentence) =>
  sentence.doubted ? `${sentence.told}: ${listed(sentence.ruling.labels)}` : sentence.told;

/** Whether a decision stands for a sentence, be it in doubt. */
const stands = (sentence) => Boolean(sentence.ruling) && (!isOpen(sentence) || sentence.doubted);

/** Whether the decision being made leaves a sentence as it stands. */
const keeps = (sentence) =>
  stands(sentence) && [...draft].sort().join() === [...sentence.ruling.labels].sort().join();

function show() {
  const sentence = current();
  const left = papers.sentences.filter(isOpen).length;
  element("where").textContent = `Sentence ${place + 1} of ${papers.sentences.length}`;
  element("state").hidden = false;
  element("state").textContent = isOpen(sentence) ? "open" : "decided";
  element("state").className = isOpen(sentence) ? "tag warn" : "tag good";
  element("why").textContent = isOpen(sentence)
    ? `${capital(open(sentence))}. ${left} of ${papers.sentences.length} still open.`
    : `Decided: ${listed(sentence.ruling.labels)}${sentence.ruling.mine ? "" : ", by somebody else"}.`;
  showAnswers(sentence);
  showComments(sentence);
  const said = words[sentence.start] ?? {};
  element("note").value = said.note ?? sentence.ruling?.note ?? "";
  element("gap").value = said.gap ?? sentence.ruling?.guideline_gap ?? "";
  for (const name of ["note", "gap"]) unfold(name, Boolean(element(name).value));
  element("undo").disabled = !mine.length;
  showDecide();
  showReason(sentence);
  element("all").disabled = !sentence.answers.length;
  element("finished").hidden = left > 0;
}

function showDecide() {
  const sentence = current();
  element("decide").disabled = !draft.size && !keeps(sentence);
  element("act").textContent = nameOfAct(sentence);
}

function nameOfAct(sentence) {
  if (isDoubted(sentence)) return keeps(sentence) ? "Keep" : "Change";
  return keeps(sentence) ? "Go on" : "Decide";
}

function showReason({ doubted, reason }) {
  element("reason").hidden = !reason;
  element("reason").textContent = reason ? reasonInWords(reason, titleOf) : "";
  element("ask").hidden = !doubted || Boolean(reason);
}

async function ask() {
  const sentence = current();
  if (!isDoubted(sentence) || sentence.reason) return;
  const { start, end } = sentence;
  try {
    Object.assign(sentence, await askReason({ article_id: article, start, end }));
    if (sentence === current()) showReason(sentence);
  } catch (error) {
    trouble(error.message);
  }
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function make(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const unseen = (text) => make("span", { className: "sr" }, text);

function showAnswers(sentence) {
  const { answers } = sentence;
  const chosen = new Set(answers.flatMap(({ labels }) => labels));
  const gone = [...chosen].filter((id) => !papers.labels.some((label) => label.id === id));
  const few = papers.labels.length <= LABEL_KEYS;
  const rows = papers.labels
    .map(({ id }, index) => ({ id, index }))
    .filter(({ id }) => few || chosen.has(id) || draft.has(id) || showingAll);
  const head = make("tr", {}, make("td"), ...answers.map(letterHead), make("td"));
  const body = rows.map(({ id, index }) => labelRow(id, index, answers));
  body.push(...gone.map((id) => labelRow(id, -1, answers)));
  body.push(noneRow(answers));
  if (rows.length < papers.labels.length) body.push(moreRow(answers.length, papers.labels.length - rows.length));
  const focused = document.activeElement?.dataset?.row;
  element("answers").replaceChildren(make("thead", {}, head), make("tbody", {}, ...body));
  if (focused !== undefined) element("answers").querySelector(`[data-row="${CSS.escape(focused)}"]`)?.focus();
}

let showingAll = false;

function moreRow(columns, count) {
  const button = make("button", { type: "button", className: "quiet" }, `${count} more labels`);
  button.addEventListener("click", () => {
    showingAll = true;
    show();
  });
  const cell = make("td", {}, button);
  cell.colSpan = columns + 2;
  return make("tr", {}, cell);
}

function letterHead({ letter, labels, unsure, earlier }, index) {
  const button = make("button", { type: "button", className: "letter" }, letter);
  const key = index < KEYS_FOR_ANSWERS.length ? `, key ${KEYS_FOR_ANSWERS[index]}` : "";
  const told = `${listed(labels)}${unsure ? ", unsure" : ""}${earlier ? ", under earlier guidelines" : ""}`;
  button.setAttribute("aria-label", `${letter}: accept ${told}${key}`);
  button.title = `Accept: ${told}`;
  button.disabled = known(labels).length < labels.length;
  button.addEventListener("click", () => decide(labels));
  const head = make("th", { scope: "col" });
  if (earlier) head.append(make("span", { className: "mark-small" }, "earlier"));
  if (unsure) head.append(make("span", { className: "mark-small" }, "unsure"));
  head.append(button);
  return head;
}

function cells(answers, has) {
  const given = answers.map(has);
  const differ = given.some(Boolean) && !given.every(Boolean);
  const row = make("tr", { className: differ ? "differ" : given.some(Boolean) ? "" : "unused" });
  for (const yes of given) {
    const sign = make("span", { className: yes ? "yes" : "no" }, yes ? "●" : "·");
    sign.setAttribute("aria-hidden", "true");
    row.append(make("td", {}, sign, unseen(yes ? "yes" : "no")));
  }
  const how = differ ? "differ" : given.some(Boolean) && given.length > 1 ? "shared" : "";
  row.append(make("td", { className: "how" }, how));
  return row;
}

function labelRow(id, index, answers) {
  const row = cells(answers, ({ labels }) => labels.includes(id));
  if (index >= 0 && index < LABEL_KEYS) row.classList.add(`l${index + 1}`);
  row.prepend(make("th", { scope: "row" }, index < 0 ? goneLabel(id) : labelButton(id, index)));
  return row;
}

const goneLabel = (id) => make("span", { className: "muted" }, `${id} (no longer a label)`);

function toggle(row, key, title, pressed, act) {
  const name = make("span", { className: "label" });
  if (key !== null) name.append(make("span", { className: "mark" }, String(key)), " ");
  name.append(title);
  const button = make("button", { type: "button" }, name);
  if (pressed) {
    const tick = make("span", { className: "tick" }, "✓");
    tick.setAttribute("aria-hidden", "true");
    button.append(tick);
  }
  button.dataset.row = row;
  button.setAttribute("aria-pressed", pressed);
  button.addEventListener("click", act);
  return button;
}

function labelButton(id, index) {
  const key = index < LABEL_KEYS ? index + 1 : null;
  return toggle(id, key, titleOf(id), draft.has(id), () => flip(id));
}

function noneRow(answers) {
  const row = cells(answers, ({ labels }) => !labels.length);
  const sentence = current();
  const none = !draft.size && keeps(sentence);
  row.prepend(make("th", { scope: "row" }, toggle("", 0, "None applies", none, () => decide([]))));
  return row;
}

function showComments({ answers }) {
  const said = answers.filter(({ comment }) => comment);
  element("comments").hidden = !said.length;
  element("comments").replaceChildren(
    ...said.map(({ letter, comment }) => {
      const text = make("bdi", {}, comment);
      return make("li", {}, make("strong", {}, `${letter}: `), text);
    }),
  );
}

/* Deciding */

function choose(labels) {
  draft = new Set(labels);
  showAnswers(current());
  showDecide();
  element("told").textContent = `Your decision: ${listed([...draft])}`;
}

const flip = (id) => choose(draft.has(id) ? [...draft].filter((other) => other !== id) : [...draft, id]);

/** Decide as chosen. Nothing chosen is not yet a decision: that no label applies has its own key. */
function decideDraft() {
  if (draft.size || keeps(current())) decide([...draft]);
  else element("told").textContent = "Choose labels first, or 0 if none applies.";
}

function decide(labels, { stay = false } = {}) {
  const sentence = current();
  const wasOpen = isOpen(sentence);
  const ordered = papers.labels.map(({ id }) => id).filter((id) => labels.includes(id));
  const [note, gap] = [element("note").value.trim() || null, element("gap").value.trim() || null];
  const before = sentence.ruling;
  if (!wasOpen && same(before, ordered, note, gap)) {
    if (stay) return;
    return sentence.doubted ? onward() : move(1);
  }
  const id = uuid();
  sentence.ruling = {
    id, labels: ordered, decided_by: "adjudicator", mine: true, note, guideline_gap: gap,
    created: new Date().toISOString(),
  };
  const { why, told } = sentence;
  sentence.why = null;
  mine.push({ start: sentence.start, id, before, why, told });
  keepWords(sentence.start, null);
  mark(sentence);
  box.add({
    key: id,
    address: "/api/rulings",
    ruling: sentence.ruling,
    body: {
      id, article_id: article, start: sentence.start, end: sentence.end, labels: ordered, note,
      guideline_gap: gap, base: before?.id ?? null,
    },
  });
  if (stay) return show();
  draft = new Set(ordered);
  if (!sentence.doubted && wasOpen && nextOpen() >= 0) return select(nextOpen()); // of a doubt the server gives the reason
  show();
  element("told").textContent = `Decided: ${listed(ordered)}.`;
  if (wasOpen && !sentence.doubted) element("next-article").focus();
}

/** To the next open sentence, or where there is none to the next article. */
function onward() {
  const next = nextOpen();
  if (next >= 0) select(next);
  else if (element("finished").hidden) move(1);
  else element("next-article").focus();
}

const same = (ruling, labels, note, gap) =>
  ruling && ruling.note === note && ruling.guideline_gap === gap && ruling.labels.join() === labels.join();

/** The next open sentence after the current one, from the top again at the end; -1: none. */
function nextOpen() {
  const { length } = papers.sentences;
  for (let step = 1; step < length; step += 1) {
    if (isOpen(papers.sentences[(place + step) % length])) return (place + step) % length;
  }
  return -1;
}

function undo() {
  const last = mine.pop();
  if (!last) return;
  const sentence = of(last.start);
  const known = last.why !== undefined; // made since this page was loaded: what stood before is known
  if (known) Object.assign(sentence, { ruling: last.before, why: last.why, told: last.told });
  box.add({
    key: `undo ${last.id}`,
    address: `/api/rulings/${last.id}/undo`,
    body: { article_id: article, start: sentence.start, end: sentence.end },
  });
  mark(sentence);
  select(papers.sentences.indexOf(sentence));
  if (known) element("told").textContent = `Taken back. ${inWords(sentence)}`;
}

/** The server has a decision, or says what stands instead. */
function settled(item, { message, sentence: told }) {
  if (message) {
    trouble(message);
    mine = mine.filter(({ id }) => id !== item.body.id);
  }
  const held = of(item.body.start);
  const more = box.waiting.some((other) => other.body.start === item.body.start);
  if (more || held.start === undefined) return;
  if (!told) return load(); // it needs no person any more
  Object.assign(held, told);
  mark(held);
  if (held === current()) {
    const undone = item.address.endsWith("/undo");
    if (undone || message) select(place, false);
    else show();
    if (undone && !message) element("told").textContent = `Taken back. ${inWords(held)}`;
  }
}

function refused(item, message) {
  trouble(message);
  mine = mine.filter(({ id }) => id !== item.body.id);
}

function trouble(message) {
  element("trouble").textContent = message;
  element("trouble").hidden = false;
}

function tellSaved(waiting, why) {
  const some = waiting === 1 ? "1 decision is" : `${waiting} decisions are`;
  let text = mine.length ? "All saved." : "";
  if (waiting) text = "Saving…";
  if (why) text = `${some} not saved yet: ${why}. What you decided is kept in this browser and sent again.`;
  if (waiting && !store.safe) text = `${some} not saved yet. Do not close this page: this browser cannot keep what you decided.`;
  element("saved").textContent = text;
}

/* Notes */

function keepWords(start, said) {
  if (said) words[start] = said;
  else delete words[start];
  if (Object.keys(words).length) store.set(wordsName, words);
  else store.remove(wordsName);
}

function unfold(name, open) {
  element(`${name}-field`).hidden = !open;
  element(`open-${name}`).setAttribute("aria-expanded", open);
}

function write(name) {
  unfold(name, true);
  element(name).focus();
}

for (const name of ["note", "gap"]) {
  const field = element(name);
  element(`open-${name}`).addEventListener("click", () => write(name));
  field.addEventListener("input", () => {
    keepWords(current().start, { note: element("note").value, gap: element("gap").value });
  });
  field.addEventListener("change", () => {
    const { ruling } = current();
    if (!isOpen(current())) decide(ruling.labels, { stay: true });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.stopPropagation();
    if (!field.value) unfold(name, false);
    main.focus({ preventScroll: true });
  });
}

/* Keys and buttons */

const move = (step) => select(Math.min(papers.sentences.length - 1, Math.max(0, place + step)));
const union = () => known([...new Set(current().answers.flatMap(({ labels }) => labels))]);

const takeAll = () => choose(union());

const acts = {
  j: () => move(1),
  arrowdown: () => move(1),
  arrowright: () => move(1),
  k: () => move(-1),
  arrowup: () => move(-1),
  arrowleft: () => move(-1),
  u: takeAll,
  z: undo,
  m: ask,
  n: () => write("note"),
  g: () => write("gap"),
  enter: decideDraft,
  0: () => decide([]),
  "?": () => element("keys").showModal(),
};

/** The key of an event, by its place where the layout has no Latin letters. */
function keyOf(event) {
  if (/^[\x21-\x7e]$/.test(event.key) || event.key.length > 1) return event.key.toLowerCase();
  return event.code.replace(/^(Key|Digit)/, "").toLowerCase();
}

function onKey(event) {
  if (!papers || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("textarea, input, select, dialog")) return;
  const key = keyOf(event);
  if (key === "enter" && event.target.closest("a, button")) return;
  const letter = KEYS_FOR_ANSWERS.indexOf(key);
  const label = papers.labels[Number(key) - 1];
  let act = acts[key];
  if (letter >= 0) {
    const answer = current().answers[letter];
    act = answer && known(answer.labels).length === answer.labels.length && (() => decide(answer.labels));
  } else if (/^[1-9]$/.test(key)) act = label && (() => flip(label.id));
  if (!act) return;
  event.preventDefault();
  element("trouble").hidden = true;
  if (event.target === element("next-article")) main.focus({ preventScroll: true });
  act();
}

main.addEventListener("keydown", onKey);
element("decide").addEventListener("click", decideDraft);
element("all").addEventListener("click", takeAll);
element("undo").addEventListener("click", undo);
element("ask").addEventListener("click", ask);
element("previous").addEventListener("click", () => move(-1));
element("next").addEventListener("click", () => move(1));
element("help").addEventListener("click", () => element("keys").showModal());
element("keys").addEventListener("close", () => main.focus({ preventScroll: true }));
addEventListener("hashchange", () => {
  const asked = papers?.sentences.findIndex(({ start }) => location.hash === `#s${start}`) ?? -1;
  if (asked >= 0) select(asked);
});

function begin() {
  desk.hidden = false;
  main.focus({ preventScroll: true });
  load();
}

const veil = element("veil");
if (veil) {
  element("uncover").addEventListener("click", () => {
    veil.remove();
    begin();
  });
  element("uncover").focus();
} else begin();
