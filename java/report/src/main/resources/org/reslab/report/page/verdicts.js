// SPDX-License-Identifier: Apache-2.0
// The judgement of untrained networks: the table, and which of pre- and post-activation is ahead.

class Verdicts {
  constructor(page) {
    this.page = page;
    this.body = el('div', {});
    this.node = el('section', { id: 'verdicts', 'aria-labelledby': 'verdicts-title' },
      el('h2', { id: 'verdicts-title', text: this.title }), this.body);
  }

  get title() {
    return this.page.texts.t('verdicts_title');
  }

  /** What of the data this section shows: where that is the same, the section stays untouched. */
  part(data) {
    return data.runs.map((run) => run.diagnosis);
  }

  get empty() {
    return !this.data.runs.some((run) => run.diagnosis && run.diagnosis.architectures.length > 0);
  }

  update(data) {
    this.data = data;
    const runs = data.runs.filter((run) => run.diagnosis);
    this.body.replaceChildren(...runs.flatMap((run) => this.run(run, runs.length > 1)));
  }

  run(run, named) {
    const { texts } = this.page;
    const { architectures, pre_or_post: contests, coordinate_checks: checks } = run.diagnosis;
    return [
      named ? el('h3', { text: run.name }) : null,
      scrolling(texts.t('verdicts_title'), this.summary(architectures)),
      contests.length ? el('h3', { text: texts.t('contest_title') }) : null,
      contests.length ? el('p', { class: 'note', text: texts.t('contest_note') }) : null,
      contests.length ? el('div', { class: 'forests' }, contests.map((contest) => this.contest(contest))) : null,
      checks.length ? [el('h3', { text: texts.t('coordinates_title') }), el('p', { class: 'note', text: texts.t('coordinates_note') }),
        scrolling(texts.t('coordinates_title'), this.coordinates(checks))] : null,
    ].flat().filter((node) => node !== null);
  }

  summary(architectures) {
    const { texts } = this.page;
    const verdicts = this.data.columns.map((name) => ({ name, of: architectures.map((it) => it.verdicts.find((one) => one.metric === name)) }))
      .filter((column) => column.of.some((verdict) => verdict));
    const shown = verdicts.map((column) => ({ name: column.name,
      cells: texts.alike(column.of.map((verdict) => verdict?.value.mean)).map((text, i) => (column.of[i] ? text : '–')) }));
    const num = (text) => el('th', { scope: 'col', class: 'num', text });
    return el('table', { class: 'wide' },
      el('thead', {}, el('tr', {}, ['status', 'net', 'block', 'input'].map((key) => el('th', { scope: 'col', text: texts.t(key) })),
        ['depth', 'parameters', 'macs'].map((key) => num(texts.t(key))), shown.map(({ name }) => num(texts.metric(name))))),
      el('tbody', {}, architectures.map((it, i) => el('tr', {},
        el('td', {}, statusChip(texts, it.status)), el('td', { text: it.net }), el('th', { scope: 'row', text: it.block }), el('td', { text: it.input }),
        el('td', { class: 'num', text: texts.integer(it.depth) }), el('td', { class: 'num', text: texts.integer(it.cost?.parameters) }),
        el('td', { class: 'num', text: texts.compact(it.cost?.macs) }),
        shown.map(({ cells }) => el('td', { class: 'num', text: cells[i] }))))));
  }

  contest({ post, pre, decision }) {
    const { texts } = this.page;
    return el('article', { class: 'contest' },
      el('header', {}, el('h4', { text: contestName(post, pre) }), statusChip(texts, decision.outcome)),
      forestPlot(texts, {
        title: texts.t('advantage'),
        rows: decision.contests.map((contest) => ({
          label: texts.metric(contest.metric) + (contest.logarithmic ? ' (ln)' : ''), interval: contest.advantage, p: contest.p_holm,
          word: texts.t('contest.' + contest.result), clear: contest.result === 'pre_ahead' || contest.result === 'post_ahead' })),
        pName: texts.t('holm_p'),
      }),
      el('p', { class: 'conclusion', lang: 'en', text: decision.conclusion }));
  }

  coordinates(checks) {
    const { texts } = this.page;
    return el('table', {},
      el('thead', {}, el('tr', {}, ['net', 'block', 'input', 'layer', 'step', 'slope'].map((key) => el('th', { scope: 'col', text: texts.t(key) })))),
      el('tbody', {}, checks.map((check) => el('tr', {}, el('td', { text: check.net }), el('th', { scope: 'row', text: check.block }),
        el('td', { text: check.input }), el('td', { text: check.layer }), el('td', { text: texts.integer(check.steps) }),
        el('td', { text: texts.interval(check.slope) })))));
  }
}

/** Both names without what they share. */
function contestName(post, pre) {
  const a = post.split(' ');
  const b = pre.split(' ');
  const rest = a.slice(2).join(' ');
  return a[0] === b[0] && rest === b.slice(2).join(' ') ? `${a[0]} · ${a[1]} / ${b[1]} · ${rest.replace(/^\(|\)$/g, '')}` : `${post} / ${pre}`;
}
