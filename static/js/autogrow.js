// Lets the text field grow with its text in browsers that do not know `field-sizing`; the style sheet sets the limit.

function fit() {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

if (field && !CSS.supports("field-sizing", "content")) {
  on("input", fit, field);
  on("resize", fit, window);
  fit();
}
