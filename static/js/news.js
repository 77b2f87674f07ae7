// Catches up with what other tabs did, when this one comes to the front, back on line, or out of the browser's memory.

const messages = document.getElementById("messages");
const composer = document.getElementById("composer");
const lastMessage = () => messages.querySelector(":scope > .message:last-of-type");
let isAsking = false;

async function ask() {
  const conversation = composer.elements.conversation_id?.value;
  if (!conversation || isAsking || document.hidden || !navigator.onLine) return;
  isAsking = true;
  const { id = "", dataset } = lastMessage() ?? { dataset: {} };
  const seen = id.replace("message-", "");
  const address = `/conversations/${conversation}/news?seen=${seen}&revision=${dataset.revision ?? ""}`;
  await htmx.ajax("GET", address, { source: messages, swap: "none", seen: id });
  isAsking = false;
}

// What was sent from here meanwhile is newer than this news.
function refuseOldNews(event) {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== messages) return;
  const isOld = (lastMessage()?.id ?? "") !== ctx.seen || composer.matches(".htmx-request");
  if (isOld || ctx.response.status >= 400) event.preventDefault();
}

if (messages) {
  document.addEventListener("htmx:before:swap", refuseOldNews);
  window.addEventListener("focus", ask);
  window.addEventListener("online", ask);
  window.addEventListener("pageshow", (event) => event.persisted && ask());
  document.addEventListener("visibilitychange", ask);
}
