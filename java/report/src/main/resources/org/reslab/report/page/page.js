// SPDX-License-Identifier: Apache-2.0
// The page as a whole: header, navigation, sections in order. Runs last.

class Page {
  constructor(data) {
    this.texts = new Texts(data.lang, data.texts);
    this.theme = new Theme();
    this.sections = [Problems, Results, Curves, Errors, Verdicts, Depth, Heatmaps, Cards, Layers, About].map((Section) => new Section(this, data));
    this.seen = new Map();
    this.heading = el('h1', {});
    this.meta = el('p', { class: 'meta' });
    this.links = el('nav', { class: 'sections', 'aria-label': this.texts.t('sections') });
    const themes = ['auto', 'light', 'dark'].map((value) => ({ value, text: this.texts.t('theme_' + value) }));
    const main = el('main', { id: 'content', tabindex: '-1' });
    this.banner = el('div', { class: 'top-right' }, segmented(this.texts.t('theme'), themes, 'auto', (choice) => this.theme.choose(choice)));
    document.getElementById('page').replaceChildren(
      el('a', { class: 'skip', href: '#content', text: this.texts.t('skip') }),
      el('header', { class: 'page-head' },
        el('div', { class: 'brand' }, el('span', { class: 'logo', 'aria-hidden': 'true' }, logo()), el('span', { text: this.texts.t('brand') })),
        this.banner, this.heading, this.meta),
      this.links, main,
      el('p', { class: 'sr', id: 'chart-keys', text: this.texts.t('chart_keys') }),
      el('footer', {}, el('p', { text: this.texts.t('made_by', data.version, this.texts.date(data.generated)) }),
        el('details', {}, el('summary', { text: this.texts.t('licences') }), el('pre', { tabindex: '0', lang: 'en', text: document.getElementById('licence').textContent }))));
    main.append(...this.sections.map((section) => section.node), this.nothing = el('p', { class: 'empty', text: this.texts.t('no_runs'), hidden: true }));
    this.update(data);
    if (data.live) {
      this.live = new Live(this, data.state);
      this.banner.prepend(this.live.node);
    }
  }

  /** Shows a newer state; a section whose data are the same stays untouched. */
  update(data) {
    document.title = data.title;
    this.heading.textContent = data.title;
    this.meta.replaceChildren(...this.describe(data));
    for (const section of this.sections) {
      const part = JSON.stringify(section.part(data));
      if (this.seen.get(section) !== part) {
        this.seen.set(section, part);
        section.update(data);
        section.node.hidden = section.empty;
      }
    }
    this.nothing.hidden = data.runs.length > 0;
    this.links.replaceChildren(...this.sections.filter((section) => !section.empty)
      .map((section) => el('a', { href: '#' + section.node.id, text: section.title })));
  }

  describe(data) {
    const { texts } = this;
    if (data.runs.length !== 1) {
      return data.runs.map((run) => el('span', {}, statusChip(texts, run.status), ' ', run.name));
    }
    const [run] = data.runs;
    return [statusChip(texts, run.status), run.about,
      run.started ? el('time', { datetime: run.started, text: texts.date(run.started) }) : null, data.title.includes(run.name) ? null : el('code', { text: run.name })].filter(Boolean);
  }
}

/** A block with its shortcut. */
function logo() {
  return svg('svg', { width: 22, height: 22, viewBox: '0 0 22 22' },
    svg('path', { class: 'shortcut', d: 'M3 11 C3 1 19 1 19 11' }),
    svg('path', { class: 'branch', d: 'M1 11 H21' }),
    svg('rect', { class: 'layer', x: 7, y: 8, width: 8, height: 6, rx: 1.5 }));
}

new Page(JSON.parse(document.getElementById('data').textContent));
