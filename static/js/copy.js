// Copies a message, as Markdown or formatted, or one block of code. On plain http, where the
// clipboard is closed, by way of the browser's own copying.

function formatted(message) {
  const body = bodyOf(message).cloneNode(true);
  body.querySelectorAll(".code__bar").forEach((bar) => bar.remove());
  return body.innerHTML;
}

// Some browsers copy only where something is selected; what they take is given to them then.
function copyBySelection(button, parts) {
  document.oncopy = (event) => {
    event.preventDefault();
    for (const type in parts) event.clipboardData.setData(type, parts[type]);
  };
  getSelection().selectAllChildren(button.closest(".code,.message"));
  const isCopied = document.execCommand("copy");
  document.oncopy = null;
  getSelection().empty();
  return isCopied;
}

// The clipboard is asked at once, with the text to follow: some browsers open it only while a press is being handled.
async function copy(button) {
  const code = button.closest(".code");
  const message = button.closest(".message");
  const parts = { "text/plain": code ? code.querySelector("pre").textContent : sourceOf(message) };
  if (button.dataset.action === "copy-rich") parts["text/html"] = formatted(message);
  try {
    await navigator.clipboard.write([new ClipboardItem(parts)]);
    return true;
  } catch {
    for (const type in parts) parts[type] = await parts[type];
    return copyBySelection(button, parts);
  }
}

onPress("[data-action|=copy]", async (button) => {
  const { copied, notCopied } = announcer.dataset;
  const outcome = (await copy(button)) ? copied : notCopied;
  const label = button.querySelector(".button__label") ?? button;
  label.dataset.before ??= label.textContent;
  label.textContent = outcome;
  say(outcome);
  setTimeout(() => (label.textContent = label.dataset.before), 2000);
});
