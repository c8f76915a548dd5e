// SPDX-License-Identifier: Apache-2.0
// What a trained network gets wrong: the confusion matrix, and the test images that it is most surely wrong about.

class Errors {
  constructor(page) {
    this.page = page;
    this.chosen = null;
    this.picker = el('div', { class: 'controls' });
    this.body = el('div', { class: 'errors' });
    this.node = el('section', { id: 'errors', 'aria-labelledby': 'errors-title' },
      el('h2', { id: 'errors-title', text: this.title }), this.picker, this.body);
  }

  get title() {
    return this.page.texts.t('errors_title');
  }

  /** What of the data this section shows: where that is the same, the section stays untouched. */
  part(data) {
    return data.evaluations;
  }

  get empty() {
    return this.data.evaluations.length === 0;
  }

  update(data) {
    this.data = data;
    if (this.empty) {
      return;
    }
    const { texts } = this.page;
    if (!data.evaluations.some((evaluation) => evaluation.key === this.chosen)) {
      this.chosen = data.evaluations.reduce((a, b) => (accuracy(b) > accuracy(a) ? b : a)).key;
    }
    const select = el('select', { id: 'errors-of', on: { change: () => { this.chosen = select.value; this.draw(); } } },
      data.evaluations.map(({ key, label }) => el('option', { value: key, selected: key === this.chosen, text: label })));
    this.picker.replaceChildren(el('label', { for: 'errors-of', text: texts.t('network') }), select);
    this.draw();
  }

  draw() {
    const evaluation = this.data.evaluations.find(({ key }) => key === this.chosen);
    const { texts } = this.page;
    this.body.replaceChildren(
      el('figure', {}, el('h3', { text: texts.t('confusion_title') }), el('p', { class: 'note', text: texts.t('confusion_note') }),
        scrolling(texts.t('confusion_title'), this.confusion(evaluation))),
      el('div', {}, el('h3', { text: texts.t('mistakes_title') }), el('p', { class: 'note', text: texts.t('mistakes_note') }),
        evaluation.mistakes.length === 0 ? el('p', { class: 'empty', text: texts.t('no_mistakes') }) : this.sheet(evaluation)));
  }

  confusion({ classes, confusion }) {
    const { texts } = this.page;
    const className = (name) => (texts.has('class.' + name) ? texts.t('class.' + name) : name);
    const sums = confusion.map((row) => row.reduce((a, b) => a + b, 0));
    const large = classes.length > 20;
    return el('table', { class: 'confusion' + (large ? ' large' : '') },
      el('caption', { class: 'sr', text: texts.t('confusion_note') }),
      el('thead', {}, el('tr', {}, el('td', { class: 'corner' }, el('span', { text: texts.t('true_class') + ' ↓' }), el('span', { text: texts.t('predicted_class') + ' →' })),
        classes.map((name) => el('th', { scope: 'col' }, el('span', { text: className(name) }))),
        el('th', { scope: 'col', class: 'num' }, el('span', { text: texts.t('recall') })))),
      el('tbody', {}, confusion.map((row, i) => el('tr', {}, el('th', { scope: 'row', text: className(classes[i]) }),
        row.map((count, j) => {
          const share = sums[i] === 0 ? 0 : count / sums[i];
          const cell = el('td', { class: (i === j ? 'right' : 'wrong') + (share > 0.55 ? ' strong' : '') + (count === 0 ? ' none' : ''),
            title: texts.t('confusion_cell', className(classes[i]), className(classes[j]), texts.integer(count), texts.percent(share, 1)),
            text: texts.integer(count) });
          cell.style.setProperty('--share', (100 * Math.sqrt(share)).toFixed(1) + '%');
          return cell;
        }),
        el('td', { class: 'num recall', text: sums[i] === 0 ? '–' : texts.percent(row[i] / sums[i], 1) })))));
  }

  sheet({ classes, mistakes }) {
    const { texts } = this.page;
    const className = (name) => (texts.has('class.' + name) ? texts.t('class.' + name) : name);
    return el('ul', { class: 'sheet' }, mistakes.map((mistake) => {
      const truth = className(classes[mistake.label] ?? String(mistake.label));
      const said = className(classes[mistake.predicted] ?? String(mistake.predicted));
      return el('li', {},
        el('img', { src: 'data:image/png;base64,' + mistake.png, width: 80, height: 80, alt: texts.t('mistake_alt', mistake.index, truth, said) }),
        el('span', { class: 'truth', text: truth }),
        el('span', { class: 'said', text: '→ ' + said }),
        el('span', { class: 'sure', text: texts.percent(mistake.probability, 1) }));
    }));
  }
}

/** The share of images that a network is right about; the best one is shown first. */
function accuracy({ confusion }) {
  const images = confusion.flat().reduce((sum, count) => sum + count, 0);
  return images === 0 ? 0 : confusion.reduce((sum, row, label) => sum + row[label], 0) / images;
}
