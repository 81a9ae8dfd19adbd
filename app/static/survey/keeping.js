// Lines that are not saved yet, kept by the browser: after a crash or a closed window they are there again.
const name = (me) => `skm:${me}`;

export function keep(me, lines) {
  try {
    if (lines.length) localStorage.setItem(name(me), JSON.stringify(lines)); else localStorage.removeItem(name(me));
  } catch { /* no room: the warning on closing is left */ }
}

export function kept(me) {
  try { return JSON.parse(localStorage.getItem(name(me)) || "[]"); } catch { return []; }
}
