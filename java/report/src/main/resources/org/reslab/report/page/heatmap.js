// SPDX-License-Identifier: Apache-2.0
// Distributions of activations over depth: a column a layer, a row a value, the darker the more of them.

class Heatmaps {
  constructor(page) {
    this.page = page;
    this.epoch = new Map();
    this.body = el('div', { class: 'grid' });
    this.node = el('section', { id: 'heatmaps', 'aria-labelledby': 'heatmaps-title' },
      el('h2', { id: 'heatmaps-title', text: this.title }), el('p', { class: 'note', text: page.texts.t('heatmaps_note') }), this.body);
    page.theme.listeners.add(() => this.paintAll());
    this.painters = [];
  }

  get title() {
    return this.page.texts.t('heatmaps_title');
  }

  /** What of the data this section shows: where that is the same, the section stays untouched. */
  part(data) {
    return data.heatmaps;
  }

  get empty() {
    return this.data.heatmaps.length === 0;
  }

  update(data) {
    this.data = data;
    this.painters = [];
    this.body.replaceChildren(...data.heatmaps.map((map) => this.figure(map)));
  }

  figure(map) {
    const { texts } = this.page;
    const canvas = el('canvas', { role: 'img', 'data-chart': 'heatmap', 'aria-label': texts.t('heatmap_says', map.label) });
    const said = el('p', { class: 'note', 'aria-live': 'off' });
    let at = Math.min(this.epoch.get(map.key) ?? map.epochs.length - 1, map.epochs.length - 1);
    const view = () => map.epochs[at];
    const paint = () => paintHeatmap(this.page, canvas, view());
    const table = lazyDetails(texts.t('show_as_table'), () => this.table(map, view()), { class: 'as-table' });
    const slider = map.epochs.length < 2 ? null : el('input', { type: 'range', min: 0, max: map.epochs.length - 1, value: at, 'aria-label': texts.t('epoch'),
      on: { input: () => { at = Number(slider.value); this.epoch.set(map.key, at); word.textContent = texts.t('epoch') + ' ' + view().epoch; table.open = false;
        table.replaceChildren(table.firstChild); paint(); } } });
    const word = el('output', { text: view().epoch === 0 && map.epochs.length === 1 ? texts.t('before_training') : texts.t('epoch') + ' ' + view().epoch });
    canvas.addEventListener('pointermove', (event) => {
      const box = canvas.getBoundingClientRect();
      said.textContent = describeCell(texts, view(), canvas.scale, event.clientX - box.left, event.clientY - box.top);
    });
    canvas.addEventListener('pointerleave', () => { said.textContent = ' '; });
    said.textContent = ' ';
    this.painters.push(paint);
    new ResizeObserver(paint).observe(canvas);
    return el('figure', { class: 'chart heatmap' }, el('div', { class: 'chart-head' }, el('h4', { text: map.label }), el('div', { class: 'chart-tools' }, slider, word)),
      canvas, said, table);
  }

  table(map, { layers }) {
    const { texts } = this.page;
    return scrolling(map.label, el('table', {},
      el('caption', { text: map.label }),
      el('thead', {}, el('tr', {}, ['layer', 'quantile_05', 'quantile_50', 'quantile_95', 'outside'].map((key) => el('th', { scope: 'col', text: texts.t(key) })))),
      el('tbody', {}, layers.map((layer) => el('tr', {}, el('th', { scope: 'row', text: layer.layer }),
        [0.05, 0.5, 0.95].map((p) => el('td', { class: 'num', text: texts.number(quantile(layer, p)) })),
        el('td', { class: 'num', text: texts.integer(layer.below + layer.above) }))))));
  }

  paintAll() {
    this.painters.forEach((paint) => paint());
  }
}

const HEAT_HEIGHT = 240;
const HEAT_MARGIN = { left: 46, right: 8, top: 18, bottom: 22 };

