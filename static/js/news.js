// Catches up with what other tabs did, when this one comes to the front, back on line, or out of the browser's memory;
// not where the page shows an older part of its conversation, nor while a message is being edited.

const seenLast = () => (lastMessage() ? idOf(lastMessage()) : "");

function ask() {
  const conversation = composer.elements.conversation_id?.value;
  const isPart = isA("[data-part], :has(> .newer, .editing)", messages);
  if (!conversation || isPart || document.hidden || !navigator.onLine) return;
  const values = {
    seen: seenLast(),
    revision: lastMessage()?.dataset.revision ?? "",
    waiting: document.querySelector(".waiting")?.dataset.waiting ?? "",
  };
  htmx.ajax("GET", `/conversations/${conversation}/news`, { source: messages, swap: "none", values });
}

if (composer) {
  on("focus online visibilitychange", ask, window);
  on("pageshow", ({ persisted }) => persisted && ask(), window);

  // What was sent from here meanwhile is newer than this news.
  on("htmx:before:swap", (event) => {
    if (event.target !== messages) return;
    const { values, response } = event.detail.ctx;
    const isOld = seenLast() !== values.seen || isA(".htmx-request", composer);
    if (isOld || response.status >= 400) event.preventDefault();
  });
}
