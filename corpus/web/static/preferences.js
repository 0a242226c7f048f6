// Each choice is saved when it is made. What could not be saved goes back to what it was.

const form = document.getElementById("preferences");
const status = document.querySelector(".saved");
const token = document.querySelector('meta[name="csrf-token"]').content;
const NUMBERS = new Set(["hard_per_day", "break_minutes"]);

let saved = read();
let queue = Promise.resolve();
let fading = 0;

/** All fields as the page shows them. */
function read() {
  const data = new FormData(form);
  const values = Object.fromEntries([...data.keys()].map((name) => [name, value(name, data)]));
  return { ...values, opt_out: data.getAll("opt_out") };
}

function value(name, data) {
  const text = data.get(name);
  if (!NUMBERS.has(name)) return text;
  return text === "" ? null : Number(text);
}

function write(values) {
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = field.value === values[field.name];
    else if (field.type === "checkbox") field.checked = values.opt_out.includes(field.value);
    else if (field.name) field.value = values[field.name] ?? "";
  }
  dress(values);
}

/** Theme and size take effect on this page too. */
function dress(values) {
  document.documentElement.dataset.theme = values.theme;
  document.documentElement.dataset.textSize = values.text_size;
}

async function save(name, wanted) {
  const answer = await fetch("/api/preferences", {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify({ [name]: wanted }),
  });
  if (!answer.ok) throw new Error((await answer.json()).error.message);
  saved = { ...saved, [name]: wanted };
  say("Saved");
}

function say(text, bad = false) {
  clearTimeout(fading);
  status.textContent = text;
  status.classList.toggle("bad", bad);
  if (!bad) fading = setTimeout(() => { status.textContent = ""; }, 2500);
}

form.addEventListener("change", (event) => {
  const { name } = event.target;
  const now = read();
  dress(now);
  queue = queue.then(() => save(name, now[name])).catch((error) => {
    write(saved);
    const reason = error instanceof TypeError ? "the server cannot be reached" : error.message;
    say(`Not saved: ${reason}. Your choice was put back.`, true);
  });
});
form.addEventListener("submit", (event) => event.preventDefault());
