// The labelling page: it brings together the article, the keys and buttons, and the server.

import { isAnswer, isSkipped } from "./answers.js";
import { call, Refusal } from "./api.js";
import { Article } from "./article.js";
import { Desk } from "./desk.js";
import { History } from "./history.js";
import { commandOf, helpRows } from "./keyboard.js";
import { Notes } from "./notes.js";
import { Outbox } from "./outbox.js";
import { Store } from "./store.js";
import { Work } from "./work.js";

const { person, article: name, break: breakMinutes, signIn } = document.body.dataset;
const $ = (selector) => document.querySelector(selector);
const store = new Store($('meta[name="dateline-key"]').content, person);
const said = $("#said");
const encoded = encodeURIComponent(name);

/** Say what was done: to be seen, and heard by a screen reader. */
function say(text) {
  if (text) said.textContent = text;
}

const outbox = new Outbox(store, async (judgments) => {
  const answer = await call("POST", "/api/judgments", { judgments });
  if (name && answer.lease_seconds) work?.keep(answer.lease_seconds);
  return answer;
}, { state: showSaved, result: tellResult, untaken: tellUntaken });

/** Ask for the next article and go there; `leaving` is the one in hand. */
async function next(leaving) {
  if (desk && !desk.finish()) return;
  say("Looking for the next article…");
  await outbox.send();
  try {
    const given = await call("POST", "/api/next", { leaving });
    if (given.why === "quiz") location.assign("/quiz");
    else if (given.article !== null) location.assign(`/annotate?article=${encodeURIComponent(given.article)}`);
    else if (name) location.assign("/annotate");
    else showNothing("Nothing to label just now", given.message);
  } catch (error) {
    const words = wordsOf(error);
    if (name) say(words);
    else showNothing("No article yet", words);
  }
}

function wordsOf(error) {
  if (!(error instanceof Refusal)) return "The server does not answer just now. Please try again in a moment.";
  return error.message[0].toUpperCase() + error.message.slice(1);
}

function showNothing(title, message) {
  $(".nothing h1").textContent = title;
  say(message);
  $(".nothing .row").hidden = false;
}

// ---- What is saved

function showSaved({ waiting, trouble, safe }) {
  const place = $("#saved");
  if (!place) return;
  const what = waiting === 1 ? "1 answer" : `${waiting} answers`;
  place.textContent = waiting ? (trouble ? "Not saved yet" : "Saving…") : "Saved";
  place.classList.toggle("waits", trouble !== null);
  if (waiting && !safe) {
    notes.show("saved", `Not saved yet: ${what}. Do not close this page: this browser cannot keep them.`, { kind: "bad" });
  } else if (waiting && trouble && ![401, 403].includes(trouble.status)) {
    const why = trouble.status ? `The server says: ${trouble.message}.` : "The server does not answer.";
    notes.show("saved", `Not saved yet: ${what}, kept in this browser and sent again by itself. You can go on. ${why}`, { kind: "warn" });
  } else if (waiting && trouble) {
    notes.show("saved", `You are signed out, or somebody else is in. Not saved yet: ${what}, kept in this browser and sent once you are in again.`, {
      kind: "warn",
      actions: [["Sign in", () => window.open(signIn, "_blank")]],
    });
  } else {
    notes.hide("saved");
  }
}

/** Say what does not count, in one line for each reason. */
function tellUntaken() {
  notes?.hideAll("told-");
  const reasons = Map.groupBy(outbox.untaken, ([, { message }]) => message ?? "the server did not take it");
  for (const [reason, told] of reasons) {
    const here = told.find(([, { judgment }]) => judgment.article_id === name)?.[1].judgment;
    notes?.show(`told-${reason}`, `${told.length === 1 ? "One answer does" : `${told.length} answers do`} not count: ${reason}`, {
      kind: "warn",
      actions: here ? [["Show the sentence", () => desk.goTo(article.from(here.start))]] : [],
      away: () => told.forEach(([id]) => outbox.acknowledge(id)),
    });
  }
}

function tellResult(judgment, { status, suggestion }) {
  if (judgment.article_id !== name || !article) return;
  const sentence = article.from(judgment.start);
  if (status === "refused" || status === "set_aside") refresh();
  else if (suggestion && sentence) {
    sentence.suggestion = suggestion;
    tellSuggestion(sentence);
  }
}

