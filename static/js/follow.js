// Keeps the newest text in view while the reader is at the bottom, and never moves the page against the reader.

const near = 60; // pixels from the bottom within which the reader counts as being there
const far = 200; // pixels from which a button leads back
const page = document.scrollingElement;
const jump = document.getElementById("jump");
const distance = () => page.scrollHeight - page.clientHeight - page.scrollTop;
let isFollowing = distance() <= near;
let lastTop = page.scrollTop;

function showEnd() {
  isFollowing = true;
  page.scrollTop = page.scrollHeight;
}

function notice() {
  if (distance() <= near) isFollowing = true;
  else if (page.scrollTop < lastTop) isFollowing = false;
  lastTop = page.scrollTop;
  jump.hidden = distance() <= far;
}

function follow() {
  if (isFollowing) showEnd();
  notice();
}

// The button vanishes at the end of the page, so the focus goes where it led.
function jumpToEnd() {
  showEnd();
  document.querySelector(".message:last-child")?.focus({ preventScroll: true });
}

function isFirstVisit() {
  return !location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate";
}

if (jump) {
  if (isFirstVisit() && document.querySelector(".message")) showEnd();
  document.addEventListener("scroll", notice, { passive: true });
  document.addEventListener("message:stored", showEnd);
  jump.addEventListener("click", jumpToEnd);
  const sizes = new ResizeObserver(follow);
  sizes.observe(document.getElementById("messages"));
  sizes.observe(document.getElementById("composer"));
}
