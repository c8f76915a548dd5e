// SPDX-License-Identifier: Apache-2.0
// The headline: what each block reached, with intervals, and the paired differences between blocks as a forest plot.

class Results {
  constructor(page) {
    this.page = page;
    this.body = el('div', {});
    this.node = el('section', { id: 'results', 'aria-labelledby': 'results-title' },
      el('h2', { id: 'results-title', text: this.title }), this.body);
  }

  get title() {
    return this.page.texts.t('results_title');
  }

  /** What of the data this section shows: where that is the same, the section stays untouched. */
  part(data) {
    return [data.runs.filter((run) => run.training), data.series.map(({ key }) => key)];
  }

  get empty() {
    return !this.data.runs.some((run) => run.training);
  }

  update(data) {
    this.data = data;
    const runs = data.runs.filter((run) => run.training).map(({ name, status, training }) => ({
      name, status, ...training, blocks: training.blocks.map(({ summary, ...row }) => ({ ...row, ...summary })) }));
    this.body.replaceChildren(...runs.map((run) => this.run(run, runs.length > 1)));
  }

  run(run, named) {
    const { texts } = this.page;
    return el('article', { class: 'result' },
      named ? el('h3', {}, el('span', { text: run.name }), statusChip(texts, run.status)) : null,
      run.blocks.length === 0
        ? el('p', { class: 'empty', text: texts.t('no_results_yet') })
        : [this.tiles(run), scrolling(texts.t('results_title'), this.table(run)),
          el('p', { class: 'note', text: texts.t(run.blocks.some((row) => row.test_accuracy.lower !== null) ? 'interval_note' : 'one_seed_note') }),
        el('p', { class: 'note', text: this.bestNote(run.best_on) }), this.scores(run)],
      run.cells.some((cell) => cell.message) ? this.messages(run) : null,
      this.published(run),
      run.pairs.length === 0 ? null : [el('h3', { text: texts.t('pairs_title') }), el('p', { class: 'note', text: texts.t('pairs_note') }),
        el('div', { class: 'forests' }, this.forests(run))]);
  }

  /** What a reader wants first: who is ahead and how surely, how many runs, on what, how long. */
  tiles(run) {
    const { texts } = this.page;
    const done = run.blocks.filter((row) => row.test_accuracy.mean !== null);
    const best = done.reduce((top, row) => (top === null || row.test_accuracy.mean > top.test_accuracy.mean ? row : top), null);
    const completed = run.cells.filter((cell) => cell.status === 'completed').length;
    const tile = (label, value, detail) =>
      el('div', { class: 'tile' }, el('dt', { text: label }), el('dd', {}, el('b', { text: value }), detail ? el('span', { text: detail }) : null));
    return el('dl', { class: 'tiles' },
      best ? tile(texts.t('best_accuracy'), texts.percent(best.test_accuracy.mean, 2), best.label + (best.test_accuracy.lower === null
        ? '' : ` · [${texts.percent(best.test_accuracy.lower, 1)}, ${texts.percent(best.test_accuracy.upper, 1)}]`)) : null,
      best ? tile(texts.t('surest_difference'), ...this.surest(run)) : null,
      tile(texts.t('runs_completed'), `${texts.integer(completed)} / ${texts.integer(run.planned)}`,
        texts.t('grid', run.nets, run.block_count, run.seeds)),
      tile(texts.t('images'), texts.integer(run.train_images), texts.t('test_images', texts.integer(run.test_images))),
      tile(texts.t('wall_time'), texts.duration(run.seconds), run.epochs ? texts.t('epochs_count', texts.integer(run.epochs)) : null));
  }

  surest(run) {
    const { texts } = this.page;
    const pairs = run.pairs.filter((pair) => pair.metric === 'test_accuracy');
    if (pairs.length === 0) {
      return ['–', texts.t('needs_seeds')];
    }
    const pair = pairs.reduce((a, b) => ((b.p_holm ?? 2) < (a.p_holm ?? 2) ? b : a)); // null: no test, the pairs do not vary
    if ((pair.p_holm ?? 2) > 0.05) {
      return ['–', pair.p_holm === null ? texts.t('untested_differences') : texts.t('no_sure_difference', texts.p(pair.p_holm))];
    }
    const sign = pair.difference.mean < 0 ? [pair.block_b, pair.block_a] : [pair.block_a, pair.block_b];
    return [texts.t('points', texts.fixed(Math.abs(pair.difference.mean) * 100, 2)),
      `${sign[0]} − ${sign[1]} · ${texts.t('holm_p')} ${texts.p(pair.p_holm)}`];
  }

