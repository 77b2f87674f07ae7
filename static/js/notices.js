// Tells whoever looks at something else that a reply has ended: in the title of the tab and, if allowed, by a
// notification of the system. A hidden tab has let its streams go, so it asks now and then.

const pause = 3000; // milliseconds
const sign = announcer.dataset.ready;
const permission = () => preferences.notifications ?? window.Notification?.permission;
const awaited = new Set();
let asking;

function offer() {
  for (const button of document.querySelectorAll("[data-action=notify]")) button.hidden = permission() !== "default";
}

async function ask(message) {
  const answer = await fetch(`/replies/${idOf(message)}?wait=0`, { headers: { "HX-Request": "true" } });
  const reply = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".message");
  if ((reply && isRunning(reply)) || !awaited.delete(message) || !reply) return;
  const title = document.title.replace(sign, "");
  document.title = sign + title;
  if (permission() !== "granted") return;
  const notice = new Notification(title, { body: bodyOf(reply).textContent.slice(0, 120), tag: reply.id });
  notice.onclick = () => window.focus();
}

function askAll() {
  for (const message of document.querySelectorAll(".message")) if (isRunning(message)) awaited.add(message);
  for (const message of awaited) ask(message).catch(() => {}); // off line, or a system without such notices
}

offer();
onPress("[data-action=notify]", () => Notification.requestPermission().then(offer));

on("visibilitychange", () => {
  clearInterval(asking);
  if (document.hidden) {
    askAll();
    asking = setInterval(askAll, pause);
  } else {
    awaited.clear();
    document.title = document.title.replace(sign, "");
  }
});
