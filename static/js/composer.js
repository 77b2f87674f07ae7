// Writing and sending: which keys send, what happens with an empty field, and that the field is emptied only of what
// the server has. The form itself is sent by htmx, or by the browser where htmx is missing.
// Announces a stored message by the event `message:stored` with its text and the conversation it was written in.

const composer = document.getElementById("composer");
const field = document.getElementById("composer-text");
const messages = document.getElementById("messages");
const problem = document.getElementById("composer-error");
const onTouch = window.matchMedia("(pointer: coarse)");
const sends = (element) => element instanceof Element && element.matches("[data-sends]");
const stops = (element) => element instanceof Element && element.matches(".stop");

function explain(templateId) {
  problem.replaceChildren(document.getElementById(templateId).content.cloneNode(true));
}

function focusField() {
  if (!onTouch.matches) field.focus({ preventScroll: true });
}

function sendOnEnter(event) {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  const isWanted = event.ctrlKey || event.metaKey || !(event.shiftKey || event.altKey || onTouch.matches);
  if (!isWanted) return;
  event.preventDefault();
  if (!event.repeat) composer.requestSubmit();
}

function checkBeforeSending(event) {
  if (event.target !== composer) return;
  problem.replaceChildren();
  if (field.value.trim()) return;
  event.preventDefault();
  event.stopPropagation();
  explain("composer-empty");
  focusField();
}

function refuseForeignAnswer(event) {
  const { ctx, tasks } = event.detail;
  if (!sends(ctx.sourceElement) || ctx.response.status >= 400) return;
  const added = tasks.flatMap((task) => [...task.fragment.querySelectorAll(".message")]);
  // what was stored when its answer was lost may stand here already
  if (ctx.target === messages) added.forEach(({ id }) => document.getElementById(id)?.remove());
  if (added.length) return;
  event.preventDefault();
  explain("composer-unreachable");
}

function acceptStored({ detail: { ctx } }) {
  // a reply has ended: what was refused may be sent
  if (ctx.sourceElement?.matches?.(".message")) problem.replaceChildren();
  if (!sends(ctx.sourceElement) || ctx.response.status >= 400) return;
  problem.replaceChildren();
  const text = ctx.request.body.get("message");
  if (text === null) return;
  if (field.value === text) {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  focusField();
  const conversation = ctx.request.body.get("conversation_id");
  composer.dispatchEvent(new CustomEvent("message:stored", { bubbles: true, detail: { text, conversation } }));
}

function explainFailure({ detail: { ctx } }) {
  if (!sends(ctx.sourceElement) && !stops(ctx.sourceElement)) return;
  const status = ctx.response?.status ?? 0;
  if (status === 0 || (status >= 400 && !problem.firstElementChild)) explain("composer-unreachable");
}

if (composer) {
  document.addEventListener("submit", checkBeforeSending, true);
  field.addEventListener("keydown", sendOnEnter);
  field.addEventListener("input", () => problem.replaceChildren());
  // the second click of a double click finds the field empty already
  composer.addEventListener("click", (event) => event.detail > 1 && event.target !== field && event.preventDefault());
  document.addEventListener("htmx:before:swap", refuseForeignAnswer);
  document.addEventListener("htmx:after:swap", acceptStored);
  document.addEventListener("htmx:finally:request", explainFailure);
  if (!location.hash) focusField();
}
