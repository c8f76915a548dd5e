// SPDX-License-Identifier: Apache-2.0
// A line chart: mean lines with bands on a canvas of uPlot's, a title, controls, a tooltip and the same values as a table.

const MARKED_POINTS = 40;
const TABLE_ROWS = 200;

class LineChart {
  /**
   * @param page the page: texts, theme
   * @param spec id, title, note, xLabel, yFormat, log, integerX, solid, sync, height, xName (x → text), stages (boundaries)
   */
  constructor(page, spec) {
    this.page = page;
    this.spec = spec;
    this.log = spec.log ?? false;
    this.series = [];
    this.hidden = new Set();
    this.zoom = null;
    this.plot = null;
    this.host = el('div', { class: 'plot', role: 'img', tabindex: '0', 'data-chart': spec.id, 'aria-describedby': 'chart-keys' });
    this.tip = el('div', { class: 'tip', hidden: true });
    this.said = el('p', { class: 'sr', 'aria-live': 'polite' });
    this.gaps = el('p', { class: 'note gaps', hidden: true });
    this.title = el('h4', { text: spec.title });
    this.table = el('details', { class: 'as-table' }, el('summary', { text: page.texts.t('show_as_table') }));
    this.table.addEventListener('toggle', () => this.fillTable());
    this.logButton = el('button', {
      type: 'button', class: 'quiet', 'aria-pressed': String(this.log), 'data-action': 'log',
      text: page.texts.t('log_scale'), on: { click: () => this.toggleLog() },
    });
    this.resetButton = el('button', {
      type: 'button', class: 'quiet', 'data-action': 'reset', text: page.texts.t('reset_zoom'), hidden: true,
      on: { click: () => this.setZoom(null) },
    });
    this.node = el('figure', { class: 'chart' },
      el('div', { class: 'chart-head' }, this.title, el('div', { class: 'chart-tools' }, this.resetButton, this.logButton)),
      spec.note ? el('p', { class: 'note', text: spec.note }) : null,
      this.host, this.gaps, this.said, this.table);
    this.host.addEventListener('keydown', (event) => this.onKey(event));
    this.host.addEventListener('blur', () => { this.tip.hidden = true; });
    new ResizeObserver(() => this.resize()).observe(this.host);
    page.theme.listeners.add(() => this.plot?.redraw(false));
  }

  /** Takes new values, keeping zoom, scale and what is hidden. Series: key, label, index, x, mean, low, high, theory. */
  setSeries(series, hidden = this.hidden) {
    this.series = series;
    this.hidden = hidden;
    this.build();
  }

  setHidden(hidden) {
    this.hidden = hidden;
    this.build();
  }

  toggleLog() {
    this.log = !this.log;
    this.logButton.setAttribute('aria-pressed', String(this.log));
    this.build();
  }

  get visible() {
    return this.series.filter((series) => !this.hidden.has(series.key));
  }

  /** All series on one axis: null is a gap, undefined a place where this series has nothing. */
  align() {
    const xs = [...new Set(this.visible.flatMap((series) => series.x))].sort((a, b) => a - b);
    const place = new Map(xs.map((x, i) => [x, i]));
    const onto = (series, values) => {
      const column = new Array(xs.length).fill(undefined);
      series.x.forEach((x, i) => {
        const value = values[i];
        column[place.get(x)] = value === null || (this.log && value <= 0) ? null : value;
      });
      return column;
    };
    const columns = [xs];
    let gaps = 0;
    for (const series of this.visible) {
      columns.push(onto(series, series.mean), onto(series, series.low ?? series.mean), onto(series, series.high ?? series.mean));
      gaps += columns.at(-3).filter((value) => value === null).length;
      if (series.theory) {
        columns.push(onto(series, series.theory));
      }
    }
    return { columns, gaps };
  }