function tellSuggestion(sentence) {
  const { judgment, suggestion } = sentence;
  const words = (labels) => labels.map((label) => article.titles.get(label) ?? label).join(", ") || "none";
  const same = [...judgment.labels].sort().join() === [...suggestion.labels].sort().join();
  const where = sentence === desk.current ? "" : " of the sentence you just answered";
  if (same) notes.show("model", `A model says the same${where}: ${words(suggestion.labels)}.`);
  else {
    notes.show("model", `A model would say${where}: ${words(suggestion.labels)}. Keep yours (${words(judgment.labels)}) or change it.`, {
      actions: [["Keep", () => notes.hide("model")], ["Show the sentence", () => desk.goTo(sentence)]],
    });
  }
}

// ---- The article

let article = null;
let desk = null;
let notes = null;
let work = null;
const read = $(".read");
const tools = $(".tools");
const writing = $(".write");
const end = $("#end");
let reason = false; // whether what is being written is the reason of a skip
let unsaid = { text: "" }; // such a reason, left for something else, and its sentence
let answers = 0;

async function open() {
  notes = new Notes($(".notes"));
  const buttons = [...tools.querySelectorAll("[data-label]")];
  const labels = buttons.map((button) => ({ id: button.dataset.label, title: button.querySelector(".name").textContent, button }));
  article = new Article($("#text"), labels, $("article").classList.contains("veiled"));
  const history = new History();
  desk = new Desk(name, article, outbox, history, store, { say, moved, ended, elsewhere, seconds: () => work.seconds() });
  work = new Work(store, Number(breakMinutes), { rest: suggestRest, renew, lost });
  if (!article.sentences.length) {
    showEnd();
    listen();
    return;
  }
  let told;
  try {
    const [data, steps] = await Promise.all([call("GET", `/api/articles/${encoded}`), call("GET", "/api/history")]);
    told = data;
    work.keep(data.lease_seconds);
    desk.fill(data.sentences, steps);
    if (!steps.length && !outbox.entries.length) showHint(labels.length);
  } catch (error) {
    tools.hidden = false;
    notes.show("load", `The article could not be opened: ${wordsOf(error)}`, { kind: "warn", actions: [["Try again", () => location.reload()]] });
    return;
  }
  tellUntaken();
  store.watch(hear);
  fillHelp(labels);
  listen();
  outbox.send();
  showProgress();
  const noted = told.content_note && !store.get(`read:${name}`) && !told.sentences.some(({ judgment }) => judgment);
  if (noted) $('[data-do="read"]').focus();
  else begin();
}

function begin() {
  $(".before")?.remove();
  $("#text").hidden = false;
  $("article > header").hidden = false;
  tools.hidden = false;
  const asked = location.hash.startsWith("#s") && article.from(parseInt(location.hash.slice(2), 10));
  const first = article.find(-1, 1, (each) => each.draft) ?? article.find(-1, 1, (each) => article.isWaiting(each));
  const there = asked || first || article.at(0);
  if (there) desk.goTo(there, { keep: true });
  end.hidden = Boolean(desk.waiting);
  if (!desk.waiting) showEnd();
  if (article.veiled) say("The text is covered: v uncovers a sentence, Shift+V all of it");
}

/** Another tab changed something. */
function hear(entryName, value) {
  if (entryName.startsWith("out:")) {
    outbox.learn(entryName, value);
    if (value) desk.take(value.judgment, value.before);
  } else if (entryName.startsWith("draft:")) desk.takeDraft(entryName, value);
  else if (entryName.startsWith("told:")) tellUntaken();
  moved();
}

/** Read from the server what counts, after it did not take something. */
async function refresh() {
  const found = await Promise.all([call("GET", `/api/articles/${encoded}`), call("GET", "/api/history")]).catch(() => null);
  if (found === null) return;
  desk.history = new History();
  desk.fill(found[0].sentences, found[1]);
  moved();
}

// ---- What is seen of it

let shownIndex = -1;

