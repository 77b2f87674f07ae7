// What the other scripts share: the parts of the page, and the few things that most of them do. All scripts are joined
// into one module, this file first; each of the others is a block of its own.

const byId = (id) => document.getElementById(id);
const composer = byId("composer");
const field = byId("composer-text");
const messages = byId("messages");
const announcer = byId("announcer");
const { dataset: preferences, lang } = document.documentElement;
let clearing;

function on(types, act, target = document, options) {
  for (const type of types.split(" ")) target?.addEventListener(type, act, options);
}

function onPress(selector, act) {
  on("click", ({ target }) => {
    const button = target.closest(selector);
    if (button) act(button);
  });
}

function tell(target, type, detail) {
  target.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
}

// For people who listen; after a while nobody shall come across the words a second time.
function say(words) {
  announcer.textContent = words;
  clearTimeout(clearing);
  clearing = setTimeout(() => announcer.replaceChildren(), 5000);
}

function fill(text) {
  field.value = text;
  tell(field, "input");
}

const idOf = (message) => message.id.replace("message-", "");
const bodyOf = (message) => message.querySelector(":scope > .message__body");
const lastMessage = () => messages.querySelector(":scope > :nth-last-child(1 of .message)");
const temporary = () => document.querySelector("[data-close]")?.dataset.close;
const isRunning = ({ dataset }) => ["pending", "streaming"].includes(dataset.status);
const isA = (selector, element) => element?.matches?.(selector);
const brought = (selector, tasks) => tasks.flatMap(({ fragment }) => [...fragment.querySelectorAll(selector)]);

// As it was written: the server has a reply's Markdown.
async function sourceOf(message) {
  try {
    const answer = message.dataset.role === "assistant" && (await fetch(`/replies/${idOf(message)}/source`));
    if (answer.ok && answer.headers.get("Content-Type").startsWith("text/plain")) return await answer.text();
  } catch {
    // off line: what is shown is better than nothing
  }
  return bodyOf(message).innerText;
}
// All do without where storage is forbidden or full.
function recall(storage, key) {
  try {
    return JSON.parse(window[storage].getItem(key));
  } catch {
    return null;
  }
}

function store(storage, key, value) {
  try {
    if (value) window[storage].setItem(key, JSON.stringify(value));
    else window[storage].removeItem(key);
  } catch {
    // what is shown is still there
  }
}
