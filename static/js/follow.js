// Keeps the newest text in view while the reader is at the bottom, and never moves the page against the reader. Where
// much comes that was not written before the reader's eyes, its beginning is shown: a whole reply, or what came while
// the page was hidden. Where older or newer messages or other versions are loaded, what is read stays where it is.

const near = 60; // pixels from the bottom within which the reader counts as being there
const far = 200; // pixels from which a button leads back
const rest = 150; // milliseconds after which a movement has come to its end
const page = document.scrollingElement;
const jump = byId("jump");
const distance = () => page.scrollHeight - page.clientHeight - page.scrollTop;
const placeOf = (element) => element.getBoundingClientRect();
const textEnd = () => placeOf(lastMessage() ?? messages).bottom + page.scrollTop;
let isFollowing = distance() <= near;
let last = {};
let isUnseen = false;
let kept; // where what is read stands, once other messages have been loaded
let resting;

function remember() {
  last = { top: page.scrollTop, height: page.scrollHeight, end: textEnd() };
  jump.hidden = distance() <= far;
}

function regain() {
  isFollowing ||= distance() <= near;
}

function moveTo(top) {
  page.scrollTop = top;
  isFollowing = distance() <= near;
  remember();
}

// As far as possible without leaving what begins there.
const showFrom = (top) => moveTo(Math.max(page.scrollTop, top - page.clientHeight / 4));

if (jump) {
  const isFirstVisit = !location.hash && performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (isFirstVisit && lastMessage()) moveTo(page.scrollHeight);
  else remember();

  on("scroll", () => {
    const isUpward = page.scrollTop < last.top && page.scrollHeight >= last.height;
    clearTimeout(resting);
    if (isUpward) {
      isFollowing = false;
      resting = setTimeout(regain, rest);
    } else regain();
    remember();
  });

  const sizes = new ResizeObserver(() => {
    const isMuch = isUnseen && textEnd() - last.end > page.clientHeight / 2;
    if (isFollowing && !kept && !preferences.follow) showFrom(isMuch ? last.end : page.scrollHeight);
    else remember();
    isUnseen = kept = false;
  });
  sizes.observe(messages);
  sizes.observe(composer);

  on("w visibilitychange", () => (isUnseen = true));

  on("htmx:before:swap", ({ target, detail: { ctx, tasks } }) => {
    const below = page.scrollHeight - page.scrollTop;
    if (isA(".older", target) && ctx.response.status < 400) kept = () => page.scrollHeight - below;
    else if (isA(".newer, .versions__form, .under, details", target)) kept = () => page.scrollTop;
    else isUnseen ||= brought(".message", tasks).length > 0;
  });

  on("htmx:after:swap", () => kept && moveTo(kept()));

  // What was sent is shown, and its reply: from the beginning, should it be here already.
  on("message:stored", ({ detail }) => {
    if (detail.isWaiting) return;
    isUnseen = false;
    showFrom(placeOf(lastMessage()).top + page.scrollTop);
  });

  // The button vanishes at the end of the page, so the focus goes where it led.
  on("click", () => {
    moveTo(page.scrollHeight);
    lastMessage()?.focus({ preventScroll: true });
  }, jump);
}
