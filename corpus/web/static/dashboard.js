// The coordinator's forms: each is sent as JSON to the address it names, and says what came of it.
//   <form data-send="PUT /api/settings" data-then="reload" data-said="Saved.">
//   A field's kind makes its value: numbers and checkboxes as such, `data-list` an array of the checked,
//   `data-null` nothing where it is empty, `data-json` and radio buttons a value written as JSON.

const token = document.querySelector('meta[name="csrf-token"]').content;

function values(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled) continue;
    if (field.dataset.list !== undefined) {
      found[field.name] ??= [];
      if (field.checked) found[field.name].push(field.value);
    } else if (field.type === "radio") {
      if (field.checked) found[field.name] = JSON.parse(field.value);
    } else if (field.type === "checkbox") found[field.name] = field.checked;
    else if (field.type === "number") found[field.name] = number(field);
    else if (field.dataset.json !== undefined) found[field.name] = JSON.parse(field.value);
    else found[field.name] = field.dataset.null !== undefined && !field.value.trim() ? null : field.value;
  }
  return found;
}

/** Shares are shown in per cent and kept as parts of one. */
function number(field) {
  const value = Number(field.value);
  return field.dataset.percent === undefined ? value : value / 100;
}

async function send(form) {
  const [method, address] = form.dataset.send.split(" ");
  const answer = await fetch(address, {
    method,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(values(form)),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error.message);
  return told;
}

/** Put numbers of the answer into the words of a form: "{added} new". */
function words(said, told) {
  return said.replace(/\{(\w+)\}/g, (_, name) => Number(told[name] ?? 0).toLocaleString("en"));
}

function say(form, text, bad = false) {
  const place = form.querySelector(".said-back") ?? document.querySelector(".said-back");
  place.textContent = text;
  place.classList.toggle("error", bad);
}

function showLink(told) {
  const box = document.getElementById("invited");
  box.querySelector(".whom").textContent = told.name;
  box.querySelector("input").value = told.invite;
  box.hidden = false;
  box.querySelector("input").select();
  box.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.send) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    const told = await send(form);
    if (told.invite) {
      sessionStorage.setItem("invited", JSON.stringify(told));
      location.reload();
    } else if (form.dataset.then === "reload") location.reload();
    else say(form, words(form.dataset.said ?? "Saved.", told));
  } catch (error) {
    say(form, error instanceof TypeError ? "The server cannot be reached; nothing was changed." : error.message, true);
  } finally {
    if (button) button.disabled = false;
  }
});

// An invite is shown once, after the list has been loaded anew.
const invited = sessionStorage.getItem("invited");
if (invited && document.getElementById("invited")) {
  sessionStorage.removeItem("invited");
  showLink(JSON.parse(invited));
}
document.querySelector("#invited button")?.addEventListener("click", async (event) => {
  const field = document.querySelector("#invited input");
  const button = event.currentTarget;
  field.select(); // where the browser lets no page copy, one key does
  await navigator.clipboard?.writeText(field.value);
  button.textContent = navigator.clipboard ? "Copied" : "Selected";
});

// The number of ticked articles stands beside the people they are meant for.
const meant = document.getElementById("meant");
if (meant) {
  const count = () => {
    const ticked = document.querySelectorAll('input[name="articles"]:checked').length;
    meant.hidden = ticked === 0;
    meant.querySelector(".ticked").textContent = ticked === 1 ? "1 article" : `${ticked} articles`;
  };
  document.addEventListener("change", count);
  count();
}
