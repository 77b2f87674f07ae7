// Shows how long the message is from 80 % of what is allowed. It hinders nobody: the server says when it is too long.

const counter = byId("composer-counter");

function count() {
  const { length } = [...field.value];
  const { max } = counter.dataset;
  counter.hidden = length < max * 0.8;
  counter.toggleAttribute("data-over", length > max);
  counter.querySelector(".composer__count").textContent = length.toLocaleString(lang);
}

if (counter) {
  on("input", count, field);
  count();
}
