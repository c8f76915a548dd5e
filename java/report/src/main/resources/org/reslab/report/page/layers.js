// SPDX-License-Identifier: Apache-2.0
// The layers of a network as a tree: stages, blocks, layers, with shapes and costs, and sums where a branch is closed.

class Layers {
  constructor(page) {
    this.page = page;
    this.body = el('div', {});
    this.node = el('section', { id: 'layers', 'aria-labelledby': 'layers-title' },
      el('h2', { id: 'layers-title', text: this.title }), el('p', { class: 'note', text: page.texts.t('layers_note') }), this.body);
  }

  get title() {
    return this.page.texts.t('layers_title');
  }

  /** What of the data this section shows: where that is the same, the section stays untouched. */
  part(data) {
    return data.networks;
  }

  get empty() {
    return this.data.networks.length === 0;
  }

  update(data) {
    this.data = data;
    this.body.replaceChildren(...data.networks.map((network, i) => this.network(network, i === 0)));
  }

  network(network, open) {
    const { texts } = this.page;
    const total = sums(network.layers);
    const node = lazyDetails('', () => el('div', {}, el('p', { class: 'spec' }, el('code', { text: network.block_spec })),
      scrolling(network.label, this.table(network, total))), { class: 'tree' });
    node.firstChild.append(el('b', { text: network.label }), ' ',
      el('span', { class: 'muted', text: texts.t('layers_total', texts.integer(network.layers.length), texts.integer(total.parameters), texts.compact(total.macs)) }));
    node.open = open;
    return node;
  }

  table(network, total) {
    const { texts } = this.page;
    const body = el('tbody', {});
    const num = (key) => el('th', { scope: 'col', class: 'num', text: texts.t(key) });
    const stages = grouped(network.layers, (layer) => layer.stage);
    for (const [, inStage] of stages) {
      if (inStage[0].stage === 0) {
        body.append(...inStage.map((layer) => this.row(layer.name, layer, 0, total)));
        continue;
      }
      const blocks = grouped(inStage, (layer) => layer.block);
      const blockRows = blocks.flatMap(([, inBlock]) => {
        const rows = inBlock.map((layer) => this.row(layer.name.split('.').slice(2).join('.'), layer, 2, total));
        return [this.branch(texts.t('block_n', inBlock[0].block), inBlock, 1, total, rows, false), ...rows];
      });
      body.append(this.branch(texts.t('stage', inStage[0].stage), inStage, 0, total, blockRows, true), ...blockRows);
    }
    return el('table', { class: 'layers' },
      el('caption', { class: 'sr', text: network.label }),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col', text: texts.t('layer') }), el('th', { scope: 'col', text: texts.t('type') }),
        num('output_shape'), num('parameters'), num('macs'), el('th', { scope: 'col', text: texts.t('share_of_macs') }), num('output_bytes'))),
      body);
  }

  /** A row that opens and closes those under it. */
  branch(name, layers, level, total, rows, open) {
    const { texts } = this.page;
    const button = el('button', { type: 'button', class: 'twig', 'aria-expanded': String(open), text: name });
    const line = this.cells(button, el('td', { class: 'muted', text: texts.t('layers_count', texts.integer(layers.length)) }), layers.at(-1).output_shape, sums(layers), total, level);
    line.classList.add('branch');
    const own = rows.filter((row) => Number(row.dataset.level) === level + 1);
    const show = (on) => {
      button.setAttribute('aria-expanded', String(on));
      own.forEach((row) => { row.hidden = !on; row.close?.(!on); });
    };
    button.addEventListener('click', () => show(button.getAttribute('aria-expanded') !== 'true'));
    line.close = (closed) => { if (closed) { show(false); } };
    show(open);
    return line;
  }

  row(name, layer, level, total) {
    const { texts } = this.page;
    const type = el('td', {}, el('span', { text: layer.type }), layer.on_shortcut ? el('span', { class: 'tag', text: texts.t('on_shortcut') }) : null);
    return this.cells(el('span', { text: name }), type, layer.output_shape, sums([layer]), total, level);
  }

  cells(name, type, shape, cost, total, level) {
    const { texts } = this.page;
    const share = total.macs === 0 ? 0 : cost.macs / total.macs;
    const meter = el('span', { class: 'meter', 'aria-hidden': 'true' });
    meter.style.setProperty('--share', 100 * share + '%');
    return el('tr', { 'data-level': level },
      el('th', { scope: 'row', class: 'level-' + level }, name), type,
      el('td', { class: 'num', text: shape.slice(1).join(' × ') }),
      el('td', { class: 'num', text: cost.parameters ? texts.integer(cost.parameters) : '–' }),
      el('td', { class: 'num', text: cost.macs ? texts.compact(cost.macs) : '–' }),
      el('td', { class: 'share' }, cost.macs ? [meter, el('span', { text: texts.percent(share, 1) })] : null),
      el('td', { class: 'num', text: texts.bytes(cost.bytes) }));
  }
}

function sums(layers) {
  const add = (of) => layers.reduce((sum, layer) => sum + of(layer), 0);
  return {
    parameters: add((layer) => layer.parameters),
    macs: add((layer) => layer.macs),
    bytes: add((layer) => 4 * layer.output_shape.reduce((a, b) => a * b, 1)),
  };
}

/** Neighbours with the same key together, in order. */
function grouped(items, keyOf) {
  const groups = [];
  for (const item of items) {
    const key = keyOf(item);
    if (groups.length === 0 || groups.at(-1)[0] !== key) {
      groups.push([key, []]);
    }
    groups.at(-1)[1].push(item);
  }
  return groups;
}
