// Copies a reply's Markdown, or one block of code; on plain http, where the clipboard is closed, by a selection.

const words = document.getElementById("announcer").dataset;
const restored = new WeakMap();

function sourceFor(button) {
  if (button.dataset.action === "copy-code") return button.closest(".code").querySelector("pre").textContent;
  return button.closest(".message").querySelector(".message__source").content.textContent;
}

function copyBySelection(text) {
  const focused = document.activeElement;
  const carrier = document.createElement("textarea");
  carrier.className = "visually-hidden";
  carrier.readOnly = true;
  carrier.value = text;
  document.body.append(carrier);
  carrier.select();
  const isCopied = document.execCommand("copy");
  carrier.remove();
  focused?.focus({ preventScroll: true });
  return isCopied;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function report(button, outcome) {
  const label = button.querySelector(".button__label") ?? button;
  const before = restored.get(label) ?? label.textContent;
  restored.set(label, before);
  label.textContent = outcome;
  document.getElementById("announcer").textContent = outcome;
  setTimeout(() => (label.textContent = before), 2000);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-action=copy], [data-action=copy-code]");
  if (button) report(button, (await copy(sourceFor(button))) ? words.copied : words.notCopied);
});
