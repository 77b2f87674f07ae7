// Keeps a running reply coming, over its event stream, or by asking again and again where streams do not get through.
// Every way to fail is one: the connection ends, and is opened anew from the last position, with a growing delay, or at
// once when the page is back on line, in front, or restored by the Back button.

const running = ".message:is([hx-get], [hx-sse\\:connect])";
const delays = [300, 1000, 2000]; // milliseconds, then 5000; each up to a half longer: not all shall come back at once
const opening = 4000; // milliseconds until the first event; later than that, a proxy may hold it back
const silence = 25_000; // milliseconds after which its line must be dead
const wordless = 2000; // milliseconds in which a lost connection may come back before anybody is told
const avoided = 600_000; // milliseconds for which streams are not tried again
const astray = "astray"; // no position: from there the whole comes next
const memory = ["sessionStorage", "streams-avoided-until"];

const all = () => document.querySelectorAll(running);
const isAvoided = () => Date.now() < recall(...memory);
const stateOf = (reply) => (reply.following ??= { failures: 0 });
const drop = (reply) => stateOf(reply).connection?.reader?.cancel(); // it then closes, and is asked for again
const ask = (reply) => isA(running, reply) && tell(reply, "ask");

function onReply(types, act) {
  on(types, (event) => isA(running, event.target) && act(event.target, event.detail, event));
}

function show(reply, connection) {
  if (!isA(running, reply) || reply.dataset.connection === connection) return;
  reply.dataset.connection = connection;
  say(reply.querySelector(`.message__${connection}`).textContent);
}

// A reply waits for one thing at a time: for its first event, for the next one, or to be asked for again.
function later(reply, act, milliseconds) {
  const state = stateOf(reply);
  clearTimeout(state.timer);
  state.timer = setTimeout(act, milliseconds, reply);
}

function settle(reply) {
  const state = stateOf(reply);
  state.timer = clearTimeout(state.timer);
  state.wordless = clearTimeout(state.wordless);
}

function askLater(reply) {
  const state = stateOf(reply);
  clearTimeout(state.timer);
  if (document.hidden) return; // asked again when it is shown
  state.wordless ??= setTimeout(show, wordless, reply, "lost");
  later(reply, ask, (delays[state.failures++] ?? 5000) * (1 + Math.random() / 2));
}

// A proxy that buffers lets a stream through at its end, other answers at once: ask for the reply as it stands instead.
async function doubtStream(reply) {
  const { connection, timer } = stateOf(reply);
  const signal = AbortSignal.timeout(opening);
  const isHeldBack = await fetch("/healthz", { signal }).catch(() => false);
  if (stateOf(reply).timer !== timer) return;
  if (isHeldBack) store(...memory, Date.now() + avoided);
  if (connection) drop(reply);
  else if (isHeldBack) ask(reply); // takes the place of the request that waits
  else askLater(reply);
}

function wake() {
  all().forEach(drop);
  if (!document.hidden) all().forEach(ask);
}

onReply("htmx:config:request", (reply, { ctx }) => {
  if (!reply.hasAttribute("hx-sse:connect")) return;
  const state = stateOf(reply);
  state.connection = undefined;
  clearTimeout(state.timer);
  if (isAvoided()) {
    ctx.request.action = `/replies/${idOf(reply)}?wait=1`;
    ctx.request.timeout = "45s";
    ctx.swap = "outerHTML";
    return;
  }
  if (state.position) ctx.request.headers["Last-Event-ID"] = state.position;
  later(reply, doubtStream, opening);
});

onReply("htmx:sse:after:connection", (reply, { connection }) => {
  stateOf(reply).connection = connection;
});

onReply("alive p r w", (reply, { id }, { type }) => {
  const state = stateOf(reply);
  settle(reply);
  state.failures = 0;
  if (id && (type === "w" || state.position !== astray)) state.position = id;
  later(reply, drop, silence);
  delete reply.dataset.connection;
});

onReply("done", (reply, { data }) => {
  if (JSON.parse(data).status === "gone") show(reply, "gone");
  settle(reply);
});

onReply("htmx:sse:close", (reply, { reason }) => {
  if (reason === "message") reply.removeAttribute("hx-sse:connect");
  else if (isAvoided()) later(reply, ask, 0);
  else askLater(reply);
});

onReply("htmx:error htmx:response:error", (reply, { ctx }) => {
  if (!/^4(?!08|29)/.test(ctx?.response?.status)) return askLater(reply); // what may be otherwise the next time
  settle(reply);
  show(reply, "gone");
});

// An answer without a message comes from somebody else, such as the login page of a network.
onReply("htmx:before:swap", (reply, { ctx, tasks }, event) => {
  const { status, headers } = ctx.response;
  if (status >= 400 || headers.get("Content-Type")?.includes("text/event-stream")) return;
  if (brought(".message", tasks).length) return settle(reply);
  event.preventDefault();
  askLater(reply);
});

onReply("reply:astray", (reply) => {
  stateOf(reply).position = astray;
  drop(reply);
});

on("online visibilitychange", wake, window);
on("pageshow", ({ persisted }) => persisted && wake(), window);

// Retry and Continue replace the element that had the focus: the new one takes it.
on("htmx:after:settle", ({ target, detail: { task } }) => {
  if (isA(".retry, .continue", task.sourceElement) && isA(".message", target)) target.focus({ preventScroll: true });
});