function paintHeatmap(page, canvas, { layers }) {
  const width = canvas.clientWidth;
  if (width === 0) {
    return;
  }
  const { theme, texts } = page;
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(HEAT_HEIGHT * ratio);
  const ink = canvas.getContext('2d');
  ink.scale(ratio, ratio);
  const scale = heatScale(layers, width);
  canvas.scale = scale;
  const ramp = heatRamp(theme);
  for (const [i, layer] of layers.entries()) {
    const bin = (layer.high - layer.low) / layer.counts.length;
    const total = layer.counts.reduce((a, b) => a + b, layer.below + layer.above);
    const densities = layer.counts.map((count) => count / total / bin);
    const top = Math.max(...densities);
    for (const [j, density] of densities.entries()) {
      const upper = scale.y(layer.low + (j + 1) * bin);
      const lower = scale.y(layer.low + j * bin);
      if (density > 0 && lower > HEAT_MARGIN.top && upper < HEAT_HEIGHT - HEAT_MARGIN.bottom) {
        ink.fillStyle = ramp(Math.sqrt(density / top));
        const y = Math.max(HEAT_MARGIN.top, upper);
        ink.fillRect(scale.x(i), y, scale.column - Math.min(1, scale.column * 0.1), Math.max(0.75, Math.min(HEAT_HEIGHT - HEAT_MARGIN.bottom, lower) - y + 0.4));
      }
    }
  }
  ink.font = '11px ' + theme.value('sans');
  ink.fillStyle = theme.value('muted');
  ink.strokeStyle = theme.value('rule');
  ink.textAlign = 'right';
  ink.textBaseline = 'middle';
  for (const tick of scale.ticks) {
    ink.fillText(texts.number(tick), HEAT_MARGIN.left - 6, scale.y(tick));
  }
  ink.textAlign = 'center';
  let from = 0;
  for (let i = 1; i <= layers.length; i++) {
    if (i === layers.length || layers[i].stage !== layers[from].stage) {
      const name = layers[from].stage === 0 ? texts.t('outside_stages') : texts.t('stage', layers[from].stage);
      const room = (i - from) * scale.column;
      ink.fillText(ink.measureText(name).width < room - 4 ? name : String(layers[from].stage || ''), scale.x(from) + room / 2, 8);
      if (i < layers.length) {
        ink.setLineDash([2, 3]);
        ink.beginPath();
        ink.moveTo(scale.x(i), HEAT_MARGIN.top);
        ink.lineTo(scale.x(i), HEAT_HEIGHT - HEAT_MARGIN.bottom);
        ink.stroke();
      }
      from = i;
    }
  }
  ink.fillText(texts.t('over_block'), (HEAT_MARGIN.left + width) / 2, HEAT_HEIGHT - 8);
}

/** The value axis from where 0.5 % of some layer lie below to where 0.5 % of some lie above. */
function heatScale(layers, width) {
  const low = Math.min(...layers.map((layer) => quantile(layer, 0.005)));
  const high = Math.max(...layers.map((layer) => quantile(layer, 0.995)));
  const range = niceRange(low, high);
  const column = (width - HEAT_MARGIN.left - HEAT_MARGIN.right) / layers.length;
  const inner = HEAT_HEIGHT - HEAT_MARGIN.top - HEAT_MARGIN.bottom;
  const ticks = [];
  for (let tick = Math.ceil(range.low / range.unit) * range.unit; tick <= range.high + 1e-9; tick += range.unit) {
    ticks.push(Math.abs(tick) < range.unit / 1e6 ? 0 : tick);
  }
  return {
    column, range,
    x: (i) => HEAT_MARGIN.left + i * column,
    y: (value) => HEAT_MARGIN.top + inner * (1 - (value - range.low) / (range.high - range.low)),
    value: (y) => range.low + (1 - (y - HEAT_MARGIN.top) / inner) * (range.high - range.low),
    ticks: ticks.filter((_, i) => ticks.length < 8 || i % 2 === 0),
  };
}

/** A value below which the share p of a layer's values lies, interpolated within its bin. */
function quantile({ low, high, counts, below, above }, p) {
  const total = counts.reduce((a, b) => a + b, below + above);
  let left = p * total - below;
  if (left <= 0) {
    return low;
  }
  const bin = (high - low) / counts.length;
  for (const [i, count] of counts.entries()) {
    if (left <= count) {
      return low + (i + left / count) * bin;
    }
    left -= count;
  }
  return high;
}

function describeCell(texts, { layers }, scale, x, y) {
  const layer = layers[Math.floor((x - HEAT_MARGIN.left) / scale.column)];
  if (!layer || x < HEAT_MARGIN.left) {
    return ' ';
  }
  const value = scale.value(y);
  const bin = Math.floor(((value - layer.low) / (layer.high - layer.low)) * layer.counts.length);
  const total = layer.counts.reduce((a, b) => a + b, layer.below + layer.above);
  const share = layer.counts[bin] === undefined ? 0 : layer.counts[bin] / total;
  return texts.t('heatmap_cell', layer.layer, texts.number(value), texts.percent(share, 2), texts.number(quantile(layer, 0.5)));
}

/** From the page's own colour to the ink: one hue, so that only the lightness varies. */
function heatRamp(theme) {
  const stops = (theme.dark ? ['#14202b', '#12486b', '#1f7fae', '#63bde0', '#f2f7d8'] : ['#eef4f7', '#b5d6e6', '#5aa5cb', '#1b6799', '#08254a'])
    .map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  return (share) => {
    const at = Math.min(0.9999, Math.max(0, share)) * (stops.length - 1);
    const [a, b] = [stops[Math.floor(at)], stops[Math.floor(at) + 1]];
    return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * (at % 1))).join(' ')})`;
  };
}
