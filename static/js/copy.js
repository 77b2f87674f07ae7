// Copies a reply's Markdown, which the server has, or one block of code; on plain http, where the clipboard is closed,
// by a selection.

const words = document.getElementById("announcer").dataset;
const restored = new WeakMap();

async function replySource(message) {
  try {
    const answer = await fetch(`/replies/${message.id.replace("message-", "")}/source`);
    const isText = answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (answer.ok && isText) return await answer.text();
  } catch {
    // off line: what is shown is better than nothing
  }
  return message.querySelector(":scope > .message__body").innerText;
}

async function sourceFor(button) {
  if (button.dataset.action === "copy") return replySource(button.closest(".message"));
  return button.closest(".code").querySelector("pre").textContent;
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

// The clipboard is asked at once, with the text to follow: some browsers open it only while a press is being handled.
async function copy(text) {
  try {
    const blob = text.then((it) => new Blob([it], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copyBySelection(await text);
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