  build() {
    if (this.host.clientWidth === 0) {
      return; // not laid out yet: the observer calls again
    }
    const { columns, gaps } = this.align();
    this.plot?.destroy();
    this.plot = null;
    this.tip.remove();
    this.gaps.hidden = gaps === 0;
    this.gaps.textContent = this.page.texts.t(this.log ? 'gaps_log' : 'gaps', this.page.texts.integer(gaps));
    this.host.setAttribute('aria-label', this.describe());
    this.table.open = false;
    if (columns[0].length === 0) {
      this.host.replaceChildren(el('p', { class: 'empty', text: this.page.texts.t('nothing_to_draw') }));
      return;
    }
    this.host.replaceChildren();
    this.plot = new uPlot(this.options(), columns, this.host);
    this.plot.over.append(this.tip);
    this.host.dataset.scale = this.plot.scales.y.distr === 3 ? 'log' : 'linear';
    if (this.zoom) {
      this.plot.setScale('x', this.zoom);
    }
  }

  options() {
    const { theme, texts } = this.page;
    const series = [{}];
    const bands = [];
    for (const item of this.visible) {
      const at = series.length;
      const few = item.x.length <= MARKED_POINTS;
      series.push({
        label: item.label, width: 1.75, dash: this.spec.solid ? [] : dashOf(item.index), stroke: () => theme.color(item.index),
        points: { show: few, size: 6, width: 1.25, stroke: () => theme.color(item.index), paths: markerPaths(markerOf(item.index)),
          fill: () => ['ring', 'plus', 'cross'].includes(markerOf(item.index)) ? 'transparent' : theme.color(item.index) },
      });
      const edge = { stroke: () => 'transparent', width: 0, points: { show: false } };
      series.push(edge, edge);
      bands.push({ series: [at + 2, at + 1], fill: () => theme.wash(item.index) });
      if (item.theory) {
        series.push({ width: 1.25, dash: [5, 3], stroke: () => theme.color(item.index), points: { show: false } });
      }
    }
    const axis = {
      stroke: () => theme.value('muted'), font: '11px ' + theme.value('sans'), labelFont: '11px ' + theme.value('sans'),
      grid: { stroke: () => theme.value('grid'), width: 1 }, ticks: { show: false },
    };
    return {
      width: this.host.clientWidth,
      height: this.spec.height ?? 240,
      padding: [this.spec.stages ? 20 : 10, 12, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: (u, min, max) => spread(min, max) },
        y: { distr: this.log ? 3 : 1, log: 10, range: this.log ? undefined : (u, min, max) => headroom(min, max) },
      },
      axes: [
        { ...axis, grid: { show: false }, size: 24, gap: 4, label: this.spec.xLabel, labelSize: 16, labelGap: 0,
          incrs: this.spec.integerX ? WHOLE_STEPS : undefined,
          values: (u, splits) => splits.map((value) => (value === null ? '' : texts.number(value))) },
        { ...axis, gap: 6, filter: this.log ? (u, splits) => roundPowers(splits, u.scales.y) : undefined, size: (u, values) => 14 + 6.6 * Math.max(2, ...(values ?? []).map((value) => value?.length ?? 0)),
          values: (u, splits) => splits.map((value) => (value === null ? '' : this.yText(value))) },
      ],
      series,
      bands,
      cursor: {
        sync: this.spec.sync ? { key: this.spec.sync, scales: ['x', null] } : undefined,
        drag: { x: true, y: false, dist: 6 },
        points: { size: 7 },
        bind: { dblclick: () => () => this.setZoom(null) },
      },
      hooks: {
        setCursor: [() => this.showTip()],
        setSelect: [(u) => this.onSelect(u)],
        drawClear: [(u) => this.drawStages(u)],
      },
    };
  }

  onSelect(u) {
    if (u.select.width > 0) {
      this.setZoom({ min: u.posToVal(u.select.left, 'x'), max: u.posToVal(u.select.left + u.select.width, 'x') });
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    }
  }

  /** Shows a part of the x axis, or with null all of it, in this chart and those that move with it. */
  setZoom(zoom) {
    for (const chart of this.spec.together?.() ?? [this]) {
      chart.applyZoom(zoom);
    }
  }

  applyZoom(zoom) {
    this.zoom = zoom;
    this.resetButton.hidden = zoom === null;
    if (this.plot) {
      const xs = this.plot.data[0];
      this.plot.setScale('x', zoom ?? { min: xs[0], max: xs.at(-1) });
    }
  }

  resize() {
    if (this.plot === null) {
      this.build();
    } else if (this.host.clientWidth > 0 && this.host.clientWidth !== this.plot.width) {
      this.plot.setSize({ width: this.host.clientWidth, height: this.spec.height ?? 240 });
    }
  }

  /** The values at a place of the x axis, those of hidden series left out. */
  valuesAt(x) {
    const rows = [];
    for (const series of this.visible) {
      const i = series.x.indexOf(x);
      if (i >= 0) {
        rows.push({ series, mean: series.mean[i], low: series.low?.[i], high: series.high?.[i], theory: series.theory?.[i] });
      }
    }
    return rows;
  }

  nameOf(x) {
    return this.spec.xName?.(x, this.visible) ?? this.spec.xLabel + ' ' + this.page.texts.number(x);
  }

  yText(value) {
    return this.spec.yFormat?.(value) ?? this.page.texts.number(value);
  }

  valueText(row) {
    const { texts } = this.page;
    const text = texts.interval({ mean: row.mean, lower: row.high > row.low ? row.low : null, upper: row.high }, this.spec.yFormat);
    return text + (row.theory === undefined || row.theory === null ? '' : ` · ${texts.t('theory')} ${this.yText(row.theory)}`);
  }

  showTip() {
    const { idx, left } = this.plot.cursor;
    if (idx === null || idx === undefined || left < 0) {
      this.tip.hidden = true;
      return;
    }
    const x = this.plot.data[0][idx];
    const rows = this.valuesAt(x);
    this.tip.replaceChildren(el('b', { text: this.nameOf(x) }), el('dl', {},
      rows.map((row) => [
        el('dt', {}, swatch(row.series.index, this.spec.solid), el('span', { text: row.series.label })),
        el('dd', { text: this.valueText(row) })])));
    this.tip.hidden = rows.length === 0;
    const at = this.plot.valToPos(x, 'x');
    const room = this.plot.over.clientWidth;
    const width = this.tip.offsetWidth;
    const wanted = at + 14 + width <= room ? at + 14 : at - 14 - width;
    this.tip.style.left = Math.max(-40, Math.min(wanted, room - width)) + 'px';
  }

  onKey(event) {
    if (!this.plot) {
      return;
    }
    const xs = this.plot.data[0];
    const at = this.plot.cursor.idx ?? -1;
    const scale = this.plot.scales.x;
    const middle = (scale.min + scale.max) / 2;
    const zoomBy = (factor) => {
      const half = ((scale.max - scale.min) / 2) * factor;
      this.setZoom({ min: Math.max(xs[0], middle - half), max: Math.min(xs.at(-1), middle + half) });
    };
    const moves = {
      ArrowRight: () => this.moveTo(Math.min(xs.length - 1, at + 1)),
      ArrowLeft: () => this.moveTo(Math.max(0, at < 0 ? xs.length - 1 : at - 1)),
      Home: () => this.moveTo(0),
      End: () => this.moveTo(xs.length - 1),
      '+': () => zoomBy(0.5),
      '-': () => zoomBy(2),
      0: () => this.setZoom(null),
      Escape: () => { this.plot.setCursor({ left: -10, top: -10 }); },
    };
    if (moves[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      moves[event.key]();
    }
  }

  moveTo(i) {
    const x = this.plot.data[0][i];
    this.plot.setCursor({ left: this.plot.valToPos(x, 'x'), top: this.plot.over.clientHeight / 2 });
    this.said.textContent = this.nameOf(x) + ': '
      + this.valuesAt(x).map((row) => row.series.label + ' ' + this.valueText(row)).join('; ');
  }

  describe() {
    const parts = this.visible.map((series) => {
      const defined = series.mean.filter((value) => value !== null);
      return defined.length === 0
        ? series.label + ': ' + this.page.texts.t('undefined')
        : this.page.texts.t('from_to', series.label, this.yText(defined[0]), this.yText(defined.at(-1)));
    });
    return this.page.texts.t('chart_says', this.spec.title, this.spec.xLabel) + ' ' + parts.join('; ');
  }

  drawStages(u) {
    const { theme, texts } = this.page;
    for (const [i, stage] of (this.spec.stages?.() ?? []).entries()) {
      const left = Math.max(u.bbox.left, u.valToPos(stage.from - 0.5, 'x', true));
      const right = Math.min(u.bbox.left + u.bbox.width, u.valToPos(stage.to + 0.5, 'x', true));
      if (right <= left) {
        continue;
      }
      const ratio = devicePixelRatio || 1;
      u.ctx.save();
      u.ctx.strokeStyle = theme.value('rule');
      u.ctx.lineWidth = ratio;
      if (i > 0 && left > u.bbox.left) {
        u.ctx.setLineDash([2 * ratio, 3 * ratio]);
        u.ctx.beginPath();
        u.ctx.moveTo(left, u.bbox.top);
        u.ctx.lineTo(left, u.bbox.top + u.bbox.height);
        u.ctx.stroke();
      }
      u.ctx.fillStyle = theme.value('muted');
      u.ctx.font = 11 * ratio + 'px ' + theme.value('sans');
      u.ctx.textAlign = 'center';
      const long = texts.t('stage', stage.stage);
      const fits = u.ctx.measureText(long).width < right - left - 4 * ratio;
      u.ctx.fillText(fits ? long : String(stage.stage), (left + right) / 2, u.bbox.top - 7 * ratio);
      u.ctx.restore();
    }
  }

  fillTable() {
    if (!this.table.open) {
      return;
    }
    const { texts } = this.page;
    const xs = [...new Set(this.visible.flatMap((series) => series.x))].sort((a, b) => a - b);
    const step = Math.ceil(xs.length / TABLE_ROWS);
    const rows = xs.filter((_, i) => i % step === 0 || i === xs.length - 1);
    const table = el('table', {},
      el('caption', { text: step === 1 ? this.spec.title : this.spec.title + ' · ' + texts.t('every_nth', texts.integer(step)) }),
      el('thead', {}, el('tr', {},
        el('th', { scope: 'col', text: this.spec.xLabel }),
        this.visible.map((series) => el('th', { scope: 'col', text: series.label })))),
      el('tbody', {}, rows.map((x) => {
        const found = new Map(this.valuesAt(x).map((row) => [row.series.key, row]));
        return el('tr', {}, el('th', { scope: 'row', text: this.nameOf(x) }),
          this.visible.map((series) => el('td', { text: found.has(series.key) ? this.valueText(found.get(series.key)) : '–' })));
      })));
    this.table.replaceChildren(this.table.firstChild, scrolling(this.spec.title, table));
  }
}

