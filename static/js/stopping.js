// Esc stops the running reply. When a reply ends, Send takes the place of Stop: whoever meant to stop does not send.

const pause = 400; // milliseconds in which nobody can have read the buttons anew
const stop = "[data-action=stop]";
let turnedAt = -Infinity;

on("keydown", (event) => {
  const { target } = event;
  const isPlain = event.key === "Escape" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
  if (!isPlain || event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
  const open = target.closest("details[open], .editing");
  const isFilled = isA("input", target) && target.value; // the browser empties it first
  if (isA("details", open)) open.open = false;
  else if (open) open.querySelector(".editing__cancel").click();
  else if (!isFilled && !event.repeat) composer?.querySelector(stop)?.click();
});

on("htmx:before:swap", ({ detail: { tasks } }) => {
  const isEnd = brought("[data-action=send]", tasks).length && !brought(stop, tasks).length;
  if (isEnd && composer?.querySelector(stop)) turnedAt = performance.now();
});

on("input", () => (turnedAt = -Infinity), composer);

on("submit", (event) => {
  const isLate = performance.now() - turnedAt < pause;
  if (event.target === composer && isLate && isA("[data-action=send]", event.submitter)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, document, true);
