// A temporary conversation ends when its page is left.

on("pagehide", ({ persisted }) => !persisted && temporary() && navigator.sendBeacon(temporary()), window);