function moved(scroll = false) {
  const { current, targets } = desk;
  const marks = targets.map((each) => article.marks(each));
  const press = (button, test) => {
    const some = marks.filter(test).length;
    button.ariaPressed = some === 0 ? "false" : some === marks.length ? "true" : "mixed";
  };
  for (const button of tools.querySelectorAll("[aria-pressed]")) {
    const { label, do: act } = button.dataset;
    if (label) press(button, (each) => each.labels.includes(label));
    else if (act === "none") press(button, (each) => each.none);
    else if (act === "unsure") press(button, (each) => each.unsure);
    else if (act === "comment") press(button, (each) => each.comment);
    else if (act === "reveal") button.ariaPressed = String(current.shown);
    else if (act === "skip") button.ariaPressed = String(targets.length > 0 && targets.every(isSkipped));
  }
  tools.classList.toggle("closed", targets.length === 0);
  $('[data-do="undo"]').ariaDisabled = String(!desk.history.canUndo && !targets.some(({ draft }) => draft));
  $('[data-do="redo"]').ariaDisabled = String(!desk.history.canRedo);
  if (shownIndex !== current.index) {
    shownIndex = current.index;
    said.textContent = "";
    if (current.review.length && current.open) {
      const names = current.review.map((label) => article.titles.get(label) ?? label).join(", ");
      const gone = current.judgment.labels.filter((label) => !article.titles.has(label));
      const how = gone.length ? `${gone.join(", ")} is no label any more: choose what fits now, or none (0).` : "Enter keeps it.";
      notes.show("review", `The guidelines on ${names} changed after your answer here. Please look again: ${how}`);
    } else notes.hide("review");
    if (current.suggestion && isAnswer(current.judgment)) tellSuggestion(current);
  }
  if (scroll) bringIntoView(current.element);
  showCount();
}

/** Keep the current sentence in the upper middle, and the page still while it is there. */
function bringIntoView(element) {
  const frame = read.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const room = frame.height;
  const top = box.top - frame.top;
  if (top > room * 0.12 && box.bottom - frame.top < room * 0.75) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches || Math.abs(top) > room * 2;
  read.scrollTo({ top: read.scrollTop + top - room * 0.3, behavior: still ? "instant" : "smooth" });
}

let counted = "";
let ahead = "";

function showCount() {
  const total = article.total ??= article.count().open;
  const text = `${total - desk.waiting} of ${total}`;
  if (text === counted) return;
  counted = text;
  $("#progress").firstChild.textContent = text;
  $("#progress").lastChild.textContent = ` sentences${ahead}`;
}

async function showProgress() {
  const found = await call("GET", "/api/progress").catch(() => null);
  if (!found) return;
  const { left } = found.queue;
  ahead = left ? ` · ${left} ${left === 1 ? "article" : "articles"} to come` : "";
  if (found.minutes_left) ahead += ` · about ${duration(found.minutes_left)}`;
  counted = "";
  showCount();
}

