// SPDX-License-Identifier: Apache-2.0
// A legend of toggles that several charts share.

class Legend {
  /** @param onChange gets the set of hidden keys; @param solid leaves dashes to theory */
  constructor(page, onChange, solid = false) {
    this.solid = solid;
    this.page = page;
    this.onChange = onChange;
    this.hidden = new Set();
    this.known = new Set();
    this.node = el('div', { class: 'legend', role: 'group', 'aria-label': page.texts.t('legend') });
  }

  /** @param series key, label, index; those that come new and are marked `off` start hidden */
  setSeries(series) {
    for (const { key, off } of series) {
      if (off && !this.known.has(key)) {
        this.hidden.add(key);
      }
      this.known.add(key);
    }
    const { texts } = this.page;
    const buttons = series.map(({ key, label, index }) => {
      return el('button', {
        type: 'button', 'data-key': key, 'aria-pressed': String(!this.hidden.has(key)), title: texts.t('legend_hint'),
        on: {
          click: () => this.toggle([key]),
          dblclick: () => this.only(key, series),
        },
      }, swatch(index, this.solid), el('span', { text: label }));
    });
    this.node.replaceChildren(...buttons);
    this.node.hidden = series.length === 0;
  }

  toggle(keys) {
    for (const key of keys) {
      if (!this.hidden.delete(key)) {
        this.hidden.add(key);
      }
    }
    this.changed();
  }

  /** Shows one series alone, or all again where it is alone already. */
  only(key, series) {
    const alone = series.every((other) => other.key === key || this.hidden.has(other.key)) && !this.hidden.has(key);
    this.hidden = new Set(alone ? [] : series.map((other) => other.key).filter((other) => other !== key));
    this.changed();
  }

  changed() {
    for (const button of this.node.children) {
      button.setAttribute('aria-pressed', String(!this.hidden.has(button.dataset.key)));
    }
    this.onChange(this.hidden);
  }
}