  table(run) {
    const { texts } = this.page;
    const manyNets = new Set(run.blocks.map((row) => row.net)).size > 1;
    const all = run.blocks.flatMap((row) => [row.test_accuracy.lower ?? row.test_accuracy.mean, row.test_accuracy.upper ?? row.test_accuracy.mean])
      .filter((value) => value !== null);
    const range = all.length ? niceRange(Math.min(...all), Math.max(...all)) : null;
    const best = Math.max(...run.blocks.map((row) => row.test_accuracy.mean ?? -1));
    const validated = run.val_images > 0;
    const head = (text, numeric) => el('th', { scope: 'col', class: numeric ? 'num' : null, text });
    return el('table', { class: 'headline' },
      el('caption', { class: 'sr', text: texts.t('results_caption', run.name) }),
      el('thead', {}, el('tr', {}, head(texts.t('block')), manyNets ? head(texts.t('net')) : null,
        validated ? head(texts.metric('val_accuracy'), true) : null, head(texts.metric('test_accuracy'), true), range ? head('') : null, head(texts.metric('train_loss'), true), head(texts.metric('grad_norm'), true),
        head(texts.t('parameters'), true), head(texts.t('macs'), true), head(texts.t('speed'), true), head(texts.t('time_per_run'), true), head(texts.t('runs')))),
      el('tbody', {}, run.blocks.map((row) => {
        const index = this.data.series.findIndex((series) => series.key === row.series);
        return el('tr', { class: row.test_accuracy.mean === best && run.blocks.length > 1 ? 'best' : null },
          el('th', { scope: 'row' }, index < 0 ? null : swatch(index), el('span', { class: 'name', text: row.block })),
          manyNets ? el('td', { text: row.net }) : null,
          validated ? el('td', { class: 'num' }, row.val_accuracy ? this.value(row.val_accuracy, (v) => texts.percent(v, 2)) : '–') : null,
          el('td', { class: 'num main' }, this.value(row.test_accuracy, (v) => texts.percent(v, 2))),
          range ? el('td', { class: 'interval' }, intervalBar(row.test_accuracy, range, null)) : null,
          el('td', { class: 'num' }, this.value(row.train_loss, (v) => texts.fixed(v, 4))),
          el('td', { class: 'num' }, this.value(row.grad_norm, (v) => texts.fixed(v, 2))),
          el('td', { class: 'num', text: texts.integer(row.parameters) }),
          el('td', { class: 'num', text: texts.compact(row.macs) }),
          el('td', { class: 'num', text: row.images_per_second === null ? '–' : texts.integer(row.images_per_second) }),
          el('td', { class: 'num', text: texts.duration(row.seconds) }),
          el('td', {}, runsCell(texts, row.statuses)));
      })));
  }

