// One Tab stop for a large table: arrows move inside it. Stops are the links and buttons; data-c holds the column of a stop.
export class Roving {
  constructor() {
    this.table = null;
    this.stop = null;
    this.onKey = (e) => this.key(e);
    this.onFocus = (e) => { if (e.target.matches?.('[data-c]')) this.take(e.target); };
  }

  // Called after every render: keeps exactly one stop reachable by Tab.
  sync(table) {
    if (this.table !== table) {
      this.table?.removeEventListener('keydown', this.onKey);
      this.table?.removeEventListener('focusin', this.onFocus);
      this.table = table;
      this.stop = null;
      table?.addEventListener('keydown', this.onKey);
      table?.addEventListener('focusin', this.onFocus);
    }
    if (!table || (this.stop && table.contains(this.stop))) return;
    this.stop = null;
    for (const el of table.querySelectorAll('[data-c][tabindex="0"]')) el.tabIndex = -1;
    const first = table.querySelector('tbody [data-c]');
    if (first) this.take(first);
  }

  take(el) {
    if (this.stop && this.stop !== el) this.stop.tabIndex = -1;
    el.tabIndex = 0;
    this.stop = el;
  }

  rows() {
    return [...this.table.rows].filter((r) => !r.hidden && r.querySelector('[data-c]'));
  }

  key(e) {
    if (e.altKey || e.metaKey || !e.target.matches('[data-c]')) return;
    const to = this.next(e);
    if (!to) return;
    e.preventDefault();
    this.take(to);
    to.focus();
  }

  next(e) {
    const row = e.target.closest('tr');
    const stops = [...row.querySelectorAll('[data-c]')];
    const at = stops.indexOf(e.target);
    const rows = this.rows();
    const i = rows.indexOf(row);
    const column = Number(e.target.dataset.c);
    switch (e.key) {
      case 'ArrowRight': return stops[at + 1];
      case 'ArrowLeft': return stops[at - 1];
      case 'ArrowDown': return this.nearest(rows[i + 1], column);
      case 'ArrowUp': return this.nearest(rows[i - 1], column);
      case 'PageDown': return this.nearest(rows[Math.min(i + 10, rows.length - 1)], column);
      case 'PageUp': return this.nearest(rows[Math.max(i - 10, 0)], column);
      case 'Home': return e.ctrlKey ? this.nearest(rows[0], column) : stops[0];
      case 'End': return e.ctrlKey ? this.nearest(rows.at(-1), column) : stops.at(-1);
      default: return null;
    }
  }

  nearest(row, column) {
    if (!row) return null;
    let best = null;
    let gap = Infinity;
    for (const el of row.querySelectorAll('[data-c]')) {
      const d = Math.abs(Number(el.dataset.c) - column);
      if (d < gap) [best, gap] = [el, d];
    }
    return best;
  }
}
