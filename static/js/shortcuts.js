// Keys that work anywhere on the page: Shift+Esc to the text field, Ctrl/Cmd+Shift+O to a new conversation.

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.shiftKey && event.key === "Escape") {
    event.preventDefault();
    document.getElementById("composer-text")?.focus();
  } else if (event.shiftKey && (event.ctrlKey || event.metaKey) && event.code === "KeyO") {
    event.preventDefault();
    document.querySelector("[data-shortcut=new]").click();
  }
});
