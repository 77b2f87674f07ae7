// Keeps a running reply coming, over its event stream, or by asking again and again where streams do not get through.
// Every way to fail is one: the connection ends, and is opened anew from the last position, with a growing delay, or at
// once when the page is back on line, in front, or restored by the Back button.

const running = ".message:is([hx-get], [hx-sse\\:connect])";
const stream = "hx-sse:connect";
const delays = [0.3, 1, 2, 5]; // seconds, each up to a half longer, so that not all come back at once
const opening = 4000; // milliseconds until the first event; later than that, a proxy may hold it back
const beat = 12_000; // milliseconds within which a stream says something
const silence = 25_000; // milliseconds after which its line must be dead
const wordless = 2000; // milliseconds in which a lost connection may come back before anybody is told
const avoided = 600_000; // milliseconds for which streams are not tried again
const astray = "astray"; // no position: from there the whole comes next
const states = new WeakMap();
let avoidUntil = remembered();

const isReply = (element) => element instanceof Element && element.matches(running);
const all = () => document.querySelectorAll(running);
const isAvoided = () => Date.now() < avoidUntil;

function stateOf(reply) {
  if (!states.has(reply)) states.set(reply, { failures: 0, heardAt: 0 });
  return states.get(reply);
}

function remembered() {
  try {
    return Number(sessionStorage.getItem("streams-avoided-until"));
  } catch {
    return 0; // storage is forbidden
  }
}

function avoidStreams() {
  avoidUntil = Date.now() + avoided;
  try {
    sessionStorage.setItem("streams-avoided-until", avoidUntil);
  } catch {
    // storage is forbidden: the page remembers it
  }
}

function say(reply, connection) {
  if (!isReply(reply) || reply.dataset.connection === connection) return;
  reply.dataset.connection = connection;
  document.getElementById("announcer").textContent = reply.querySelector(`.message__${connection}`).textContent;
}

function settle(reply) {
  const state = stateOf(reply);
  for (const timer of ["opening", "silence", "again", "wordless"]) state[timer] = clearTimeout(state[timer]);
  return state;
}

function ask(reply) {
  clearTimeout(stateOf(reply).again);
  if (reply.isConnected && isReply(reply)) reply.dispatchEvent(new CustomEvent("ask"));
}

function askLater(reply) {
  const state = stateOf(reply);
  clearTimeout(state.opening);
  if (document.hidden || !isReply(reply)) return; // asked again when it is shown
  const delay = delays[Math.min(state.failures++, delays.length - 1)] * (1 + Math.random() / 2);
  state.wordless ??= setTimeout(say, wordless, reply, "lost");
  clearTimeout(state.again);
  state.again = setTimeout(ask, delay * 1000, reply);
}

const drop = (reply) => stateOf(reply).connection?.reader?.cancel(); // it then closes, and is asked for again

const isReachable = () =>
  fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(opening) }).then(
    () => true,
    () => false,
  );

// A proxy that buffers lets a stream through at its end, other answers at once: ask for the reply as it stands instead.
async function doubtStream(reply) {
  const { connection } = stateOf(reply);
  const since = Date.now();
  const isHeldBack = await isReachable();
  if (stateOf(reply).heardAt >= since) return;
  if (isHeldBack) avoidStreams();
  if (connection) drop(reply);
  else if (isHeldBack) ask(reply); // takes the place of the request that waits
  else askLater(reply);
}

function prepare({ target: reply, detail: { ctx } }) {
  if (ctx.sourceElement !== reply || !isReply(reply) || !reply.hasAttribute(stream)) return;
  const state = stateOf(reply);
  state.connection = undefined;
  clearTimeout(state.opening);
  if (isAvoided()) {
    ctx.request.action = `/replies/${reply.id.replace("message-", "")}?wait=1`;
    ctx.request.timeout = "45s";
    ctx.swap = "outerHTML";
    return;
  }
  if (state.position) ctx.request.headers["Last-Event-ID"] = state.position;
  state.opening = setTimeout(doubtStream, opening, reply);
}

function opened({ target: reply, detail }) {
  if (isReply(reply)) stateOf(reply).connection = detail.connection;
}

function hear({ type, target: reply, detail }) {
  if (!isReply(reply)) return;
  const state = settle(reply);
  Object.assign(state, { failures: 0, heardAt: Date.now() });
  if (detail.id && (type === "w" || state.position !== astray)) state.position = detail.id;
  state.silence = setTimeout(drop, silence, reply);
  delete reply.dataset.connection;
}

function finish({ target: reply, detail }) {
  if (!isReply(reply)) return;
  if (JSON.parse(detail.data).status === "gone") say(reply, "gone");
  settle(reply);
}

function closed({ target: reply, detail }) {
  if (!isReply(reply)) return;
  if (detail.reason === "message") {
    const names = reply.getAttributeNames().filter((name) => name.startsWith("hx-"));
    names.forEach((name) => reply.removeAttribute(name));
  } else {
    clearTimeout(stateOf(reply).silence);
    if (isAvoided()) setTimeout(ask, 0, reply);
    else askLater(reply);
  }
}

function goAstray({ target: reply }) {
  stateOf(reply).position = astray;
  drop(reply);
}

function handleStatus({ detail: { ctx } }) {
  const { sourceElement: reply, response } = ctx;
  if (!isReply(reply)) return;
  if (response.status >= 500 || response.status === 429 || response.status === 408) return askLater(reply);
  settle(reply);
  say(reply, "gone");
}

function handleError({ detail: { ctx } }) {
  if (isReply(ctx?.sourceElement)) askLater(ctx.sourceElement);
}

// An answer without a message comes from somebody else, such as the login page of a network.
function refuseForeignAnswer(event) {
  const { ctx, tasks } = event.detail;
  if (!isReply(ctx.sourceElement) || ctx.response.status >= 400) return;
  if (ctx.response.headers.get("Content-Type")?.includes("text/event-stream")) return;
  if (tasks.some((task) => task.fragment.querySelector(".message"))) return settle(ctx.sourceElement);
  event.preventDefault();
  askLater(ctx.sourceElement);
}

function wake() {
  for (const reply of all()) {
    if (Date.now() - stateOf(reply).heardAt > beat) drop(reply);
    ask(reply);
  }
}

document.addEventListener("htmx:config:request", prepare);
document.addEventListener("htmx:sse:after:connection", opened);
document.addEventListener("htmx:sse:close", closed);
document.addEventListener("htmx:error", handleError);
document.addEventListener("htmx:response:error", handleStatus);
document.addEventListener("htmx:before:swap", refuseForeignAnswer);
document.addEventListener("reply:astray", goAstray);
for (const type of ["alive", "p", "r", "w"]) document.addEventListener(type, hear);
document.addEventListener("done", finish);
window.addEventListener("online", wake);
window.addEventListener("pageshow", (event) => event.persisted && wake());
document.addEventListener("visibilitychange", () => (document.hidden ? all().forEach(drop) : wake()));
// Retry and Continue replace the element that had the focus: the new one takes it.
document.addEventListener("htmx:after:settle", ({ target, detail: { task } }) => {
  if (task.sourceElement?.matches(".retry, .continue") && target.matches(".message")) {
    target.focus({ preventScroll: true });
  }
});
