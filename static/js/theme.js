// Shows the chosen colours at once; the form beside it tells the server.

const choice = "[data-action=theme]";

onPress(choice, (chosen) => {
  preferences.theme = chosen.value;
  for (const each of chosen.form.querySelectorAll(choice)) each.setAttribute("aria-pressed", each === chosen);
});
