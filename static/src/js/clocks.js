// A moment the server can only name in UTC, told on the reader's own clock too.
// <time datetime="2026-11-24T00:00:00+00:00" data-own-clock="%s for you">00:00 UTC</time>
export function installClocks(root) {
  for (const time of root.querySelectorAll("time[data-own-clock]")) {
    const moment = new Date(time.dateTime);
    if (moment.getTimezoneOffset() === 0) continue;
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }).format(moment);
    time.textContent = `${time.dataset.ownClock.replace("%s", clock)} (${time.textContent})`;
    delete time.dataset.ownClock;
  }
}
