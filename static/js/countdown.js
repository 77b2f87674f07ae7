// Counts down until a provider that had too many requests may be asked again; Retry waits for it.

const started = new WeakSet();
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function start(wait) {
  started.add(wait);
  const retry = wait.closest(".message").querySelector("[data-action=retry]");
  const end = Date.now() + Number(wait.dataset.retryAfter) * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    wait.querySelector(".failure__countdown").textContent = clock(seconds);
    wait.hidden = seconds === 0;
    if (retry) retry.disabled = seconds > 0;
    if (seconds > 0 && wait.isConnected) setTimeout(tick, 250);
  };
  tick();
}

function startAll() {
  for (const wait of document.querySelectorAll("[data-retry-after]")) if (!started.has(wait)) start(wait);
}

document.addEventListener("htmx:after:process", startAll);
startAll();
