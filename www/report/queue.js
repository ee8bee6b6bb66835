// The unsent part of one group's report. Knows nothing of the page: it is told of edits, sends them in batches, and tells listeners
// which rows changed. One request is in flight at a time; a request whose outcome is unknown is sent again unchanged until it is
// known, and only then what was typed after it. Everything unsent is in `storage` all the time, so that a reload loses nothing.
//
// A row: base = what the server holds {level, version, by, at}; draft = what was typed and is not known to be stored, or null;
// phase = clean | waiting | saving | saved | conflict | rejected | held.

const DEBOUNCE_MS = 350;
const LONGEST_MS = 900;
const PERSIST_MS = 30;
const BATCH = 100;
const BACKOFF_MS = [1000, 2000, 4000, 8000, 15000, 30000];

const copy = (r) => ({ level: r.level, version: r.version, by: r.by ?? null, at: r.at ?? null });

export class Queue {
  constructor({ key, meta, storage, send, me }) {
    Object.assign(this, { key, meta, storage, send, me });
    this.rows = new Map();
    this.flight = null;
    this.busy = false;
    this.tries = 0;
    this.timer = null;
    this.firstAt = 0;
    this.lastAt = 0;
    this.stopped = null;
    this.needsReason = false;
    this.reason = null;
    this.counts = null;
    this.round = null;
    this.listeners = new Set();
    this.stored = this.restore();
  }

  on(fn) {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  }

  tell(what) {
    for (const fn of this.listeners) fn(what);
  }

  restore() {
    try {
      const saved = JSON.parse(this.storage.getItem(this.key) || 'null');
      if (saved?.reason) this.reason = saved.reason;
      return new Map((saved?.entries || []).map(([pupil, level, version, sent]) => [pupil, { level, version, sent }]));
    } catch {
      return new Map();
    }
  }

  // A key press does not wait for the storage; the page's end does.
  persistSoon() {
    this.storing ??= setTimeout(() => this.persist(), PERSIST_MS);
  }

  persist() {
    clearTimeout(this.storing);
    this.storing = null;
    const entries = [];
    // A value on its way is the fourth item; it may be null (cleared), so its absence is a shorter list.
    const add = (pupil, d) => entries.push([pupil, d.level, d.version, ...(d.sent === undefined ? [] : [d.sent])]);
    for (const [pupil, row] of this.rows) if (row.draft) add(pupil, row.draft);
    for (const [pupil, d] of this.stored) add(pupil, d);
    try {
      if (entries.length) this.storage.setItem(this.key, JSON.stringify({ meta: this.meta, reason: this.reason, entries }));
      else this.storage.removeItem(this.key);
    } catch { /* storage is off or full: the drafts live as long as the page */ }
  }

  // Takes the server's state. Rows with a draft keep it; drafts of an earlier life of the page are judged against what is stored now.
  load(doc) {
    this.counts = doc.counts;
    this.round = doc.round;
    this.needsReason = doc.mode === 'correct';
    const changed = [];
    for (const p of doc.pupils) {
      const row = this.rows.get(p.id) || { base: null, draft: null, phase: 'clean', theirs: null, problem: null };
      const known = row.base;
      this.rows.set(p.id, row);
      if (known && known.version >= p.version) continue;
      if (row.draft) continue;
      row.base = copy(p);
      row.phase = 'clean';
      row.changedElsewhere = known !== null;
      if (known) changed.push(p.id);
    }
    this.recover(doc);
    if (doc.mode === 'read') this.hold({ slug: doc.round.state === 'closed' || !doc.round.accepts ? 'round-closed' : 'forbidden' });
    else if (this.stopped) this.release();
    this.persist();
    this.tell({ loaded: true, pupils: changed });
    this.pump();
  }

  recover(doc) {
    for (const [pupil, d] of this.stored) {
      const row = this.rows.get(pupil);
      if (!row) {
        this.rows.set(pupil, { base: { level: null, version: d.version, by: null, at: null }, draft: d, phase: 'rejected', theirs: null,
          problem: { slug: 'pupil-not-in-group' } });
      } else if (!row.draft) {
        this.judge(row, d);
      }
    }
    this.stored.clear();
    for (const row of this.rows.values()) if (row.draft && row.phase === 'waiting') this.schedule();
    return doc;
  }

