// Keeps what is being written in this browser, for each conversation, until the server has it: a reload, a crash or an
// expired session loses nothing. A draft that was sent is dropped once its message is seen on the page. Whoever leaves
// takes all drafts along.

const now = () => composer.elements.conversation_id?.value ?? "";

// A new conversation can be begun in several tabs at once, each with its own words; a temporary one leaves nothing.
const placeOf = (conversation) => [
  conversation && !temporary() ? "localStorage" : "sessionStorage",
  `draft:${conversation || "new"}`,
];

function keep({ isSent, conversation = now() } = {}) {
  store(...placeOf(conversation), field.value && { text: field.value, isSent });
}

function isOnPage(text) {
  const sent = document.querySelectorAll(".message[data-role=user] .message__body, .waiting__text");
  return [...sent].some((message) => message.textContent.trim() === text.trim());
}

if (composer) {
  for (const conversation of ["", now()]) {
    const draft = recall(...placeOf(conversation));
    if (draft?.isSent && isOnPage(draft.text)) store(...placeOf(conversation));
    else if (draft && conversation === now() && !field.value) fill(draft.text);
  }

  on("input", () => keep(), field);

  on("submit", () => keep({ isSent: true }), composer);

  on("message:stored", ({ detail: { conversation } }) => {
    store(...placeOf(conversation));
    keep();
  });

  // A conversation that is gone cannot be returned to: its draft waits where a new one begins.
  on("htmx:response:error", ({ target, detail: { ctx } }) => {
    if (target === composer && ctx.response.status === 404) keep({ conversation: null });
  });
}

on("submit", ({ target }) => {
  if (!isA("[data-forgets]", target)) return;
  for (const storage of ["localStorage", "sessionStorage"]) {
    for (const key of Object.keys(window[storage])) if (key.startsWith("draft:")) store(storage, key);
  }
});
