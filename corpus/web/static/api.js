// Talking to the server: JSON there and back, the token that writes carry, errors that say what to do.

const TIMEOUT = 20_000;
const KEEPALIVE_BYTES = 30_000;
let token = document.querySelector('meta[name="csrf-token"]').content;

/** The server answered, and it said no. A request that got no answer is a TypeError or a DOMException. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export async function call(method, path, body) {
  let answer = await send(method, path, body);
  if (answer.status === 403 && method !== "GET" && await renewToken()) answer = await send(method, path, body);
  return read(answer);
}

function send(method, path, body) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return fetch(path, {
    method,
    body: text,
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": token },
    keepalive: text !== undefined && text.length < KEEPALIVE_BYTES, // also while the tab closes
    signal: AbortSignal.timeout(TIMEOUT),
  });
}

async function read(answer) {
  const data = await answer.json().catch(() => null);
  if (answer.ok) return data;
  throw new Refusal(answer.status, data?.error?.message ?? `the server answered ${answer.status}`);
}

/** After signing in again in another tab the token is a new one, and a page of who is in carries it. Where
    somebody else came in, nothing is sent in their name. */
async function renewToken() {
  const answer = await fetch("/preferences");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector('meta[name="csrf-token"]')?.content;
  if (!found || found === token || nameOn(page) !== nameOn(document)) return false;
  token = found;
  return true;
}

const nameOn = (page) => page.querySelector(".who .name")?.textContent;

/** A random UUID, also where the page does not come over HTTPS. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
