// Shows a reply while it is written. Its event stream says what to change: patches to the formatted text (`p`), more
// reasoning (`r`), or both as a whole (`w`), and at last how it ended (`done`). What is shown is added to, never made
// again: a selection in it stays, and nothing blinks.

function add(node, first, ...others) {
  if (first instanceof Text && node.lastChild instanceof Text) node.lastChild.appendData(first.data);
  else if (first) node.append(first);
  node.append(...others);
}

function parsed(html, place) {
  const range = new Range();
  range.selectNodeContents(place); // what HTML means depends on where it stands: in a table, in a formula
  return range.createContextualFragment(html).childNodes;
}

function patch(body, [depth, html, cut = 0, drop = 0]) {
  let node = body;
  for (; depth > 0; depth--) node = node.lastElementChild;
  for (; drop > 0; drop--) node.lastChild.remove();
  const text = node.lastChild;
  if (cut) text.deleteData(text.length - cut, cut);
  if (cut && !text.length) text.remove();
  add(node, ...parsed(html, node));
}

function reason(reply, text) {
  add(reply.querySelector(".reasoning__text"), new Text(text));
  reply.querySelector(".reasoning").hidden &&= !text;
}

function showWhole(reply, { html, reasoning }) {
  const target = bodyOf(reply);
  htmx.swap({ sourceElement: target, target, text: html, swap: "innerMorph swapEmpty:true" }); // keeps what is right
  const shown = reply.querySelector(".reasoning__text").textContent;
  reason(reply, reasoning.slice(shown.length));
}

const changes = {
  p: (reply, data) => (Array.isArray(data[0]) ? data : [data]).forEach((each) => patch(bodyOf(reply), each)),
  r: reason,
  w: showWhole,
  done(reply, { status, error, revision }) {
    if (status !== "gone") Object.assign(reply.dataset, { status, revision }, error && { error });
  },
};

on("p r w done", ({ type, target: reply, detail }) => {
  if (!isA(".message", reply)) return;
  if (type !== "done") reply.dataset.status = "streaming";
  try {
    changes[type](reply, JSON.parse(detail.data));
  } catch {
    tell(reply, "reply:astray"); // somebody else has changed the page
  }
});
