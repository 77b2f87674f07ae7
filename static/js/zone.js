// Tells the server the time zone, so that it knows which conversations were today's.

document.cookie = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; Path=/; Max-Age=31536000; SameSite=Lax`;
