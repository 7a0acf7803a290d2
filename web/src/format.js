// web/src/format.js - numbers and names as people read them: SI prefixes, percent, field names.

const prefixes = ['a', 'f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P'];
const none = '–';
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

function threeDigits(value) {
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

function withPrefix(value, unit) {
  if (value === 0) return `0 ${unit}`;
  const rounded = Number(value.toPrecision(3));
  const place = Math.floor(Math.log10(Math.abs(rounded)) / 3 + 1e-9);
  const prefix = prefixes[place + 6];
  if (prefix === undefined) return `${value.toExponential(2)} ${unit}`.trim();
  return `${threeDigits(rounded / 10 ** (3 * place))} ${prefix}${unit}`.trim();
}

// Prefixes of squares mislead: areas are in mm² or µm².
function area(value) {
  if (value === 0) return '0 mm²';
  const small = Math.abs(value) < 1e-8;
  return `${Number((value * (small ? 1e12 : 1e6)).toPrecision(3))} ${small ? 'µm²' : 'mm²'}`;
}

export function quantity(value, unit) {
  if (!isNumber(value)) return none;
  if (unit === 'm2') return area(value);
  if (unit === 'J s m2') return `${value.toExponential(2).replace('e', ' · 10^')} J s m²`;
  return withPrefix(value, unit);
}

/// A tick of a logarithmic axis: 1, 2 and 5 need no decimals.
export function tick(value, unit) {
  return quantity(value, unit)
    .replace(/(\.\d*?)0+(?= |$)/, '$1')
    .replace(/\.(?= |$)/, '');
}

/// A number without a unit of ours: "0.0123", "48.5", "1.2e+9".
export function plain(value) {
  if (!isNumber(value)) return none;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(2);
  return String(Number(value.toPrecision(5)));
}

/// Any metric: with its unit, with a prefix where a count is large.
export function figureText(value, unit) {
  if (!isNumber(value)) return none;
  if (unit === '') {
    return Math.abs(value) < 1e4 ? plain(Number(value.toPrecision(4))) : withPrefix(value, '');
  }
  if (unit === 'J s m2') return `${value.toExponential(2)} J s m²`;
  return quantity(value, unit).replace(/m2$/, 'm²');
}

export const percent = (value, digits = 2) =>
  isNumber(value) ? `${(100 * value).toFixed(digits)}\u00a0%` : none;

export const count = (value) => (isNumber(value) ? value.toLocaleString('en-US') : none);

export const factor = (value) => (value >= 10 ? value.toFixed(0) : value.toFixed(1));

export function duration(seconds) {
  if (!isNumber(seconds)) return none;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600),
    minutes = Math.floor(whole / 60) % 60;
  if (hours) return `${hours} h ${minutes} min`;
  return minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/// "60" -> "1 min after programming".
export function afterProgramming(seconds) {
  const units = [
    [31557600, 'year'],
    [86400, 'day'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const [size, name] = units.find(([length]) => seconds >= length) ?? [1, 's'];
  const amount = Number((seconds / size).toPrecision(3));
  const plural = name.length > 3 && amount !== 1 ? 's' : '';
  return `${amount} ${name}${plural} after programming`;
}

export function value(field) {
  if (field === null || field === undefined || field === '') return none;
  if (field === true) return 'yes';
  if (field === false) return 'no';
  if (!isNumber(field)) return String(field);
  if (Number.isInteger(field)) return String(field);
  return Math.abs(field) < 1e-3 ? field.toExponential(2) : String(Number(field.toPrecision(3)));
}

/// "stage1.weight_bits" -> "stage 1 weight bits".
export const words = (name) =>
  name
    .replace(/[._]/g, ' ')
    .replace(/stage(\d)/, 'stage $1')
    .replace(/ kib$/, ' (KiB)')
    .replace(/ mhz$/, ' (MHz)')
    .replace(/ nm$/, ' (nm)')
    .replace(/\badc\b/, 'ADC')
    .replace(/\bdac\b/, 'DAC');

/// "power_density_w_m2" -> "power density": a figure's name without its unit.
export const figure = (name) => name.replace(/(_(j|s|m2|w|mm2|per|hz))+$/, '').replace(/_/g, ' ');

export function crossbar(fields) {
  const rows = fields['hardware.rows'],
    columns = fields['hardware.columns'];
  return rows || columns ? `${value(rows)} × ${value(columns)}` : none;
}
