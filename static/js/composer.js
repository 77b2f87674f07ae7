// Writing and sending: which keys send, what happens with an empty field, and that the field is emptied only of what
// the server has. The form itself is sent by htmx, or by the browser where htmx is missing.
// Announces a stored message by the event `message:stored`: its text, its conversation, and whether it waits its turn.

const problem = byId("composer-error") ?? byId("notice");
const onTouch = matchMedia("(pointer: coarse)");

// Says what a template says, or no longer anything.
function explain(templateId) {
  problem.replaceChildren(byId(templateId)?.content.cloneNode(true) ?? "");
}

function focusField() {
  if (!onTouch.matches) field.focus({ preventScroll: true });
}

// Also on pages without a composer: a press that nobody answers must not seem to have been one that does nothing.
on("htmx:finally:request", ({ target, detail: { ctx } }) => {
  if (!isA("[data-sends], [data-tells]", target)) return;
  const isUnexplained = ctx.response?.status >= 400 && !document.querySelector(".problem");
  if (isUnexplained || !ctx.response) explain("unreachable");
});

if (composer) {
  on("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    const isWanted = event.ctrlKey || event.metaKey || !(event.shiftKey || event.altKey || onTouch.matches || preferences.enter);
    if (!isWanted || !isA("textarea[name=message]", event.target)) return;
    event.preventDefault();
    if (!event.repeat) event.target.form.requestSubmit();
  });

  on("submit", (event) => {
    if (event.target !== composer) return;
    explain();
    if (field.value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    explain("empty");
    focusField();
  }, document, true);

  on("input", () => explain(), field);

  // The second click of a double click finds the field empty already.
  on("click", (event) => event.detail > 1 && event.target !== field && event.preventDefault(), composer);

  on("htmx:before:swap", (event) => {
    const { target, detail: { ctx, tasks } } = event;
    // whoever has gone on to write meanwhile goes on
    if (document.activeElement === field) for (const late of brought("[autofocus]", tasks)) late.autofocus = false;
    if (ctx.response?.status >= 400) return;
    // what was withdrawn goes before what has been written since
    if (isA(".waiting__withdraw", target)) {
      const text = target.closest(".waiting").querySelector(".waiting__text").textContent;
      fill(`${text}\n\n${field.value}`.trimEnd());
      focusField();
    }
    if (!isA("[data-sends]", target)) return;
    const added = brought(".message", tasks);
    ctx.isWaiting = !added.length;
    // what was stored when its answer was lost may stand here already
    if (ctx.target === messages) added.forEach(({ id }) => byId(id)?.remove());
    if (brought(".message, .waiting", tasks).length) return;
    event.preventDefault();
    explain("unreachable");
  });

  on("htmx:after:swap", ({ target, detail: { ctx } }) => {
    if (isA(".message", target)) explain(); // a reply has ended: what was refused may be sent
    if (!isA("[data-sends]", target) || ctx.response.status >= 400) return;
    explain();
    const text = ctx.request.body.get("message");
    if (text === null) return;
    if (field.value === text) fill("");
    focusField();
    const conversation = ctx.request.body.get("conversation_id");
    tell(composer, "message:stored", { text, conversation, isWaiting: ctx.isWaiting });
  });

  if (!location.search && !location.hash) focusField();
}
