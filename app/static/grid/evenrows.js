// How Tabulator's rows are put on the page: all of one height, so that a row's place follows from its number, and only
// those in sight. (Its own renderers measure and guess, and lose the place when rows come and go above.)
const MARGIN = 8; // rows drawn beyond what is in sight

export const evenRows = (height) => class extends globalThis.Tabulator.Renderer {
  verticalFillMode = "fill";
  drawn = [];

  clearRows() {
    this.tableElement.replaceChildren();
    this.tableElement.style.paddingTop = this.tableElement.style.paddingBottom = "";
    this.drawn = [];
  }

  renderRows() { this.place(); }
  scrollRows() { this.place(); }
  visibleRows() { return this.drawn; }
  scrollToRow(row) { this.elementVertical.scrollTop = this.rows().indexOf(row) * height; }

  rerenderRows(callback) {
    const top = this.elementVertical.scrollTop;
    callback?.();
    if (!this.rows().length) this.table.rowManager.tableEmpty();
    this.place(top);
    this.elementVertical.scrollTop = top;
  }

  /** Puts the rows in sight where they belong; what is there already is not touched. */
  place(top = this.elementVertical.scrollTop) {
    const rows = this.rows(), { style } = this.tableElement;
    const first = Math.max(0, Math.min(Math.floor(top / height), rows.length - 1) - MARGIN);
    const end = Math.min(rows.length, Math.ceil((top + this.elementVertical.clientHeight) / height) + MARGIN);
    const wanted = rows.slice(first, end), there = new Set(wanted);
    style.minHeight = `${rows.length * height}px`; // else the place is lost while rows are taken out
    for (const row of this.drawn) if (!there.has(row)) row.getElement().remove();
    style.paddingTop = `${first * height}px`;
    style.paddingBottom = `${Math.max(0, rows.length - end) * height}px`;
    let next = null;
    for (const row of wanted.toReversed()) {
      const element = row.getElement();
      row.initialize(false, true);
      if (!element.parentNode || element.nextSibling !== next) this.tableElement.insertBefore(element, next);
      if (!row.heightInitialized) this.level(row);
      next = element;
    }
    this.drawn = wanted;
  }

  /** Gives a row its height. Tabulator would measure what it became, and style all the rows again for each of them. */
  level(row) {
    Object.assign(row, { height, outerHeight: height, heightStyled: `${height}px` });
    row.setCellHeight();
  }
};
