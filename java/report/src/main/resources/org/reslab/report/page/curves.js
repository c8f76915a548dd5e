// SPDX-License-Identifier: Apache-2.0
// Learning curves: loss, accuracy, gradient norm and learning rate, by epoch or by step, and metrics taken along with them.

const CURVES = ['test_accuracy', 'val_accuracy', 'train_loss', 'test_loss', 'val_loss', 'grad_norm', 'lr'];
const FEW_SERIES = 12;

class Curves {
  constructor(page, data) {
    this.page = page;
    const { texts } = page;
    this.by = hasEpochs(data.curves.epoch) ? 'epoch' : 'step';
    this.smoothing = 0;
    this.charts = new Map();
    this.legend = new Legend(page, (hidden) => this.charts.forEach((chart) => chart.setHidden(hidden)));
    this.axis = segmented(texts.t('x_axis'),
      [{ value: 'epoch', text: texts.t('per_epoch') }, { value: 'step', text: texts.t('per_step') }], this.by,
      (by) => { this.by = by; this.smoother.hidden = by !== 'step'; this.charts.forEach((c) => c.applyZoom(null)); this.draw(); });
    this.amount = el('output', { text: texts.fixed(0, 2) });
    this.slider = el('input', {
      type: 'range', min: 0, max: 0.99, step: 0.01, value: 0, id: 'smoothing',
      on: { input: () => { this.smoothing = Number(this.slider.value); this.amount.textContent = texts.fixed(this.smoothing, 2); this.draw(); } },
    });
    this.smoother = el('label', { class: 'smoothing', for: 'smoothing', hidden: this.by !== 'step', title: texts.t('smoothing_hint') },
      texts.t('smoothing'), this.slider, this.amount);
    this.grid = el('div', { class: 'grid' });
    this.along = el('div', { class: 'along', hidden: true }, el('h3', { text: texts.t('along_title') }),
      el('p', { class: 'note', text: texts.t('along_note') }), el('div', { class: 'grid triple' }));
    this.band = el('p', { class: 'note' });
    this.thinned = el('p', { class: 'note', hidden: true });
    this.node = el('section', { id: 'curves', 'aria-labelledby': 'curves-title' },
      el('h2', { id: 'curves-title', text: texts.t('curves_title') }),
      el('div', { class: 'controls' }, this.axis, this.smoother),
      this.legend.node, this.band, this.thinned, this.grid, this.along);
  }

  get title() {
    return this.page.texts.t('curves_title');
  }

  /** What of the data this section shows: where that is the same, the section stays untouched. */
  part(data) {
    return [data.series, data.curves, data.snapshots];
  }

  get empty() {
    return this.data.series.length === 0;
  }

  update(data) {
    this.data = data;
    const { texts } = this.page;
    this.band.textContent = texts.t(data.series.some((series) => series.seeds > 1) ? 'band_seeds' : 'band_none');
    this.legend.setSeries(data.series.map((series, i) => ({ ...series, index: i, off: i >= FEW_SERIES })));
    this.draw();
  }

  draw() {
    const { texts } = this.page;
    const curves = this.data.curves[this.by];
    this.thinned.hidden = !(this.by === 'step' && this.data.curves.steps_per_point > 1);
    this.thinned.textContent = texts.t('thinned', texts.integer(this.data.curves.steps_per_point));
    for (const name of CURVES) {
      const lines = curves[name] ?? {};
      if (name.startsWith('val_') && Object.keys(lines).length === 0 && !this.charts.has('curve-' + name)) {
        continue; // not every run has validation images
      }
      this.chart('curve-' + name, name, {
        yFormat: name.endsWith('_accuracy') ? (value) => texts.percent(value, value > 0.995 ? 2 : 1) : undefined,
      }).setSeries(this.seriesOf(lines, this.by === 'step' && name !== 'lr'), this.legend.hidden);
    }
    const snapshots = Object.entries(this.data.snapshots).filter(([name]) => name !== 'saved_bytes');
    this.along.hidden = this.by === 'step' || snapshots.length === 0;
    for (const [name, lines] of this.along.hidden ? [] : snapshots) {
      this.chart('snapshot-' + name, name, { height: 180 }, this.along.lastChild)
        .setSeries(this.seriesOf(lines, false), this.legend.hidden);
    }
  }

  seriesOf(lines, smooth) {
    return this.data.series.flatMap((series, index) => {
      const line = lines[series.key];
      return line ? [{ key: series.key, label: series.label, index, x: line.x,
        mean: smooth ? smoothed(line.mean, this.smoothing) : line.mean, low: line.low, high: line.high }] : [];
    });
  }

  chart(id, metric, more, grid = this.grid) {
    const { texts } = this.page;
    if (!this.charts.has(id)) {
      const chart = new LineChart(this.page, {
        id, title: texts.metric(metric), xLabel: texts.t(this.by), sync: 'training', integerX: true, ...more,
        together: () => [...this.charts.values()],
      });
      this.charts.set(id, chart);
      grid.append(chart.node);
    }
    const chart = this.charts.get(id);
    chart.spec.xLabel = texts.t(this.by);
    return chart;
  }
}

/** Whether there is a line to draw by epoch; a point a run is none. */
function hasEpochs(curves) {
  return Object.values(curves).some((lines) => Object.values(lines).some((line) => line.x.length > 1));
}

/** An exponential moving average, freed of its bias towards the start. */
function smoothed(values, weight) {
  if (weight === 0) {
    return values;
  }
  let last = 0;
  let seen = 0;
  return values.map((value) => {
    if (value === null) {
      return null;
    }
    last = last * weight + (1 - weight) * value;
    seen += 1;
    return last / (1 - weight ** seen);
  });
}
