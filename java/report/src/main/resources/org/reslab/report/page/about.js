// SPDX-License-Identifier: Apache-2.0
// What is missing or damaged; where the runs were made; and how to make them again.

class Problems {
  constructor(page) {
    this.page = page;
    this.body = el('div', {});
    this.node = el('section', { id: 'problems', class: 'problems', 'aria-labelledby': 'problems-title' },
      el('h2', { id: 'problems-title', text: this.title }), this.body);
  }

  get title() {
    return this.page.texts.t('problems_title');
  }

  part(data) {
    return [data.notes, data.runs.map((run) => [run.name, run.problems])];
  }

  get empty() {
    return this.data.notes.length === 0 && this.data.runs.every((run) => run.problems.length === 0);
  }

  update(data) {
    this.data = data;
    const troubled = data.runs.filter((run) => run.problems.length > 0);
    this.body.replaceChildren(
      ...(data.notes.length ? [el('ul', {}, data.notes.map((note) => el('li', { text: note })))] : []),
      ...troubled.map((run) => el('div', {}, el('h3', { text: run.name }),
        el('ul', { lang: 'en' }, run.problems.map((problem) => el('li', { text: problem }))))));
  }
}

class About {
  constructor(page) {
    this.page = page;
    this.body = el('div', { class: 'about' });
    this.node = el('section', { id: 'about', 'aria-labelledby': 'about-title' },
      el('h2', { id: 'about-title', text: this.title }), this.body);
  }

  get title() {
    return this.page.texts.t('about_title');
  }

  part(data) {
    return data.runs.map((run) => [run.name, run.status, run.environment, run.experiment_text]);
  }

  get empty() {
    return this.data.runs.length === 0;
  }

  update(data) {
    this.data = data;
    this.body.replaceChildren(...data.runs.map((run) => this.run(run, data.runs.length > 1)));
  }

  run(run, named) {
    const { texts } = this.page;
    const facts = Object.entries(run.environment);
    return el('article', {},
      named ? el('h3', {}, el('span', { text: run.name }), statusChip(texts, run.status)) : null,
      run.recorded ? [el('h4', { text: texts.t('command_recorded') }), command(texts, run.recorded)] : null,
      run.again ? [el('h4', { text: texts.t('command_again') }), command(texts, run.again)] : null,
      facts.length === 0 ? el('p', { class: 'note', text: texts.t('no_environment') })
        : el('dl', { class: 'facts' }, facts.map(([key, value]) => el('div', {},
          el('dt', { text: texts.has('environment.' + key) ? texts.t('environment.' + key) : key }),
          el('dd', { text: this.fact(key, value) })))),
      run.experiment_text ? el('details', {}, el('summary', { text: texts.t('experiment_file') }), el('pre', { tabindex: '0', text: run.experiment_text })) : null);
  }

  fact(key, value) {
    const { texts } = this.page;
    if (value === true || value === false) {
      return texts.t(value ? 'yes' : 'no');
    }
    return key === 'started' ? texts.date(value) : String(value);
  }
}

/** A command that can be copied. */
function command(texts, text) {
  const said = el('span', { class: 'sr', 'aria-live': 'polite' });
  const button = navigator.clipboard ? el('button', { type: 'button', class: 'quiet', text: texts.t('copy'), on: {
    click: () => navigator.clipboard.writeText(text).then(
      () => { button.textContent = texts.t('copied'); said.textContent = texts.t('copied'); },
      () => { button.textContent = texts.t('copy_failed'); }),
  } }) : null;
  return el('div', { class: 'command' }, el('pre', { tabindex: '0', text }), button, said);
}
