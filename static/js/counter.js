// Shows how long the message is from 80 % of what is allowed. It hinders nobody: the server says when it is too long.

const counter = byId("composer-counter");

function count() {
  const most = Number(counter.dataset.max);
  const { length } = [...field.value];
  counter.hidden = length < most * 0.8;
  counter.toggleAttribute("data-over", length > most);
  counter.querySelector(".composer__count").textContent = length.toLocaleString("en");
}

if (counter) {
  on("input", count, field);
  count();
}
