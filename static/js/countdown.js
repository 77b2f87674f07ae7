// Counts down until a provider that had too many requests may be asked again; Retry waits for it.

let again;

function countDown() {
  for (const wait of document.querySelectorAll("[data-retry-after]:not([hidden])")) {
    wait.until ??= Date.now() + wait.dataset.retryAfter * 1000;
    const seconds = Math.max(0, Math.ceil((wait.until - Date.now()) / 1000));
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const retry = wait.closest(".message").querySelector("[data-action=retry]");
    wait.querySelector(".failure__countdown").textContent = clock;
    wait.hidden = !seconds;
    if (retry) retry.disabled = !wait.hidden;
    clearTimeout(again);
    again = setTimeout(countDown, 250);
  }
}

on("htmx:after:process", countDown);
countDown();
