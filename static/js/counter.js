// Shows how long the message is from 80 % of what is allowed. It hinders nobody: the server says when it is too long.

const field = document.getElementById("composer-text");
const counter = document.getElementById("composer-counter");

function count() {
  const most = Number(counter.dataset.max);
  const length = field.value.length < most * 0.8 ? 0 : [...field.value].length;
  counter.hidden = length < most * 0.8;
  counter.toggleAttribute("data-over", length > most);
  counter.querySelector(".composer__count").textContent = length.toLocaleString("en");
}

if (counter) {
  field.addEventListener("input", count);
  count();
}
