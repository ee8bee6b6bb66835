// Betyg: a table of grades for an open round of grades, tried first like every file (imports.js).
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { address, get, upload } from '../api.js';
import { roundName } from '../format.js';
import { href } from '../router.js';
import { Imports } from './imports.js';

const COLUMNS = ['pupil', 'subject', 'level', 'by'];

class Grades extends Imports {
  constructor(ctx) {
    super(ctx);
    Object.assign(this, { rounds: null, round: null, follows: 'admin.grades.follows', nothing: 'admin.grades.noneText', listed: 'imports?source=grades' });
  }

  async load() {
    try {
      this.rounds = (await get('rounds')).data.rounds.filter((r) => r.kind === 'grade' && r.state === 'open');
      this.round = this.rounds.find((r) => r.id === this.round)?.id || this.rounds[0]?.id || null;
    } catch { /* said by what is loaded next */ }
    await super.load();
  }

  send(file, query) {
    return upload(address('imports', { file: file.name.slice(-60), round: this.round, dry_run: query.dry_run }), file, 'text/csv');
  }

  // A round to put them in, then the file.
  chooser() {
    if (!this.rounds?.length) {
      return html`<section class="card"><h2>${t('admin.grades.title')}</h2><p>${t('admin.grades.noRound')}</p><p><a class="btn" href=${href('admin', { del: 'omgangar' })}>${
        t('admin.grades.toRounds')}</a></p></section>${this.columns()}`;
    }
    const take = (files) => files[0] && this.tryFile(files[0]);
    return html`<section class="card"><h2>${t('admin.grades.title')}</h2><p>${t('admin.grades.how')}</p><div class="form"><label class="field"><span>${t('admin.grades.round')}</span><select ?disabled=${Boolean(this.busy)}
      @change=${(e) => { this.round = e.target.value; this.trial = null; this.draw(); }}>${this.rounds.map((r) => html`<option value=${r.id} ?selected=${r.id === this.round}>${roundName(r)}</option>`)}</select></label><label class="file">${
      t('admin.grades.file')}<input type="file" accept=".csv,.txt,text/csv" ?disabled=${Boolean(this.busy)} @change=${(e) => { take(e.target.files); e.target.value = ''; }}></label></div>${this.busy
      ? html`<p role="status"><span class="progress-line"></span>${this.busy}</p>` : nothing}</section>${this.columns()}`;
  }

  columns() {
    return html`<details class="card"><summary>${t('admin.grades.columns')}</summary><p>${t('admin.grades.columnsHow')}</p><div class="wrap flat" role="region" aria-label=${t('admin.grades.columns')} tabindex="0"><table class="list tight"><caption class="sr">${
      t('admin.grades.columns')}</caption><thead><tr><th scope="col">${t('admin.grades.column')}</th><th scope="col">${t('admin.grades.holds')}</th><th scope="col">${t('admin.grades.example')}</th></tr></thead><tbody>${
      COLUMNS.map((c) => html`<tr><th scope="row"><code>${t(`admin.grades.name.${c}`)}</code></th><td>${t(`admin.grades.holds.${c}`)}</td><td><code>${t(`admin.grades.example.${c}`)}</code></td></tr>`)}</tbody></table></div><p>${
      t('admin.grades.sample')}</p><pre tabindex="0">elev;ämne;betyg;lärare
p1001;MA;C;t17
p1001;M2SPA;-;t22
p1002;MA;F;t17</pre></details>`;
  }

  again() { return nothing; }
}

export const create = (ctx) => new Grades(ctx);
