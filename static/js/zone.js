// Tells the server the time zone, so that it knows which conversations were today's.

const zone = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
if (!document.cookie.split("; ").includes(zone)) document.cookie = `${zone}; Path=/; Max-Age=31536000; SameSite=Lax`;
