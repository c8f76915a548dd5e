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

  /** Four significant digits; powers of ten where the value is far from 1. */
  number(value, digits = 4) {
    if (value === null || value === undefined || !Number.isFinite(value)) {
      return this.t('undefined');
    }
    const size = Math.abs(value);
    if (size !== 0 && (size >= 1e6 || size < 1e-3)) {
      return this.format({ notation: 'scientific', maximumFractionDigits: digits - 2 }).format(value);
    }
    return this.format({ maximumSignificantDigits: digits }).format(value);
  }

  fixed(value, digits) {
    return value === null || value === undefined || !Number.isFinite(value)
      ? this.t('undefined')
      : this.format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  }

  percent(value, digits = 2) {
    return value === null || value === undefined || !Number.isFinite(value)
      ? this.t('undefined')
      : this.format({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  }

  /** 104,7 M and the like. */
  compact(value) {
    return value === null || value === undefined
      ? '–'
      : this.format({ notation: 'compact', maximumSignificantDigits: 4 }).format(value);
  }

  interval(interval, format) {
    if (!interval || interval.mean === null) {
      return this.t('undefined');
    }
    return interval.lower === null
      ? format(interval.mean)
      : `${format(interval.mean)} [${format(interval.lower)}, ${format(interval.upper)}]`;
  }

  p(value) {
    if (value === null || value === undefined) {
      return '–';
    }
    return value < 0.0001 ? '< ' + this.fixed(0.0001, 4) : this.fixed(value, value < 0.01 ? 4 : 3);
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
