// Lines that are not saved yet, kept by the browser: after a crash or a closed window they are there again.
const name = (me) => `skm:${me}`;

/** Keeps `lines` in place of those of this window (`mine` are their marks): another one has its own there. */
export function keep(me, lines, mine) {
  try {
    const others = kept(me).filter((each) => !mine.has(each.mark));
    lines = [...others, ...lines];
    if (lines.length) localStorage.setItem(name(me), JSON.stringify(lines)); else localStorage.removeItem(name(me));
  } catch { /* no room: the warning on closing is left */ }
}

export function kept(me) {
  try {
    const found = JSON.parse(localStorage.getItem(name(me)) || "[]");
    return Array.isArray(found) ? found : [];
  } catch { return []; }
}
