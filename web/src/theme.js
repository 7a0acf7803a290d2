// web/src/theme.js - colours of the pictures, taken from the style sheet, light or dark.
import { useEffect, useState } from 'preact/hooks';

const names = [
  'ink',
  'soft',
  'faint',
  'line',
  'paper',
  'card',
  'accent',
  'knee',
  'baseline',
  'proxy',
  'shade-low',
  'shade-high',
];
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function read() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const theme = Object.fromEntries(names.map((name) => [name, colour(name)]));
  theme.components = Array.from({ length: 12 }, (_, i) => colour(`component-${i}`));
  theme.font = getComputedStyle(document.body).fontFamily;
  return theme;
}

/// The colours now; draws again when the system changes between light and dark.
export function useTheme() {
  const [theme, setTheme] = useState(read);
  useEffect(() => {
    const update = () => setTheme(read());
    dark.addEventListener('change', update);
    return () => dark.removeEventListener('change', update);
  }, []);
  return theme;
}

/// Axis defaults that every picture shares.
export function axis(theme, more = {}) {
  const { axisLabel, axisLine, splitLine, ...rest } = more;
  return {
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.line }, ...axisLine },
    axisTick: { show: false },
    axisLabel: {
      color: theme.soft,
      fontFamily: theme.font,
      fontSize: 11.5,
      hideOverlap: true,
      ...axisLabel,
    },
    splitLine: { show: false, lineStyle: { color: theme.line, width: 1 }, ...splitLine },
    nameTextStyle: { color: theme.soft, fontFamily: theme.font, fontSize: 12 },
    ...rest,
  };
}

/// A colour between two of the style sheet; `share` from 0 to 1.
export function mixed(from, to, share) {
  const parts = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [a, b] = [parts(from), parts(to)];
  const channels = a.map((channel, i) => Math.round(channel + share * (b[i] - channel)));
  return `rgb(${channels.join(',')})`;
}

/// A value axis in log10 with ticks at 1, 2 and 5 (the library's own has powers of ten only).
export function logAxis(theme, values, label, more = {}) {
  const known = values.filter((v) => v > 0);
  let low = Infinity,
    high = -Infinity;
  for (const v of known) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (!known.length) [low, high] = [1, 10];
  low = Math.log10(low);
  high = Math.log10(high);
  const margin = Math.max(0.06 * (high - low), 0.05);
  const steps = high - low > 3.2 ? [1] : high - low > 1.5 ? [1, 3] : [1, 2, 5];
  const ticks = [];
  for (let decade = Math.floor(low - margin); decade <= high + margin; ++decade) {
    for (const step of steps) ticks.push(decade + Math.log10(step));
  }
  const inside = ticks.filter((t) => t >= low - margin && t <= high + margin);
  return axis(theme, {
    type: 'value',
    min: low - margin,
    max: high + margin,
    ...more,
    axisTick: { show: true, customValues: inside, length: 4, lineStyle: { color: theme.faint } },
    axisLabel: { customValues: inside, formatter: (t) => label(10 ** t), ...more.axisLabel },
  });
}

/// The box that follows the pointer; its content is an element, never markup made from text.
export function tooltip(theme, content, more = {}) {
  return {
    trigger: 'item',
    confine: true,
    transitionDuration: 0,
    backgroundColor: theme.card,
    borderColor: theme.line,
    borderWidth: 1,
    padding: 0,
    textStyle: { color: theme.ink, fontFamily: theme.font, fontSize: 12.5 },
    formatter: (parameters) => content(parameters) ?? '',
    ...more,
  };
}

/// A title and rows of (name, value) as an element of text nodes.
export function tooltipElement(title, rows) {
  const box = document.createElement('div');
  box.className = 'tip';
  const heading = document.createElement('b');
  heading.textContent = title;
  box.append(heading);
  for (const [name, text] of rows) {
    const line = document.createElement('div');
    const left = document.createElement('span');
    const right = document.createElement('span');
    left.textContent = name;
    right.textContent = text;
    line.append(left, right);
    box.append(line);
  }
  return box;
}
