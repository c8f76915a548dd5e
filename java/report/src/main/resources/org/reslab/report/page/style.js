// SPDX-License-Identifier: Apache-2.0
// How series look: colours after Okabe and Ito, distinguished by dash and marker as well; and which theme is on.

const COLORS = 8; // --series-0 to --series-7 of the style sheet
const DASHES = [[], [9, 4], [2, 3], [10, 3, 2, 3], [5, 3], [12, 4, 4, 4], [1, 2], [7, 2]];
const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'down', 'plus', 'cross', 'ring'];

class Theme {
  constructor() {
    this.choice = 'auto';
    this.printing = false;
    this.listeners = new Set();
    this.query = matchMedia('(prefers-color-scheme: dark)');
    this.query.addEventListener('change', () => this.apply());
    addEventListener('beforeprint', () => this.print(true));
    addEventListener('afterprint', () => this.print(false));
    matchMedia('print').addEventListener('change', (event) => this.print(event.matches));
    this.apply();
  }

  get dark() {
    return !this.printing && (this.choice === 'dark' || (this.choice === 'auto' && this.query.matches));
  }

  choose(choice) {
    this.choice = choice;
    this.apply();
  }

  print(on) {
    if (on !== this.printing) {
      this.printing = on;
      this.apply();
    }
  }

  apply() {
    document.documentElement.dataset.theme = this.dark ? 'dark' : 'light';
    this.values = new Map();
    this.listeners.forEach((listener) => listener());
  }

  /** The value of a custom property of the style sheet. */
  value(name) {
    if (!this.values.has(name)) {
      this.values.set(name, getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim());
    }
    return this.values.get(name);
  }

  color(index) {
    return this.value('series-' + (index % COLORS));
  }

  /** The same colour, nearly transparent. */
  wash(index, alpha = 0.16) {
    return this.color(index) + Math.round(alpha * 255).toString(16).padStart(2, '0');
  }
}

function dashOf(index) {
  return DASHES[(index + Math.floor(index / DASHES.length)) % DASHES.length];
}

function markerOf(index) {
  return MARKERS[(index + Math.floor(index / MARKERS.length)) % MARKERS.length];
}

/** Adds a marker of the given radius to a path. */
function traceMarker(path, marker, x, y, r) {
  switch (marker) {
    case 'square':
      path.rect(x - r, y - r, 2 * r, 2 * r);
      break;
    case 'triangle':
    case 'down': {
      const s = marker === 'down' ? -1 : 1;
      path.moveTo(x, y - s * 1.25 * r);
      path.lineTo(x + 1.15 * r, y + s * 0.85 * r);
      path.lineTo(x - 1.15 * r, y + s * 0.85 * r);
      path.closePath();
      break;
    }
    case 'diamond':
      path.moveTo(x, y - 1.35 * r);
      path.lineTo(x + 1.35 * r, y);
      path.lineTo(x, y + 1.35 * r);
      path.lineTo(x - 1.35 * r, y);
      path.closePath();
      break;
    case 'plus':
      path.moveTo(x - 1.3 * r, y);
      path.lineTo(x + 1.3 * r, y);
      path.moveTo(x, y - 1.3 * r);
      path.lineTo(x, y + 1.3 * r);
      break;
    case 'cross':
      path.moveTo(x - r, y - r);
      path.lineTo(x + r, y + r);
      path.moveTo(x - r, y + r);
      path.lineTo(x + r, y - r);
      break;
    default:
      path.moveTo(x + r, y);
      path.arc(x, y, r, 0, 2 * Math.PI);
  }
}

/** The same marker as SVG path data, for legends. */
function markerPath(marker, x, y, r) {
  const parts = [];
  traceMarker(
    {
      moveTo: (a, b) => parts.push(`M${a} ${b}`),
      lineTo: (a, b) => parts.push(`L${a} ${b}`),
      closePath: () => parts.push('Z'),
      rect: (a, b, w, h) => parts.push(`M${a} ${b}h${w}v${h}h${-w}Z`),
      arc: (a, b, q) => parts.push(`A${q} ${q} 0 1 1 ${a - q} ${b}A${q} ${q} 0 1 1 ${a + q} ${b}Z`),
    },
    marker, x, y, r);
  return parts.join('');
}

/** A short line with its marker, as it is in the charts; solid where dashes are left to theory. */
function swatch(index, solid = false) {
  const open = ['ring', 'plus', 'cross'].includes(markerOf(index));
  return svg('svg', { class: 'swatch series-' + (index % COLORS), width: 28, height: 14, viewBox: '0 0 28 14', 'aria-hidden': 'true' },
    svg('line', { x1: 1, y1: 7, x2: 27, y2: 7, 'stroke-width': 2, 'stroke-dasharray': solid ? null : dashOf(index).join(' ') }),
    svg('path', { d: markerPath(markerOf(index), 14, 7, 3.4), 'stroke-width': 1.5, class: open ? 'open' : null }));
}
