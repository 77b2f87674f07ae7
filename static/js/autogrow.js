// Lets the text field grow with its text in browsers that do not know `field-sizing`; the style sheet sets the limit.

const field = document.getElementById("composer-text");

function fit() {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

if (field && !CSS.supports("field-sizing", "content")) {
  field.addEventListener("input", fit);
  window.addEventListener("resize", fit);
  fit();
}