function duration(minutes) {
  if (minutes === 1) return "a minute";
  return minutes < 90 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

function ended() {
  showEnd();
  if (desk.waiting || !article.total) return;
  end.scrollIntoView({ block: "nearest" });
  $('[data-do="next-article"]').focus({ preventScroll: true });
}

function showEnd() {
  const { open, answered, skipped } = article.count();
  end.hidden = false;
  $("#end-title").textContent = open ? "This article is done" : "Nothing here is yours to answer";
  $("#end .counts").textContent = open
    ? `${answered === 1 ? "1 sentence" : `${answered} sentences`} answered${skipped ? `, ${skipped} skipped` : ""}. All of it can still be changed.`
    : "Others hold every sentence of this article at the moment.";
}

function showHint(labels) {
  if (store.get("hint")) return;
  const keys = labels > 1 ? `1 to ${Math.min(labels, 9)}` : "1";
  const how = matchMedia("(hover: none)").matches
    ? "Tap all that fits, or None, then Next."
    : `Press ${keys} for all that fits, or 0 for none, then Enter. ? shows every key; the buttons do the same.`;
  notes.show("hint", `What does the marked sentence do? ${how}`, {
    away: () => store.set("hint", true),
  });
}

// ---- Care

function suggestRest(minutes) {
  notes.show("rest", `You have been reading for ${minutes} minutes. A short rest does good; everything is kept.`, { away: () => work.rested() });
}

async function renew() {
  const { lease_seconds: seconds } = await call("POST", `/api/articles/${encoded}/renew`, {}).catch(() => ({}));
  if (seconds === undefined) return;
  work.keep(seconds);
  if (seconds) notes.hide("lease");
  else {
    notes.show("lease", "While you were away this article went to others. What you answered is kept.", {
      actions: [["Next article", () => next(name)]],
    });
  }
}

function lost() {
  notes.show("lease", "This article was not touched for a while and may go to others. It stays yours if you go on and there is room.");
}

async function leave(why) {
  desk.finish();
  await outbox.send();
  try {
    await call("POST", `/api/articles/${encoded}/decline`, { reason: why || null });
  } catch (error) {
    say(wordsOf(error));
    return;
  }
  await next(null);
}

// ---- Keys and buttons

const DO = {
  down: () => desk.move(1),
  up: () => desk.move(-1),
  "extend-down": () => desk.move(1, true),
  "extend-up": () => desk.move(-1, true),
  none: () => desk.none(),
  unsure: () => desk.unsure(),
  commit: () => { desk.commit(); notes.hide("model"); if (++answers > 2) notes.hide("hint"); },
  unjudged: () => desk.unjudged(),
  skip: () => desk.skip(),
  "skip-why": () => write(true),
  comment: () => write(false),
  quotation: () => desk.quotation(),
  undo: () => desk.undo(),
  redo: () => desk.redo(),
  guidelines: () => (pane.hidden ? openPane() : closePane()),
  reveal: () => desk.reveal(false),
  "reveal-all": () => desk.reveal(true),
  cancel: () => desk.cancel(),
  help: () => $("#help").showModal(),
  read: () => { store.set(`read:${name}`, true); begin(); },
  stay: () => desk.goTo(article.find(-1, 1)),
  leave: () => $("#leaving").showModal(),
  "leave-now": () => leave(""),
  "next-article": () => next(name || null),
  "stop-writing": stopWriting,
  "close-pane": closePane,
};
const ASIDE = new Set(["guidelines", "help", "close-pane"]); // what is being written stays open
const ONCE = new Set(["commit", "skip", "quotation", "help", "guidelines", "unjudged"]);

function run(command) {
  if (command === "cancel" && !writing.hidden) return stopWriting();
  if (!ASIDE.has(command)) putDown();
  if (command.startsWith("label:")) {
    const button = tools.querySelectorAll("[data-label]")[Number(command.slice(6)) - 1];
    if (button) desk.mark(button.dataset.label);
  } else DO[command]();
  return undefined;
}

function listen() {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (tools.hidden || !target.closest(".read, .tools") || target.closest("input, textarea, select")) return;
    if (["Enter", " "].includes(event.key) && target.closest("button, a")) return;
    const forward = event.key.startsWith("Arrow") && getComputedStyle(desk.current.element).direction === "rtl";
    const command = commandOf(event, forward);
    if (command === null) return;
    event.preventDefault();
    if (!(event.repeat && ONCE.has(command))) run(command);
  });
  $("#main").addEventListener("click", (event) => {
    const button = event.target.closest("[data-do], [data-label]");
    if (button) {
      if (!ASIDE.has(button.dataset.do) && !writing.contains(button)) putDown();
      if (button.dataset.label) desk.mark(button.dataset.label);
      else DO[button.dataset.do]();
      const stays = tools.contains(button) && !tools.contains(document.activeElement?.closest("textarea"));
      if (event.detail && stays && button.matches(".answers *, .aside *") && document.activeElement === button) home();
      return;
    }
    const sentence = article.of(event.target);
    if (event.shiftKey) getSelection().removeAllRanges();
    if (!sentence || !getSelection().isCollapsed) return;
    putDown();
    desk.goTo(sentence, { extend: event.shiftKey });
  });
  let pointing = false; // then the click says what is meant
  addEventListener("pointerdown", () => { pointing = true; });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pointing = false; });
  $("#text").addEventListener("focusin", (event) => {
    const sentence = article.of(event.target);
    if (pointing || !sentence || sentence === desk.current) return;
    putDown();
    desk.goTo(sentence, { focus: false });
  });
  let selecting = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(selecting);
    selecting = setTimeout(selectRun, 300);
  });
  $("#main").addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget === null) setTimeout(() => document.activeElement === document.body && document.hasFocus() && home());
  });
  writing.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("#words").value.trim();
    stopWriting();
    if (reason) desk.skip(text || null);
    else desk.comment(text);
  });
  addEventListener("pagehide", putDown);
  writing.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stopWriting();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "words") writing.requestSubmit();
    else return;
    event.preventDefault();
  });
  $(".who").addEventListener("submit", async (event) => {
    if (!outbox.entries.length) return;
    event.preventDefault();
    const out = () => event.target.submit();
    if (await outbox.send()) out();
    else notes.show("out", "Not all of your answers are saved. They stay in this browser, and are sent when you sign in here again.", { kind: "warn", actions: [["Sign out all the same", out]] });
  });
  $("#leaving").addEventListener("close", ({ target }) => {
    if (target.returnValue === "leave") leave($("#reason").value.trim());
    target.returnValue = "";
  });
  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closePane();
  });
}

