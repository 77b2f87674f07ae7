// Tells people who listen instead of looking: that a reply is being written, and then, once, what it says.

const announcer = document.getElementById("announcer");
const messages = document.getElementById("messages");
const isWaiting = (message) => ["pending", "streaming"].includes(message.dataset.status);
const awaited = new Set([...document.querySelectorAll(".message")].filter(isWaiting).map((message) => message.id));
const shown = 5000; // milliseconds; afterwards nobody shall come across the words a second time
let clearing;

function tellEnd(message) {
  const spoken = message.querySelectorAll(":scope > .message__body, .message__ending");
  announcer.textContent = [...spoken].map((part) => part.innerText).join("\n");
}

function announce(message) {
  if (isWaiting(message)) {
    if (!awaited.has(message.id)) announcer.textContent = announcer.dataset.writing;
    awaited.add(message.id);
  } else if (awaited.delete(message.id)) tellEnd(message);
}

function announceChanged(changes) {
  const nodes = changes.flatMap(({ type, target, addedNodes }) => (type === "attributes" ? target : [...addedNodes]));
  for (const node of nodes) {
    if (node instanceof Element && node.matches(".message[data-role=assistant]")) announce(node);
  }
}

function clearLater() {
  clearTimeout(clearing);
  clearing = setTimeout(() => announcer.replaceChildren(), shown);
}

if (messages) {
  new MutationObserver(announceChanged).observe(messages, { childList: true });
  new MutationObserver(announceChanged).observe(messages, { attributeFilter: ["data-status"], subtree: true });
}
new MutationObserver(clearLater).observe(announcer, { childList: true });
