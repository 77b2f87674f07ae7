// Esc stops the running reply. The one button of the composer is Send or Stop: whoever meant to stop a reply that just
// ended does not send.

const composer = document.getElementById("composer");
const pause = 400; // milliseconds in which nobody can have read the button anew
const stopButton = () => composer?.querySelector("[data-action=stop]");
let turnedAt = -Infinity;

function stopOnEscape(event) {
  const isPlain = event.key === "Escape" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
  if (!isPlain || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
  const details = event.target.closest?.("details[open]");
  if (details) details.open = false;
  else if (!event.repeat) stopButton()?.click();
}

function noticeTurn({ detail: { tasks } }) {
  const isTurned = stopButton() && tasks.some((task) => task.fragment.querySelector("[data-action=send]"));
  if (isTurned) turnedAt = performance.now();
}

function refuseLateStop(event) {
  const isLate = performance.now() - turnedAt < pause;
  if (event.target === composer && isLate && event.submitter?.matches("[data-action=send]")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

if (composer) {
  document.addEventListener("keydown", stopOnEscape);
  document.addEventListener("htmx:before:swap", noticeTurn);
  composer.addEventListener("input", () => (turnedAt = -Infinity));
  document.addEventListener("submit", refuseLateStop, true);
}