const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7];

/** Of the marks of a log axis the powers of ten, or within two of them also 2 and 5. */
function roundPowers(splits, { min, max }) {
  const factors = Math.log10(max / min) >= 2 ? [1] : [1, 2, 5];
  return splits.map((value) => (factors.includes(Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9))) ? value : null));
}

/** The x range: the data's, or one around a single point. */
function spread(min, max) {
  return min === max ? [min - 0.5, max + 0.5] : [min, max];
}

/** The y range: the data's with a little air. */
function headroom(min, max) {
  if (min === null || max === null) {
    return [0, 1];
  }
  const air = max > min ? (max - min) * 0.07 : Math.abs(max) * 0.1 || 1;
  return [min >= 0 && min - air < 0 ? 0 : min - air, max + air];
}

function markerPaths(marker) {
  return (u, seriesIndex, from, to) => {
    const path = new Path2D();
    const ratio = devicePixelRatio || 1;
    const values = u.data[seriesIndex];
    for (let i = from; i <= to; i++) {
      if (values[i] !== null && values[i] !== undefined) {
        traceMarker(path, marker, u.valToPos(u.data[0][i], 'x', true), u.valToPos(values[i], u.series[seriesIndex].scale, true), 3 * ratio);
      }
    }
    return { stroke: path, fill: path, clip: null, flags: 0 };
  };
}
