// SPDX-License-Identifier: Apache-2.0
// Intervals as lines with a dot: in cells of tables, and as forest plots, which are tables themselves.

/** A range with round ends that holds both values. */
function niceRange(low, high) {
  const width = high - low || Math.abs(high) || 1;
  const step = 10 ** Math.floor(Math.log10(width));
  const unit = [0.2, 0.5, 1, 2].map((factor) => factor * step).find((size) => width / size <= 8) ?? 5 * step;
  return { low: Math.floor(low / unit - 0.25) * unit, high: Math.ceil(high / unit + 0.25) * unit, unit };
}

/** An interval on a range: a line from end to end, a dot at the estimate, and a line at zero where that is within. */
function intervalBar(interval, range, zero) {
  const place = (value) => (100 * (Math.min(range.high, Math.max(range.low, value)) - range.low)) / (range.high - range.low) + '%';
  if (interval.mean === null) {
    return svg('svg', { class: 'bar', 'aria-hidden': 'true', height: 20 });
  }
  return svg('svg', { class: 'bar', 'aria-hidden': 'true', height: 20 },
    zero === null ? null : svg('line', { class: 'zero', x1: place(zero), x2: place(zero), y1: 0, y2: 20 }),
    interval.lower === null ? null : [
      svg('line', { class: 'whisker', x1: place(interval.lower), x2: place(interval.upper), y1: 10, y2: 10 }),
      svg('line', { class: 'whisker', x1: place(interval.lower), x2: place(interval.lower), y1: 6, y2: 14 }),
      svg('line', { class: 'whisker', x1: place(interval.upper), x2: place(interval.upper), y1: 6, y2: 14 })],
    svg('circle', { class: 'dot', cx: place(interval.mean), cy: 10, r: 4 }));
}

/** A scale under a column of bars. */
function scaleBar(texts, range, zero) {
  const place = (value) => (100 * (value - range.low)) / (range.high - range.low) + '%';
  const marks = zero === null ? [range.low, range.high] : [range.low, zero, range.high].filter((value, i, all) =>
    all.indexOf(value) === i && (value !== zero || Math.min(zero - range.low, range.high - zero) > 0.15 * (range.high - range.low)));
  return svg('svg', { class: 'bar scale', 'aria-hidden': 'true', height: 22 },
    svg('line', { class: 'axis', x1: 0, x2: '100%', y1: 1, y2: 1 }),
    marks.map((value) => svg('text', {
      x: place(value), y: 15, 'text-anchor': value === range.low ? 'start' : value === range.high ? 'end' : 'middle', text: texts.number(value) })));
}

/** A forest plot. Rows: label, interval, p, clear (significantly different from zero), word (how it comes out). */
function forestPlot(texts, { title, rows, format, pName }) {
  const ends = rows.flatMap(({ interval }) => [interval.lower ?? interval.mean, interval.upper ?? interval.mean]).filter((value) => value !== null);
  const range = niceRange(Math.min(0, ...ends), Math.max(0, ...ends));
  const words = rows.some((row) => row.word);
  return el('figure', { class: 'forest' },
    scrolling(title, el('table', {},
      el('caption', { text: title }),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, el('span', { class: 'sr', text: texts.t('pair') })), el('th', { scope: 'col' }, el('span', { class: 'sr', text: texts.t('plot') })),
        el('th', { scope: 'col', class: 'num', text: texts.t('difference') }), el('th', { scope: 'col', class: 'num', text: pName }),
        words ? el('th', { scope: 'col', text: texts.t('status') }) : null)),
      el('tbody', {}, rows.map((row) => el('tr', { class: row.clear ? 'clear' : null },
        el('th', { scope: 'row', text: row.label }),
        el('td', { class: 'interval' }, intervalBar(row.interval, range, 0)),
        el('td', { class: 'num', text: texts.interval(row.interval, format) }),
        el('td', { class: 'num p' }, texts.p(row.p), row.clear ? el('span', { class: 'star', title: texts.t('clear_hint'), text: ' ✱' }) : null),
        words ? el('td', { class: 'word', text: row.word }) : null))),
      el('tfoot', { 'aria-hidden': 'true' }, el('tr', {}, el('td'), el('td', { class: 'interval' }, scaleBar(texts, range, 0)), el('td'), el('td'), words ? el('td') : null)))));
}
