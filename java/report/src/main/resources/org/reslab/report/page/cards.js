// SPDX-License-Identifier: Apache-2.0
// A card for each untrained architecture: what its numbers say, judged one by one.

class Cards {
  constructor(page) {
    this.page = page;
    this.body = el('div', {});
    this.node = el('section', { id: 'cards', 'aria-labelledby': 'cards-title' },
      el('h2', { id: 'cards-title', text: this.title }), this.body);
  }

  get title() {
    return this.page.texts.t('cards_title');
  }

  part(data) {
    return data.runs.map((run) => run.diagnosis?.architectures);
  }

  get empty() {
    return !this.data.runs.some((run) => run.diagnosis && run.diagnosis.architectures.length > 0);
  }

  update(data) {
    this.data = data;
    const runs = data.runs.filter((run) => run.diagnosis);
    this.body.replaceChildren(...runs.map((run) => el('div', {}, runs.length > 1 ? el('h3', { text: run.name }) : null,
      el('div', { class: 'cards' }, run.diagnosis.architectures.map((architecture) => this.card(architecture))))));
  }

  card(it) {
    const { texts } = this.page;
    const judged = it.verdicts.filter((verdict) => verdict.aim !== 'context');
    const troubling = judged.filter((verdict) => !['pass', 'info'].includes(verdict.status));
    const quiet = judged.filter((verdict) => !troubling.includes(verdict));
    return el('article', { class: 'card ' + it.status },
      el('header', {}, el('h4', {}, el('b', { text: it.block }), ' ', el('span', { text: it.net })), statusChip(texts, it.status)),
      el('p', { class: 'how', text: texts.t('card_how', it.width, it.init, it.bn_mode, it.input, it.seeds.length) }),
      el('p', { class: 'says', lang: 'en', text: it.headline }),
      this.list(troubling),
      quiet.length === 0 ? null : el('details', {},
        el('summary', { text: texts.t(troubling.length ? 'other_verdicts' : 'verdicts_count', texts.integer(quiet.length)) }), this.list(quiet)),
      it.findings.length === 0 ? null : el('details', {}, el('summary', { text: texts.t('structure') }),
        el('ul', { class: 'findings' }, it.findings.map((finding) => el('li', {}, statusChip(texts, finding.severity),
          el('p', { lang: 'en', text: [finding.message, finding.remedy].filter(Boolean).join('. ') }))))),
      it.unmeasured.length === 0 ? null : el('p', { class: 'note', text: texts.t('unmeasured', it.unmeasured.map((name) => texts.metric(name)).join(', ')) }));
  }

  list(verdicts) {
    const { texts } = this.page;
    return ['prediction', 'health'].map((aim) => {
      const answers = verdicts.filter((verdict) => verdict.aim === aim);
      return answers.length === 0 ? null
        : [el('h5', { text: texts.t('aim.' + aim) }), el('ul', { class: 'verdicts' }, answers.map((verdict) => this.verdict(verdict)))];
    });
  }

  verdict(verdict) {
    const { texts } = this.page;
    const silent = ['pass', 'info'].includes(verdict.status);
    return el('li', {},
      statusChip(texts, verdict.status),
      el('span', { class: 'metric', text: texts.metric(verdict.metric) }),
      el('span', { class: 'value num', text: texts.interval(verdict.value) }),
      el('span', { class: 'expected', text: verdict.expected ? texts.t('expected') + ' ' + rangeText(texts, verdict.expected) : '' }),
      silent ? el('details', {}, el('summary', { text: texts.t('why') }), this.why(verdict)) : this.why(verdict));
  }

  why(verdict) {
    return el('p', { class: 'why', lang: 'en' }, [verdict.reason, verdict.remedy].filter(Boolean).join(' '),
      verdict.source ? el('cite', { text: ' ' + verdict.source }) : null);
  }
}

function rangeText(texts, { low, high }) {
  if (low === null) {
    return texts.t('at_most', texts.number(high));
  }
  if (high === null) {
    return texts.t('at_least', texts.number(low));
  }
  return low === high ? texts.number(low) : `${texts.number(low)} – ${texts.number(high)}`;
}
