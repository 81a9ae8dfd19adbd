// Cells as spreadsheets put them on the clipboard: tabs between, lines under each other, quotes around what
// holds a tab, a quote or a line break.

/** Text of the clipboard -> lines of cells. */
export function parse(text) {
  const lines = [[]];
  let place = 0;
  const whole = text.replace(/\r\n?/g, "\n");
  const cell = (value) => lines.at(-1).push(value);
  while (place <= whole.length) {
    const quoted = whole[place] === '"' ? ending(whole, place) : -1;
    if (quoted > 0) { cell(whole.slice(place + 1, quoted).replaceAll('""', '"')); place = quoted + 1; }
    else {
      const end = whole.slice(place).search(/[\t\n]/), stop = end < 0 ? whole.length : place + end;
      cell(whole.slice(place, stop));
      place = stop;
    }
    if (whole[place] === "\n") lines.push([]);
    place += 1;
    if (place > whole.length) break;
  }
  // Spreadsheets end the last line, too.
  const end = lines.at(-1);
  if (lines.length > 1 && (end.length === 0 || (end.length === 1 && end[0] === ""))) lines.pop();
  return lines;
}

/** Where the quote that closes this one stands; -1 where the cell only begins with one. */
function ending(text, start) {
  let place = start + 1;
  while (place < text.length) {
    if (text[place] !== '"') { place += 1; continue; }
    if (text[place + 1] === '"') { place += 2; continue; }
    const after = text[place + 1];
    return after === undefined || after === "\t" || after === "\n" ? place : -1;
  }
  return -1;
}

const written = (text) => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Lines of cells -> text of the clipboard. */
export const format = (lines) => lines.map((cells) => cells.map(written).join("\t")).join("\r\n");
