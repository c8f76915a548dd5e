// SPDX-License-Identifier: Apache-2.0
// A diagnosis over depth: one chart a metric, one line an architecture, stage boundaries marked and theory dashed.

class Depth {
  constructor(page) {
    this.page = page;
    this.chosen = null;
    this.charts = new Map();
    this.legend = new Legend(page, (hidden) => this.charts.forEach((chart) => chart.setHidden(hidden)), true);
    this.picker = el('div', { class: 'controls' });
    this.grid = el('div', { class: 'grid' });
    this.node = el('section', { id: 'depth', 'aria-labelledby': 'depth-title' },
      el('h2', { id: 'depth-title', text: this.title }), this.picker, this.legend.node,
      el('p', { class: 'note', text: page.texts.t('depth_note') }), this.grid);
  }

  get title() {
    return this.page.texts.t('depth_title');
  }

  /** What of the data this section shows: where that is the same, the section stays untouched. */
  part(data) {
    return data.depth;
  }

  get empty() {
    return this.data.depth.length === 0;
  }

  update(data) {
    this.data = data;
    if (this.empty) {
      return;
    }
    const { texts } = this.page;
    if (!data.depth.some(({ key }) => key === this.chosen)) {
      this.chosen = data.depth.reduce((a, b) => (b.depth > a.depth ? b : a)).key;
    }
    const select = el('select', { id: 'depth-of', on: { change: () => { this.chosen = select.value; this.draw(true); } } },
      data.depth.map(({ key, net, conditions }) => el('option', { value: key, selected: key === this.chosen, text: `${net} · ${conditions}` })));
    this.picker.replaceChildren(el('label', { for: 'depth-of', text: texts.t('networks') }), select);
    this.draw(false);
  }

  draw(anew) {
    const { texts } = this.page;
    const group = this.data.depth.find(({ key }) => key === this.chosen);
    this.legend.setSeries(group.architectures.map((label, index) => ({ key: label, label, index })));
    const families = new Map();
    for (const chart of group.charts) {
      const id = 'depth-' + chart.metric;
      const existing = this.charts.get(id) ?? new LineChart(this.page, {
        id, title: texts.metric(chart.metric), note: texts.has('about.' + chart.metric) ? texts.t('about.' + chart.metric) : null,
        xLabel: texts.t('over_' + chart.over), integerX: true, solid: true, log: chart.log, sync: 'depth-' + chart.over,
        stages: () => existing.stages, xName: (x) => existing.names.get(x) ?? String(x),
        together: () => [...this.charts.values()].filter((other) => other.spec.sync === existing.spec.sync),
      });
      existing.stages = chart.stages;
      existing.names = new Map(chart.lines.flatMap((line) => line.x.map((x, i) => [x, line.layers[i]])));
      if (anew) {
        existing.applyZoom(null);
      }
      existing.setSeries(chart.lines.map((line) => ({
        key: line.block, label: line.block, index: group.architectures.indexOf(line.block), x: line.x,
        mean: line.mean, low: line.lower, high: line.upper, theory: line.theory ?? undefined })), this.legend.hidden);
      this.charts.set(id, existing);
      const family = families.get(chart.family) ?? families.set(chart.family, []).get(chart.family);
      family.push(existing.node);
    }
    this.grid.replaceChildren(...[...families].map(([family, nodes]) =>
      el('div', { class: 'family' }, el('h3', { text: texts.t('family.' + family) }), el('div', { class: 'grid ' + (nodes.length % 3 === 0 ? 'triple' : '') }, nodes))));
    this.charts.forEach((chart) => chart.resize());
  }
}
