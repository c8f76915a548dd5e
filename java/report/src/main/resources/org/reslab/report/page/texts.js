// SPDX-License-Identifier: Apache-2.0
// Words and numbers in the language of the page.

class Texts {
  constructor(lang, messages) {
    this.lang = lang;
    this.messages = messages;
    this.formats = new Map();
  }

  /** The text of a key, {0}, {1}, … replaced. */
  t(key, ...args) {
    return this.has(key)
      ? this.messages[key].replace(/\{(\d)\}/g, (_, i) => String(args[Number(i)]))
      : key;
  }

  has(key) {
    return Object.hasOwn(this.messages, key);
  }

  /** The name of a metric, or its identifier where it has none. */
  metric(name) {
    const [base, ...layer] = name.split('/');
    const key = 'metric.' + base.replace(/\^depth$/, '');
    const named = this.has(key) ? this.t(key) : base;
    const powered = base.endsWith('^depth') ? named + this.t('metric_over_depth') : named;
    return layer.length ? powered + ' · ' + layer.join('/') : powered;
  }

  format(options) {
    const key = JSON.stringify(options);
    if (!this.formats.has(key)) {
      this.formats.set(key, new Intl.NumberFormat(this.lang, options));
    }
    return this.formats.get(key);
  }

  integer(value) {
    return value === null || value === undefined ? '–' : this.format({ maximumFractionDigits: 0 }).format(value);
  }

  /** A measured value by the rules of Java's Numbers: four significant digits, none of them a trailing zero. */
  number(value) {
    return this.written(value, isFar(value) && !isWhole(value), decimalsOf(value), true);
  }

  /** Numbers that are read together, such as a column or an interval: in one notation, each with four significant digits. */
  alike(values) {
    const known = values.filter(isNumber);
    const whole = known.every(isWhole);
    const scientific = !whole && known.some(isFar);
    return values.map((value) => this.written(value, scientific, whole ? 0 : decimalsOf(value), false));
  }

  written(value, scientific, decimals, stripped) {
    if (!isNumber(value)) {
      return this.t('undefined');
    }
    const digits = scientific ? DIGITS - 1 : decimals;
    const text = this.format({
      notation: scientific ? 'scientific' : 'standard', minimumFractionDigits: stripped ? 0 : digits, maximumFractionDigits: digits, useGrouping: false,
    }).format(value);
    return scientific && value === 0 ? '0' : text.replace('E', 'e');
  }

  fixed(value, digits) {
    return isNumber(value)
      ? this.format({ minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false, signDisplay: 'negative' }).format(value)
      : this.t('undefined');
  }

  percent(value, digits = 2) {
    return isNumber(value)
      ? this.format({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
      : this.t('undefined');
  }

  /** A count with a decimal prefix, for example 104.7M. */
  compact(value) {
    return isNumber(value) ? this.prefixed(value, ['', 'k', 'M', 'G', 'T', 'P', 'E'], 1000, 1) : '–';
  }

  bytes(value) {
    return this.prefixed(value, [' B', ' KiB', ' MiB', ' GiB', ' TiB'], 1024, 2);
  }

  prefixed(value, prefixes, base, decimals) {
    const most = base - 0.5 / 10 ** decimals;
    let at = 0;
    let rest = value;
    while (rest >= most && at < prefixes.length - 1) {
      rest /= base;
      at += 1;
    }
    return this.fixed(rest, at === 0 ? 0 : decimals) + prefixes[at];
  }

  /** An estimate with its bounds, where it has some. With a format each is written by it, else all alike. */
  interval(interval, format) {
    if (!interval || !isNumber(interval.mean)) {
      return this.t('undefined');
    }
    const values = isNumber(interval.lower) ? [interval.mean, interval.lower, interval.upper] : [interval.mean];
    const [mean, lower, upper] = format ? values.map(format) : this.alike(values);
    return lower === undefined ? mean : `${mean} [${lower}, ${upper}]`;
  }

  p(value) {
    if (!isNumber(value)) {
      return '–';
    }
    return value < 0.0001 ? '<' + this.fixed(0.0001, 4) : this.fixed(value, 4);
  }

  duration(seconds) {
    if (seconds === null || seconds === undefined) {
      return '–';
    }
    const unit = (value, name) =>
      this.format({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: name === 'second' && value < 60 ? 1 : 0 })
        .format(value);
    if (seconds < 60) {
      return unit(seconds, 'second');
    }
    const whole = Math.round(seconds);
    return whole < 3600
      ? unit(Math.floor(whole / 60), 'minute') + ' ' + unit(whole % 60, 'second')
      : unit(Math.floor(whole / 3600), 'hour') + ' ' + unit(Math.round((whole % 3600) / 60), 'minute');
  }

  date(iso) {
    const time = new Date(iso);
    return Number.isNaN(time.getTime())
      ? iso
      : new Intl.DateTimeFormat(this.lang, { dateStyle: 'long', timeStyle: 'short' }).format(time);
  }
}

// As in Java's Numbers: from 0.0001 to below a million plain, likewise whole numbers below 10^9, scientific beyond.
const DIGITS = 4;

function isNumber(value) {
  return Number.isFinite(value);
}

function isFar(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e6);
}

function isWhole(value) {
  return Number.isInteger(value) && Math.abs(value) < 1e9;
}

/** Decimals that four significant digits take. */
function decimalsOf(value) {
  return isNumber(value) && value !== 0 ? Math.max(0, DIGITS - 1 - Number(value.toExponential().split('e')[1])) : 0;
}
