// Keys that work anywhere on the page: Shift+Esc to the text field, Ctrl/Cmd+K to the search, Ctrl/Cmd+Shift+O to a new
// conversation, Ctrl/Cmd+/ to a list of them all.

function search() {
  const box = document.querySelector("input[name=q]");
  if (!box?.checkVisibility()) box?.closest("[popover]").showPopover();
  box?.focus();
  box?.select();
}

function actFor({ key, code, shiftKey, ctrlKey, metaKey }) {
  if (!ctrlKey && !metaKey) return shiftKey && key === "Escape" && (() => field?.focus());
  if (key === "/") return () => byId("shortcuts")?.togglePopover(); // on some keyboards only with Shift
  if (shiftKey) return code === "KeyO" && (() => document.querySelector("[data-shortcut=new]").click());
  return code === "KeyK" && search;
}

on("keydown", (event) => {
  const act = !event.isComposing && actFor(event);
  if (!act) return;
  event.preventDefault();
  act();
});
