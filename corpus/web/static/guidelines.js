// The guidelines, on their own page and in the pane beside the text: what is typed into the search
// field leaves only the passages that hold all its words, each below its heading.
//
//   wire(root)         make the search of a fragment work; root is its [data-guidelines]
//   show(root, label)  open it at a label, or without one at the search field

const PASSAGES = "p, li, tbody tr, pre";

/** A text as it is compared: small letters, straight apostrophes, of the same length. */
const fold = (text) => text.toLowerCase().replace(/[’‘]/g, "'");

export function wire(root) {
  const field = root.querySelector("input[type=search]");
  if (root.dataset.wired) return;
  root.dataset.wired = "yes";
  const status = root.querySelector(".hits");
  const sections = [...root.querySelectorAll("section")].map(readSection);
  let telling = 0;

  const search = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    unmark(root);
    let passages = 0;
    let shown = 0;
    for (const section of sections) {
      const found = filter(section, words);
      passages += found;
      shown += found > 0;
    }
    clearTimeout(telling);
    telling = setTimeout(() => { status.textContent = tell(words, passages, shown); }, 250);
  };

  field.addEventListener("input", search);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    root.querySelector("mark")?.scrollIntoView({ block: "center" });
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    event.stopPropagation();
    field.value = "";
    search();
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link === null) return;
    field.value = "";
    search();
    if (location.pathname !== "/guidelines" && goTo(root, link.hash.slice(1))) event.preventDefault();
  });
}

export function show(root, label) {
  const field = root.querySelector("input[type=search]");
  if (field.value) {
    field.value = "";
    field.dispatchEvent(new Event("input"));
  }
  if (!label || !goTo(root, `label-${label}`)) field.focus();
}

function goTo(root, id) {
  const section = root.querySelector(`#${CSS.escape(decodeURIComponent(id))}`);
  section?.scrollIntoView({ block: "start" });
  section?.focus({ preventScroll: true });
  return section !== null;
}

/** A section's heading, and its passages, each with the list or table that it stands in. */
function readSection(element) {
  const heading = element.querySelector("h1, h2, h3, h4, h5, h6");
  const passages = [...element.querySelectorAll(PASSAGES)]
    .filter((passage) => !passage.parentElement.closest(PASSAGES))
    .map((passage) => ({ element: passage, text: fold(passage.textContent), around: around(passage, element) }));
  return { element, heading, title: fold(heading?.textContent ?? ""), passages };
}

/** What is shown with a passage: its list and the line that introduces the list, or its table. */
function around(passage, section) {
  let outer = passage;
  while (outer.parentElement !== section) outer = outer.parentElement;
  if (outer === passage) return [];
  const before = outer.previousElementSibling;
  const introduces = before?.matches("p") && before.textContent.trimEnd().endsWith(":");
  return introduces ? [outer, before] : [outer];
}

/** Leave of a section what holds all the words, mark them, and return how many passages do. */
function filter({ element, heading, title, passages }, words) {
  const whole = words.every((word) => title.includes(word));
  const holds = ({ text }) => words.some((word) => text.includes(word))
    && words.every((word) => text.includes(word) || title.includes(word));
  const found = new Set(whole ? passages : passages.filter(holds));
  for (const passage of passages) {
    for (const part of passage.around) part.hidden = true;
    passage.element.hidden = !found.has(passage);
  }
  for (const passage of found) {
    for (const part of passage.around) part.hidden = false;
  }
  element.hidden = !whole && found.size === 0 && !heading?.matches("h1"); // a page keeps its title
  if (words.length && !element.hidden) {
    for (const part of [heading, ...[...found].map((passage) => passage.element)]) {
      if (part) mark(part, words);
    }
  }
  return found.size || Number(whole);
}

function mark(element, words) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    let rest = node;
    for (const [start, end] of places(fold(node.data), words).reverse()) {
      if (end > rest.length) continue; // a letter that folding made longer
      const hit = rest.splitText(start);
      hit.splitText(end - start);
      const found = document.createElement("mark");
      hit.replaceWith(found);
      found.append(hit);
    }
  }
}

/** Where the words stand in a text, in order, overlaps joined. */
function places(text, words) {
  const spans = [];
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      spans.push([at, at + word.length]);
    }
  }
  spans.sort((one, other) => one[0] - other[0]);
  const joined = [];
  for (const [start, end] of spans) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

function unmark(root) {
  for (const found of root.querySelectorAll("mark")) {
    const parent = found.parentNode;
    found.replaceWith(...found.childNodes);
    parent.normalize();
  }
}

function tell(words, passages, shown) {
  if (!words.length) return "";
  if (!passages) return "Nothing found. Esc clears the search.";
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  return `${count(passages, "passage", "passages")} in ${count(shown, "section", "sections")}`;
}

for (const root of document.querySelectorAll("[data-guidelines]")) wire(root);