  judge(row, d) {
    if (row.base.level === d.level) {
      row.phase = 'saved';
      return;
    }
    row.draft = { level: d.level, version: row.base.version };
    const own = d.sent !== undefined && row.base.level === d.sent;
    if (row.base.version === d.version || own) {
      row.phase = 'waiting';
      return;
    }
    row.phase = 'conflict';
    row.theirs = copy(row.base);
  }

  // What the row shows: the draft when there is one.
  shown(pupil) {
    const row = this.rows.get(pupil);
    return row.draft ? row.draft.level : row.base.level;
  }

  set(pupil, level) {
    const row = this.rows.get(pupil);
    if (!row || this.shown(pupil) === level) {
      if (row?.phase === 'conflict') this.resolve(pupil, 'mine');
      return false;
    }
    if (row.phase === 'conflict') row.base = row.theirs;
    row.theirs = null;
    row.problem = null;
    row.changedElsewhere = false;
    const sent = row.draft?.sent;
    if (level === row.base.level && sent === undefined) {
      row.draft = null;
      row.phase = 'clean';
    } else {
      row.draft = { level, version: row.base.version, sent };
      row.phase = this.stopped ? 'held' : 'waiting';
      if (this.stopped) row.problem = this.stopped;
    }
    this.persistSoon();
    this.schedule();
    return true;
  }

  resolve(pupil, whose) {
    const row = this.rows.get(pupil);
    if (row?.phase !== 'conflict') return;
    row.base = row.theirs;
    row.theirs = null;
    if (whose === 'theirs' || row.draft.level === row.base.level) {
      row.draft = null;
      row.phase = 'saved';
    } else {
      row.draft = { level: row.draft.level, version: row.base.version };
      row.phase = 'waiting';
      this.schedule();
    }
    this.persist();
    this.tell({ pupils: [pupil] });
  }

  // Gives up a draft that the server will not take.
  discard(pupil) {
    const row = this.rows.get(pupil);
    if (!row?.draft || !['rejected', 'held'].includes(row.phase)) return;
    row.draft = null;
    row.problem = null;
    row.phase = 'clean';
    this.persist();
    this.tell({ pupils: [pupil] });
  }

