// A table that is filtered, sorted and shown one page at a time, so that ten thousand rows are as quick as ten.

const PAGE = 50;
const PRINTED = 2000;

/** Every listing of the page, for printing. */
const listings = [];

class Listing {
  /**
   * `columns`: key → { cell(row), sort(row), head, className }, in the table's order; `keep(row)`: whether the filters keep
   * a row; `detail(row)`: what an opened row tells, or null.
   */
  constructor({ name, noun, rows, columns, keep, detail }) {
    Object.assign(this, { name, noun, rows, columns, keep, detail });
    this.table = byId(`${name}-table`);
    this.body = this.table.tBodies[0];
    this.status = byId(`${name}-count`);
    this.pager = byId(`${name}-pager`);
    this.note = byId(`${name}-print`);
    this.orders = new Map();
    this.sorted = { key: null, down: false };
    this.opened = new Set();
    this.page = 0;
    this.size = PAGE;
    this.heads();
    this.pages();
    listings.push(this);
    this.apply();
  }

  heads() {
    this.buttons = [];
    for (const head of this.table.tHead.rows[0].cells) {
      const key = head.dataset.key;
      const button = make("button", { type: "button", class: "sort" }, head.textContent);
      button.addEventListener("click", () => this.sortBy(key));
      head.replaceChildren(button);
      this.buttons.push([head, button]);
    }
  }

  pages() {
    const button = (word, label, to) => {
      const made = make("button", { type: "button", "aria-label": `${label} of ${this.noun}s` }, word);
      made.addEventListener("click", () => {
        if (made.getAttribute("aria-disabled") !== "true") this.turn(to());
      });
      return made;
    };
    const last = () => Math.max(0, Math.ceil(this.selected.length / this.size) - 1);
    this.back = [button("« first", "First page", () => 0), button("‹ previous", "Previous page", () => this.page - 1)];
    this.on = [button("next ›", "Next page", () => this.page + 1), button("last »", "Last page", last)];
    this.where = make("span", { class: "where" });
    this.pager.replaceChildren(...this.back, this.where, ...this.on);
  }

  turn(page) {
    this.page = page;
    this.render();
    this.table.scrollIntoView({ block: "start" });
  }

  sortBy(key) {
    const { sorted } = this;
    this.sorted = sorted.key === key ? { key, down: !sorted.down } : { key, down: false };
    for (const head of this.table.tHead.rows[0].cells) {
      if (head.dataset.key === key) head.setAttribute("aria-sort", this.sorted.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    this.apply();
  }

  /** Rows in the order of a column; equal ones stay as they came. */
  order(key) {
    if (key === null) return this.rows;
    if (!this.orders.has(key)) {
      const { sort } = this.columns[key];
      const keyed = this.rows.map((row) => [sort(row), row]);
      keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.orders.set(key, keyed.map(([, row]) => row));
    }
    return this.orders.get(key);
  }

  /** Filters and sorts anew and shows the first page. */
  apply() {
    const order = this.order(this.sorted.key);
    this.selected = order.filter((row) => this.keep(row));
    if (this.sorted.down) this.selected.reverse();
    this.page = 0;
    this.render();
    const all = counted(this.rows.length, this.noun);
    this.status.textContent = this.selected.length === this.rows.length ? all : `${plain(this.selected.length)} of ${all}`;
  }

  render() {
    const start = this.page * this.size;
    const shown = this.selected.slice(start, start + this.size);
    const rows = shown.flatMap((row) => this.row(row));
    if (shown.length === 0) {
      const cell = make("td", { colspan: Object.keys(this.columns).length, class: "empty" }, `No ${this.noun} is like that.`);
      rows.push(make("tr", null, cell));
    }
    this.body.replaceChildren(...rows);
    const total = this.selected.length;
    this.pager.hidden = total <= this.size;
    this.where.textContent = `${plain(Math.min(start + 1, total))}–${plain(start + shown.length)} of ${plain(total)}`;
    for (const button of this.back) button.setAttribute("aria-disabled", String(this.page === 0));
    for (const button of this.on) button.setAttribute("aria-disabled", String(start + this.size >= total));
  }

  row(row) {
    const cells = Object.values(this.columns).map(({ cell, head, className }) =>
      make(head ? "th" : "td", { class: className ?? null, scope: head ? "row" : null }, head && this.detail ? this.opener(row, cell(row)) : cell(row)));
    const made = make("tr", null, cells);
    return this.opened.has(row) ? [made, this.details(row)] : [made];
  }

  /** What opens a row and closes it again. */
  opener(row, content) {
    const button = make("button", { type: "button", class: "open", "aria-expanded": String(this.opened.has(row)) }, content);
    button.addEventListener("click", () => {
      const here = button.closest("tr");
      if (this.opened.delete(row)) here.nextElementSibling.remove();
      else {
        this.opened.add(row);
        here.after(this.details(row));
      }
      button.setAttribute("aria-expanded", String(this.opened.has(row)));
    });
    return button;
  }

  details(row) {
    const cell = make("td", { colspan: Object.keys(this.columns).length }, this.detail(row));
    return make("tr", { class: "details" }, cell);
  }

  /** On paper there are no pages to turn: everything selected is printed, up to a limit that is said. */
  print() {
    this.before = [this.page, this.size];
    this.page = 0;
    this.size = PRINTED;
    this.render();
    // A head with buttons in it is not repeated on each page.
    for (const [head, button] of this.buttons) head.replaceChildren(button.textContent);
    const total = this.selected.length;
    const all = counted(this.rows.length, this.noun);
    const selected = total === this.rows.length ? `All ${all}` : `${plain(total)} of ${all} are selected`;
    this.note.textContent = total > PRINTED
      ? `${selected}; the first ${plain(PRINTED)} are printed, ${plain(total - PRINTED)} are left out: filter, or take the workbook or CSV.`
      : `${selected}.`;
  }

  printed() {
    [this.page, this.size] = this.before;
    for (const [head, button] of this.buttons) head.replaceChildren(button);
    this.render();
  }
}

addEventListener("beforeprint", () => listings.forEach((listing) => listing.print()));
addEventListener("afterprint", () => listings.forEach((listing) => listing.printed()));
