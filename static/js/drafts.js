// Keeps what is being written in this browser, for each conversation, until the server has it: a reload, a crash or an
// expired session loses nothing. A draft that was sent is dropped once its message is seen on the page.

const composer = document.getElementById("composer");
const field = document.getElementById("composer-text");
const keyOf = (conversation) => `draft:${conversation || "new"}`;
// a new conversation can be begun in several tabs at once, each with its own words
const storageOf = (key) => (key === keyOf() ? sessionStorage : localStorage);
const conversationNow = () => composer.elements.conversation_id?.value;

function read(key) {
  try {
    return JSON.parse(storageOf(key).getItem(key));
  } catch {
    return null; // storage is forbidden, or holds something else
  }
}

function write(key, draft) {
  try {
    if (draft.text) storageOf(key).setItem(key, JSON.stringify(draft));
    else storageOf(key).removeItem(key);
  } catch {
    // storage is forbidden or full: the text is still in the field
  }
}

function keep({ isSent = false, conversation = conversationNow() } = {}) {
  write(keyOf(conversation), { text: field.value, isSent });
}

function isOnPage(text) {
  const messages = document.querySelectorAll(".message[data-role=user] .message__body");
  return [...messages].some((message) => message.textContent.trim() === text.trim());
}

function restore() {
  for (const key of new Set([keyOf(), keyOf(conversationNow())])) {
    const draft = read(key);
    if (draft?.isSent && isOnPage(draft.text)) write(key, {});
  }
  const draft = read(keyOf(conversationNow()));
  if (!draft?.text || field.value) return;
  field.value = draft.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function forget({ detail: { conversation } }) {
  write(keyOf(conversation), {});
  keep();
}

// A conversation that is gone cannot be returned to: its draft waits where a new one begins.
function keepForNew({ detail: { ctx } }) {
  if (ctx.sourceElement === composer && ctx.response.status === 404) keep({ conversation: null });
}

if (composer) {
  restore();
  field.addEventListener("input", () => keep());
  composer.addEventListener("submit", () => keep({ isSent: true }));
  composer.addEventListener("message:stored", forget);
  document.addEventListener("htmx:response:error", keepForNew);
}
