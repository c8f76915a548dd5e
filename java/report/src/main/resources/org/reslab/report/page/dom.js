// SPDX-License-Identifier: Apache-2.0
// Elements made from plain values. Text only ever becomes text nodes: no name in a run can become markup.

/** Makes an element. Props: class, text, on (listeners), data-*, aria-*, and other attributes; null and false are left out. */
function el(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Makes an SVG element. */
function svg(tag, props, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), props, children);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name === 'text') {
      node.textContent = value;
    } else if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        node.addEventListener(event, listener);
      }
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * Wraps a wide table so that it scrolls by itself, also by keyboard, and the page does not. It fades out on the sides where there is
 * more of it.
 */
function scrolling(label, node) {
  const box = el('div', { class: 'scroll', role: 'region', 'aria-label': label, tabindex: '0' }, node);
  const fade = () => {
    box.classList.toggle('more-before', box.scrollLeft > 1);
    box.classList.toggle('more-after', box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
  };
  box.addEventListener('scroll', fade, { passive: true });
  const sizes = new ResizeObserver(fade);
  sizes.observe(box);
  sizes.observe(node);
  return box;
}

/** A set of buttons of which one is pressed. */
function segmented(label, options, chosen, onChoose) {
  const buttons = options.map(({ value, text }) =>
    el('button', {
      type: 'button',
      'aria-pressed': String(value === chosen),
      'data-value': value,
      text,
      on: {
        click: () => {
          for (const button of buttons) {
            button.setAttribute('aria-pressed', String(button.dataset.value === String(value)));
          }
          onChoose(value);
        },
      },
    }));
  return el('div', { class: 'segmented', role: 'group', 'aria-label': label }, buttons);
}

/** A details element whose content is made when it is first opened. */
function lazyDetails(summary, make, props) {
  const node = el('details', props ?? {}, el('summary', { text: summary }));
  node.addEventListener('toggle', () => {
    if (node.open && node.childElementCount === 1) {
      node.append(make());
    }
  });
  return node;
}
