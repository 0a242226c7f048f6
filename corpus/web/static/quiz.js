// The quiz: one sentence at a time. Y and N answer while the focus is inside the question, so that
// the keys are free elsewhere; the right answer is known here only after an answer was given.

const element = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="csrf-token"]').content;

let quiz = null; // {quiz, questions, answered, threshold}
let place = 0;
let told = new Map(); // place of a question -> what was told after its answer
let waiting = false;

async function post(address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The server cannot be reached. Please try again in a moment.");
  }
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error.message);
  return said;
}

/** Do one thing at a time, and say what went wrong. */
async function attempt(action) {
  if (waiting) return;
  waiting = true;
  element("trouble").hidden = true;
  try {
    await action();
  } catch (error) {
    element("trouble").textContent = error.message;
    element("trouble").hidden = false;
  }
  waiting = false;
}

async function begin() {
  quiz = await post("/api/quiz", {});
  told = new Map(quiz.answered.map((answered) => [answered.question, answered]));
  place = quiz.questions.findIndex((_, i) => !told.has(i));
  ask();
}

function ask() {
  const question = quiz.questions[place];
  element("intro").hidden = true;
  element("result").hidden = true;
  element("question").hidden = false;
  element("place").textContent = `${place + 1} of ${quiz.questions.length}`;
  element("tally").textContent = told.size ? `${rightOnes()} of ${told.size} right` : "";
  element("progress").value = place / quiz.questions.length;
  const title = document.createElement("strong");
  title.textContent = question.title;
  element("asked").replaceChildren("Does this sentence carry ", title, "?");
  element("sentence").textContent = question.text;
  element("rule").href = `/guidelines#label-${question.label}`;
  element("told").replaceChildren();
  element("next").hidden = true;
  for (const choice of ["yes", "no"]) {
    element(choice).disabled = false;
    element(choice).removeAttribute("aria-pressed");
  }
  element("asked").focus();
}

async function answer(given) {
  if (told.has(place)) return;
  const result = await post(`/api/quiz/${quiz.quiz}/answers`, { question: place, answer: given });
  told.set(place, result);
  for (const choice of ["yes", "no"]) {
    element(choice).disabled = true;
    element(choice).setAttribute("aria-pressed", String((choice === "yes") === result.answer));
  }
  const box = document.createElement("p");
  box.className = `notice ${result.right ? "good" : "warn"}`;
  const first = document.createElement("strong");
  const rightAnswer = result.answer === result.right ? "yes" : "no";
  first.textContent = result.right ? "Right." : `Not quite: the answer is ${rightAnswer}.`;
  box.append(first, result.note);
  element("told").replaceChildren(box);
  element("tally").textContent = `${rightOnes()} of ${told.size} right`;
  element("progress").value = told.size / quiz.questions.length;
  element("next").hidden = false;
  element("next").textContent = result.finished ? "See how it went" : "Next";
  element("next").focus();
}

const rightOnes = () => [...told.values()].filter((result) => result.right).length;

function next() {
  const result = told.get(place);
  place = quiz.questions.findIndex((_, i) => !told.has(i));
  if (place >= 0) ask();
  else finish(result);
}

function finish({ passed, share }) {
  element("question").hidden = true;
  element("result").hidden = false;
  const percent = `${Math.round(share * 100)}%`;
  const wanted = `${Math.round(quiz.threshold * 100)}%`;
  element("outcome").textContent = passed ? "Well read. You are ready." : "Not quite yet.";
  element("verdict").textContent = `${rightOnes()} of ${quiz.questions.length} right (${percent}).`
    + (passed ? "" : ` ${wanted} is enough. Look at the reasons below, then take another round; there is no hurry, and no limit.`);
  element("start").hidden = !passed && "needed" in element("result").dataset;
  element("again").classList.toggle("primary", element("start").hidden);
  const wrong = quiz.questions.map((question, i) => [question, told.get(i)]).filter(([, result]) => !result.right);
  element("review").hidden = wrong.length === 0;
  element("review").querySelector("ul").replaceChildren(...wrong.map(reviewed));
  element("outcome").focus();
}

function reviewed([question, result]) {
  const item = document.createElement("li");
  const sentence = document.createElement("p");
  sentence.dir = "auto";
  sentence.textContent = question.text;
  const reason = document.createElement("p");
  const link = document.createElement("a");
  link.href = `/guidelines#label-${question.label}`;
  link.target = "_blank";
  link.textContent = question.title;
  reason.append(link, `: ${result.answer ? "no" : "yes"}. ${result.note}`);
  item.append(sentence, reason);
  return item;
}

element("begin")?.addEventListener("click", () => attempt(begin));
element("again")?.addEventListener("click", () => attempt(begin));
element("yes")?.addEventListener("click", () => attempt(() => answer(true)));
element("no")?.addEventListener("click", () => attempt(() => answer(false)));
element("next")?.addEventListener("click", next);
element("question")?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const given = { y: true, n: false }[event.key.toLowerCase()];
  if (given === undefined) return;
  event.preventDefault();
  attempt(() => answer(given));
});
