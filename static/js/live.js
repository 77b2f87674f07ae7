// Shows a reply while it is written. Its event stream says what to change: patches to the formatted text (`p`), more
// reasoning (`r`), or both as a whole (`w`), and at last how it ended (`done`). What is shown is added to, never made
// again: a selection in it stays, and nothing blinks.

const isText = (node) => node?.nodeType === Node.TEXT_NODE;
const isReply = (element) => element instanceof Element && element.matches(".message");
const bodyOf = (reply) => reply.querySelector(":scope > .message__body");

function parsed(html, parent) {
  const carrier = parent.cloneNode(false); // what HTML means depends on where it stands: in a table, in a formula
  carrier.innerHTML = html;
  return [...carrier.childNodes];
}

function append(node, html) {
  const [first, ...others] = parsed(html, node);
  if (!first) return;
  if (isText(first) && isText(node.lastChild)) node.lastChild.appendData(first.data);
  else node.append(first);
  node.append(...others);
}

function cutText(text, units) {
  text.deleteData(text.length - units, units);
  if (!text.length) text.remove();
}

function patch(body, [depth, html, cut = 0, drop = 0]) {
  let node = body;
  for (; depth > 0; depth--) node = node.lastElementChild;
  for (; drop > 0; drop--) node.lastChild.remove();
  if (cut) cutText(node.lastChild, cut);
  append(node, html);
}

function reason(reply, text) {
  const reasoning = reply.querySelector(":scope > .reasoning");
  const shown = reasoning.querySelector(".reasoning__text");
  if (isText(shown.lastChild)) shown.lastChild.appendData(text);
  else shown.append(text);
  reasoning.hidden = !shown.firstChild;
}

const isAlike = (one, other) =>
  one instanceof Element && other instanceof Element && one.cloneNode().isEqualNode(other.cloneNode());

// Where the whole comes again, what already stands there stays: only from the first difference on it is made anew.
function become(node, wanted) {
  const different = wanted.findIndex((each, place) => !node.childNodes[place]?.isEqualNode(each));
  let kept = different < 0 ? wanted.length : different;
  const shown = node.childNodes[kept];
  const next = wanted[kept];
  if (isAlike(shown, next)) {
    become(shown, [...next.childNodes]);
    kept++;
  } else if (isText(shown) && isText(next) && next.data.startsWith(shown.data)) {
    shown.appendData(next.data.slice(shown.length));
    kept++;
  }
  while (node.childNodes.length > kept) node.lastChild.remove();
  node.append(...wanted.slice(kept));
}

function showWhole(reply, { html, reasoning }) {
  become(bodyOf(reply), parsed(html, bodyOf(reply)));
  const shown = reply.querySelector(":scope > .reasoning > .reasoning__text");
  if (shown.textContent === reasoning) return;
  shown.replaceChildren();
  reason(reply, reasoning);
}

function end(reply, { status, error, revision }) {
  if (status === "gone") return;
  reply.dataset.status = status;
  reply.dataset.revision = revision;
  if (error) reply.dataset.error = error;
}

const changes = {
  p: (reply, data) => (Array.isArray(data[0]) ? data : [data]).forEach((each) => patch(bodyOf(reply), each)),
  r: reason,
  w: showWhole,
  done: end,
};

function take({ type, target: reply, detail }) {
  if (!isReply(reply)) return;
  if (type !== "done") reply.dataset.status = "streaming";
  try {
    changes[type](reply, JSON.parse(detail.data));
  } catch {
    reply.dispatchEvent(new CustomEvent("reply:astray", { bubbles: true })); // somebody else has changed the page
  }
}

for (const type of Object.keys(changes)) document.addEventListener(type, take);
