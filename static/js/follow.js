// Keeps the newest text in view while the reader is at the bottom, and never moves the page against the reader. Where
// much comes that was not written before the reader's eyes, its beginning is shown: a whole reply, or what came while
// the page was hidden.

const near = 60; // pixels from the bottom within which the reader counts as being there
const far = 200; // pixels from which a button leads back
const rest = 150; // milliseconds after which a movement has come to its end
const page = document.scrollingElement;
const jump = document.getElementById("jump");
const messages = document.getElementById("messages");
const distance = () => page.scrollHeight - page.clientHeight - page.scrollTop;
const topOf = (element) => element.getBoundingClientRect().top + page.scrollTop;
const bottomOf = (element) => element.getBoundingClientRect().bottom + page.scrollTop;
const textEnd = () => (messages.lastElementChild ? bottomOf(messages.lastElementChild) : 0);
let isFollowing = distance() <= near;
let last = {};
let isUnseen = false;
let resting;

function remember() {
  last = { top: page.scrollTop, height: page.scrollHeight, end: textEnd() };
  jump.hidden = distance() <= far;
}

function showEnd() {
  isFollowing = true;
  page.scrollTop = page.scrollHeight;
  remember();
}

// As far as possible without leaving what begins there.
function showFrom(top) {
  const wanted = Math.max(page.scrollTop, top - page.clientHeight / 4);
  page.scrollTop = wanted;
  isFollowing = distance() <= near;
  remember();
}

function regain() {
  if (distance() <= near) isFollowing = true;
}

function notice() {
  const isUpward = page.scrollTop < last.top && page.scrollHeight >= last.height;
  if (isUpward) isFollowing = false;
  else regain();
  clearTimeout(resting);
  if (isUpward) resting = setTimeout(regain, rest);
  remember();
}

function follow() {
  const isMuch = isUnseen && textEnd() - last.end > page.clientHeight / 2;
  isUnseen = false;
  if (isFollowing && isMuch) showFrom(last.end);
  else if (isFollowing) showEnd();
  else remember();
}

function noticeWhole({ detail: { tasks } }) {
  isUnseen ||= tasks.some((task) => task.fragment.querySelector(".message"));
}

// What was sent is shown, and its reply: from the beginning, should it be here already.
function showSent() {
  isUnseen = false;
  isFollowing = true;
  showFrom(topOf(messages.lastElementChild));
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
  else remember();
  document.addEventListener("scroll", notice, { passive: true });
  document.addEventListener("message:stored", showSent);
  document.addEventListener("htmx:before:swap", noticeWhole);
  for (const type of ["w", "visibilitychange"]) document.addEventListener(type, () => (isUnseen = true));
  jump.addEventListener("click", jumpToEnd);
  const sizes = new ResizeObserver(follow);
  sizes.observe(messages);
  sizes.observe(document.getElementById("composer"));
}
