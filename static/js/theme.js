// Shows the chosen colours at once; the form beside it tells the server.

document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-action=theme]");
  if (!chosen) return;
  document.documentElement.dataset.theme = chosen.value;
  for (const choice of chosen.form.querySelectorAll("[data-action=theme]")) {
    choice.setAttribute("aria-pressed", String(choice === chosen));
  }
});
