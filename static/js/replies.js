// Asks for a reply that is being written until it is there: again after a lost connection, with a growing delay, and at
// once when the page is back on line, in front, or restored by the Back button.

const delays = [1, 2, 4, 8, 15]; // seconds
const failures = new WeakMap();
const isReply = (element) => element instanceof Element && element.matches(".message[hx-get]");
const ask = (reply) => reply.isConnected && reply.dispatchEvent(new CustomEvent("ask"));
const askAll = () => document.querySelectorAll(".message[hx-get]").forEach(ask);

function say(reply, connection) {
  if (reply.dataset.connection === connection) return;
  reply.dataset.connection = connection;
  document.getElementById("announcer").textContent = reply.querySelector(`.message__${connection}`).textContent;
}

function askLater(reply) {
  const count = failures.get(reply) ?? 0;
  failures.set(reply, count + 1);
  say(reply, "lost");
  setTimeout(ask, delays[Math.min(count, delays.length - 1)] * 1000, reply);
}

function handleStatus({ detail: { ctx } }) {
  const { sourceElement: reply, response } = ctx;
  if (!isReply(reply)) return;
  if (response.status >= 500 || response.status === 429 || response.status === 408) askLater(reply);
  else say(reply, "gone");
}

function handleError({ detail: { ctx } }) {
  if (isReply(ctx?.sourceElement)) askLater(ctx.sourceElement);
}

// An answer without a message comes from somebody else, such as the login page of a network.
function refuseForeignAnswer(event) {
  const { ctx, tasks } = event.detail;
  if (!isReply(ctx.sourceElement) || ctx.response.status >= 400) return;
  if (tasks.some((task) => task.fragment.querySelector(".message"))) return;
  event.preventDefault();
  askLater(ctx.sourceElement);
}

document.addEventListener("htmx:error", handleError);
document.addEventListener("htmx:response:error", handleStatus);
document.addEventListener("htmx:before:swap", refuseForeignAnswer);
window.addEventListener("online", askAll);
window.addEventListener("pageshow", (event) => event.persisted && askAll());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && askAll());
// Retry replaces the element that had the focus: the new one takes it.
document.addEventListener("htmx:after:settle", ({ target, detail: { task } }) => {
  if (task.sourceElement?.matches(".retry") && target.matches(".message")) target.focus({ preventScroll: true });
});