  // Nothing is sent any more. What a request in hand still brings changes the storage alone.
  close() {
    this.persist();
    this.closed = true;
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  // One timer for keys in a row: when it ends early, it waits for the rest.
  schedule() {
    if (this.closed || this.busy || this.stopped || this.flight) return;
    this.lastAt = Date.now();
    if (this.timer) return;
    this.firstAt = this.lastAt;
    this.sendIn(DEBOUNCE_MS);
  }

  sendIn(wait) {
    this.timer = setTimeout(() => {
      const rest = Math.min(this.lastAt + DEBOUNCE_MS, this.firstAt + LONGEST_MS) - Date.now();
      if (rest > 0) this.sendIn(rest);
      else this.pump();
    }, wait);
  }

  setReason(reason) {
    this.reason = reason;
    this.persist();
    this.pump();
  }

  pupilsIn(phase) {
    const out = [];
    for (const [pupil, row] of this.rows) if (row.phase === phase) out.push(pupil);
    return out;
  }

  get unsent() {
    let n = this.stored.size;
    for (const row of this.rows.values()) if (row.phase === 'waiting' || row.phase === 'saving') n++;
    return n;
  }

  get attention() {
    let n = 0;
    for (const row of this.rows.values()) if (['conflict', 'rejected', 'held'].includes(row.phase)) n++;
    return n;
  }

  gather() {
    const pupils = this.pupilsIn('waiting').slice(0, BATCH);
    return pupils.map((pupil) => {
      const { draft } = this.rows.get(pupil);
      draft.sent = draft.level;
      return { pupil, level: draft.level, version: draft.version };
    });
  }

  // Sends what waits. keepalive lets the request outlive the page.
  async pump({ keepalive = false } = {}) {
    if (this.storing) this.persist();
    clearTimeout(this.timer);
    this.timer = null;
    if (this.closed || this.busy || this.stopped) return;
    if (!this.flight) {
      if (!this.pupilsIn('waiting').length) return;
      if (this.needsReason && !this.reason) {
        this.tell({ reason: true });
        return;
      }
      this.flight = this.gather();
      this.persist();
    }
    this.busy = true;
    for (const e of this.flight) this.rows.get(e.pupil).phase = 'saving';
    this.tell({ pupils: this.flight.map((e) => e.pupil) });
    const body = { entries: this.flight, ...(this.needsReason ? { reason: this.reason } : {}) };
    let answer = null;
    let error = null;
    try {
      answer = await this.send(this.meta, body, { keepalive });
    } catch (e) {
      error = e;
    }
    this.busy = false;
    if (error) this.failed(error);
    else this.answered(answer);
  }

  answered(answer) {
    const flown = new Map(this.flight.map((e) => [e.pupil, e]));
    this.flight = null;
    this.tries = 0;
    this.counts = answer.counts;
    this.round = answer.round || this.round;
    for (const r of answer.results) this.settle(r, flown.get(r.pupil));
    this.persist();
    this.tell({ pupils: [...flown.keys()], counts: true, answered: true });
    if (this.pupilsIn('waiting').length) this.schedule();
  }

  settle(r, sent) {
    const row = this.rows.get(r.pupil);
    if (!row || !sent) return;
    const newer = row.draft && row.draft.level !== sent.level;
    if (r.status === 'rejected') {
      if (row.draft) row.draft.sent = undefined;
      row.phase = newer ? 'waiting' : 'rejected';
      row.problem = newer ? null : { ...r.problem, slug: r.problem.type.split(':').pop() };
      return;
    }
    const stored = { level: r.level ?? null, version: r.version, by: r.by ?? this.me, at: r.at ?? null };
    if (r.status === 'conflict' && row.draft && row.draft.level !== stored.level) {
      row.phase = 'conflict';
      row.theirs = stored;
      row.draft.sent = undefined;
      return;
    }
    row.base = stored;
    row.phase = 'saved';
    if (newer && row.draft.level !== stored.level) {
      row.draft = { level: row.draft.level, version: stored.version };
      row.phase = 'waiting';
    } else {
      row.draft = null;
    }
  }

  failed(error) {
    const pupils = this.flight.map((e) => e.pupil);
    if (error.kind === 'problem') {
      this.flight = null;
      this.refused(error, pupils);
    } else {
      for (const p of pupils) this.rows.get(p).phase = 'waiting';
      if (error.retry && !this.closed) {
        const wait = Math.max(error.wait || 0, BACKOFF_MS[Math.min(this.tries++, BACKOFF_MS.length - 1)]);
        this.timer = setTimeout(() => this.pump(), wait);
      }
    }
    this.persist();
    this.tell({ pupils, failed: error });
  }

  refused(error, pupils) {
    for (const p of pupils) {
      const row = this.rows.get(p);
      row.phase = 'waiting';
      if (row.draft) row.draft.sent = undefined;
    }
    if (error.slug === 'reason-required') {
      this.needsReason = true;
      this.reason = null;
      this.tell({ reason: true });
      return;
    }
    if (['round-closed', 'round-not-open', 'not-found', 'forbidden', 'duty-not-held'].includes(error.slug)) {
      this.hold({ ...error.problem, slug: error.slug });
      return;
    }
    for (const p of pupils) Object.assign(this.rows.get(p), { phase: 'rejected', problem: { ...error.problem, slug: error.slug } });
  }

  // Nothing can be saved any more: what was typed stays visible and stored, and is not sent.
  hold(problem) {
    this.stopped = problem;
    for (const [pupil, row] of this.rows) {
      if (!row.draft || row.phase === 'rejected') continue;
      Object.assign(this.rows.get(pupil), { phase: 'held', problem });
    }
    this.tell({ stopped: problem, pupils: this.pupilsIn('held') });
  }

  release() {
    this.stopped = null;
    for (const row of this.rows.values()) {
      if (row.phase === 'held') Object.assign(row, { phase: 'waiting', problem: null });
    }
    this.tell({ pupils: this.pupilsIn('waiting') });
  }
}
