// Tells people who listen instead of looking: that a reply is being written, and then, once, what it says.

const awaited = new Set();

function tellEnd(reply) {
  const spoken = reply.querySelectorAll(":scope > .message__body, .message__ending");
  say([...spoken].map((part) => part.innerText).join("\n"));
}

function announce() {
  for (const reply of messages.querySelectorAll(".message[data-role=assistant]")) {
    if (!isRunning(reply)) {
      if (awaited.delete(reply.id)) tellEnd(reply);
    } else if (!awaited.has(reply.id)) {
      awaited.add(reply.id);
      say(announcer.dataset.writing);
    }
  }
}

if (messages) {
  announce();
  const changes = { attributeFilter: ["data-status"], childList: true, subtree: true };
  new MutationObserver(announce).observe(messages, changes);
}
