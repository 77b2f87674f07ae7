// Quotes what is selected in a message, or else all of it, below what is being written.

onPress("[data-action=quote]", async (button) => {
  const message = button.closest(".message");
  const selected = getSelection().containsNode(bodyOf(message), true) && getSelection().toString().trim();
  const text = selected || (await sourceOf(message)).trim();
  fill(`${field.value}\n\n${text.replace(/^/gm, "> ")}\n\n`.trimStart());
  field.focus();
});