/** Text selected with the mouse or a finger over several sentences is a run of them. */
function selectRun() {
  const { anchorNode, focusNode, isCollapsed } = getSelection();
  if (isCollapsed || tools.hidden) return;
  const [from, to] = [anchorNode, focusNode].map((node) => article.of(node.parentElement ?? node));
  if (!from || !to || from === to) return;
  putDown();
  desk.goTo(from, { focus: false });
  desk.goTo(to, { extend: true, focus: false });
}

/** Back to the current sentence, without moving the text. */
function home() {
  if (!tools.hidden) desk.current.element.focus({ preventScroll: true });
}

function write(why) {
  if (!desk.targets.length) return say("This sentence is context; others answer it");
  reason = why;
  writing.hidden = false;
  writing.querySelector("label").textContent = why ? "Reason for skipping (only if you want to)" : "Comment";
  const words = $("#words");
  if (why) words.value = unsaid.sentence === desk.targets[0] ? unsaid.text : "";
  else words.value = article.marks(desk.targets[0]).comment ?? "";
  words.focus();
  return undefined;
}

/** Something else is done while words are being written: a comment is taken as it is, a reason is kept. */
function putDown() {
  if (writing.hidden) return;
  writing.hidden = true;
  const text = $("#words").value.trim();
  const [about] = desk.targets;
  if (reason) unsaid = { sentence: about, text };
  else if (about && text !== (article.marks(about).comment ?? "")) desk.comment(text);
}

function stopWriting() {
  writing.hidden = true;
  home();
}

// ---- Guidelines and help

const pane = $("#pane");
const inside = pane?.querySelector(".inside");

async function openPane() {
  const focused = document.activeElement?.dataset?.label;
  const label = focused ?? desk.asked ?? article.marks(desk.current).labels[0];
  const { wire, show } = await import("./guidelines.js");
  if (!inside.firstElementChild) {
    const answer = await fetch("/guidelines/pane").catch(() => null);
    if (!answer?.ok || answer.redirected) return say("The guidelines could not be loaded just now");
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/static/guidelines.css" });
    await new Promise((done) => {
      style.onload = style.onerror = done;
      document.head.append(style);
    });
    inside.innerHTML = await answer.text(); // our own page, with everything in it escaped
    wire(inside.querySelector("[data-guidelines]"));
  }
  pane.hidden = false;
  $("#main").classList.add("with-pane");
  tools.querySelector('[data-do="guidelines"]').ariaExpanded = "true";
  show(inside.querySelector("[data-guidelines]"), label);
  return undefined;
}

function closePane() {
  pane.hidden = true;
  $("#main").classList.remove("with-pane");
  tools.querySelector('[data-do="guidelines"]').ariaExpanded = "false";
  home();
}

function fillHelp(labels) {
  for (const [keys, told] of helpRows(labels)) {
    const row = $("#help tbody").insertRow();
    const cell = document.createElement("th");
    cell.scope = "row";
    for (const key of keys) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      cell.append(cap, " ");
    }
    row.append(cell);
    row.insertCell().textContent = told;
  }
}

async function elsewhere({ article_id: id, start, end: last }, done) {
  say(`${done}, in another article. Going there…`);
  await outbox.send();
  location.assign(`/annotate?article=${encodeURIComponent(id)}#s${start}-${last}`);
}

if (name) await open();
else await next(null);