  /** What the logits say beyond the accuracy, where there are more than five classes. */
  scores(run) {
    const { texts } = this.page;
    const names = [...new Set(run.blocks.flatMap((row) => Object.keys(row.scores ?? {})))];
    if (names.length === 0) {
      return null;
    }
    const format = (name) => (value) => (name.endsWith('accuracy') ? texts.percent(value, 2) : texts.fixed(value, 4));
    return el('div', { class: 'scores' }, el('h3', { text: texts.t('scores_title') }), el('p', { class: 'note', text: texts.t('scores_note') }),
      scrolling(texts.t('scores_title'), el('table', {},
        el('caption', { class: 'sr', text: texts.t('scores_title') }),
        el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: texts.t('block') }),
          names.map((name) => el('th', { scope: 'col', class: 'num', text: texts.metric(name) })))),
        el('tbody', {}, run.blocks.map((row) => el('tr', {}, el('th', { scope: 'row', text: row.label }),
          names.map((name) => el('td', { class: 'num' }, row.scores?.[name] ? this.value(row.scores[name], format(name)) : '–'))))))));
  }

  bestNote(bestOn) {
    const { texts } = this.page;
    if (bestOn === 'validation') {
      return texts.t('best_note_validation');
    }
    return bestOn === 'nothing' ? texts.t('best_note_nothing') : texts.t('best_note_test');
  }

  value(interval, format) {
    const { texts } = this.page;
    if (interval.mean === null) {
      return el('span', { class: 'missing', text: texts.t('undefined') });
    }
    return [el('b', { text: format(interval.mean) }),
      interval.lower === null ? null : el('small', { text: `[${format(interval.lower)}, ${format(interval.upper)}]` })];
  }

  messages(run) {
    return el('ul', { class: 'messages', lang: 'en' },
      run.cells.filter((cell) => cell.message).map((cell) => el('li', {}, el('b', { text: cell.id }), ' ', cell.message)));
  }

  /** The notebook's published values next to ours, where its protocol was asked for. */
  published(run) {
    if (!run.notebook) {
      return null;
    }
    const { texts } = this.page;
    return el('div', {}, el('h3', { text: texts.t('notebook_title') }),
      scrolling(texts.t('notebook_title'), el('table', {},
        el('thead', {}, el('tr', {}, ['block', 'train_loss', 'test_accuracy', 'grad_norm'].map((key) =>
          el('th', { scope: 'col', text: key === 'block' ? texts.t('block') : texts.metric(key) })))),
        el('tbody', {}, run.notebook.map((row) => el('tr', {}, el('th', { scope: 'row', text: row.block }),
          el('td', { text: texts.fixed(row.train_loss, 4) }), el('td', { text: texts.percent(row.test_accuracy) }),
          el('td', { text: texts.fixed(row.grad_norm, 2) })))))),
      run.notebook_differences.length
        ? el('p', { class: 'note', text: texts.t('notebook_differs', run.notebook_differences.join('; ')) }) : null);
  }

  forests(run) {
    const { texts } = this.page;
    const metrics = [...new Set(run.pairs.map((pair) => pair.metric))].sort((a, b) => (a === 'test_accuracy' ? -1 : 0) - (b === 'test_accuracy' ? -1 : 0));
    const manyNets = new Set(run.pairs.map((pair) => pair.net)).size > 1;
    return metrics.map((metric) => {
      const accuracy = metric === 'test_accuracy';
      const scale = accuracy ? 100 : 1;
      return forestPlot(texts, {
        title: accuracy ? texts.metric(metric) + ' · ' + texts.t('percentage_points') : texts.metric(metric),
        rows: run.pairs.filter((pair) => pair.metric === metric).map((pair) => ({
          label: `${pair.block_a} − ${pair.block_b}` + (manyNets ? ` (${pair.net})` : ''),
          interval: scaled(pair.difference, scale), p: pair.p_holm, clear: pair.p_holm !== null && pair.p_holm <= 0.05,
        })),
        format: (value) => texts.fixed(value, accuracy ? 2 : 4), pName: texts.t('holm_p'),
      });
    });
  }
}

function scaled(interval, by) {
  const times = (value) => (value === null ? null : value * by);
  return { mean: times(interval.mean), lower: times(interval.lower), upper: times(interval.upper) };
}

function runsCell(texts, statuses) {
  const other = statuses.filter((status) => status !== 'completed');
  return other.length === 0
    ? el('span', { text: texts.integer(statuses.length) })
    : [el('span', { text: `${texts.integer(statuses.length - other.length)} / ${texts.integer(statuses.length)} ` }),
      [...new Set(other)].map((status) => statusChip(texts, status))];
}

const STATUS_MARKS = {
  completed: '✓', pass: '✓', info: 'i', borderline: '≈', undefined: '?', warn: '!', fail: '✕', failed: '✕', diverged: '∞',
  cancelled: '◼', interrupted: '⚡', running: '▶', pre_ahead: '▲', post_ahead: '▼', equivalent: '=', open: '?',
  no_detectable_difference: '=', inconclusive: '?',
};

/** A status as a mark and a word: its colour is only the third of three. */
function statusChip(texts, status) {
  return el('span', { class: 'chip ' + status.replaceAll('_', '-') },
    el('span', { class: 'mark', 'aria-hidden': 'true', text: STATUS_MARKS[status] ?? '·' }), texts.t('status.' + status));
}
