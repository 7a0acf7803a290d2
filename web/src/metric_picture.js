// web/src/metric_picture.js - the picture of all designs between two metrics, the front marked.
import { tooltip, tooltipElement } from './theme.js';

const most = 6; // metrics that a tip lists

// A refused design is no circle.
const cross = 'path://M0,0L1,0L5,4L9,0L10,0L10,1L6,5L10,9L10,10L9,10L5,6L1,10L0,10L0,9L4,5L0,1Z';

function designTip(study, metrics, index) {
  const row = study.row(index);
  const name = study.name(row);
  const kind = row.isKnee
    ? study.kneeName
    : row.onFront
      ? 'on the front'
      : row.state === 'INFEASIBLE'
        ? 'refused'
        : study.kneeName === 'best'
          ? 'feasible'
          : 'dominated';
  return tooltipElement(name[0].toUpperCase() + name.slice(1), [
    [kind, ''],
    ...metrics.slice(0, most).map((metric) => [metric.title, metric.text(metric.of(index))]),
    ...(row.reason ? [['because', row.reason.slice(0, 90)]] : []),
  ]);
}

function marks(theme) {
  const hollow = (colour, width) => ({
    color: 'transparent',
    borderColor: colour,
    borderWidth: width,
  });
  return {
    refused: {
      symbol: cross,
      symbolSize: 6,
      itemStyle: { color: theme.faint, opacity: 0.7 },
      z: 1,
    },
    others: {
      symbol: 'circle',
      symbolSize: 5,
      itemStyle: { color: theme.proxy, opacity: 0.5 },
      z: 2,
    },
    truth: {
      symbol: 'circle',
      symbolSize: 9,
      silent: true,
      itemStyle: hollow(theme.baseline, 1.25),
      z: 3,
    },
    front: { symbol: 'circle', symbolSize: 8, itemStyle: { color: theme.accent }, z: 4 },
    knee: {
      symbol: 'diamond',
      symbolSize: 17,
      itemStyle: { color: theme.knee, borderColor: theme.card, borderWidth: 1.5 },
      z: 5,
    },
    selected: {
      symbol: 'circle',
      symbolSize: 23,
      silent: true,
      itemStyle: hollow(theme.ink, 1.25),
      z: 6,
    },
  };
}

export function groupsOf(study, x, y) {
  const known = (i) => Number.isFinite(x.of(i)) && Number.isFinite(y.of(i));
  const isKnee = (i) => study.trials.number[i] === study.knee;
  return {
    refused: study.refused.filter(known),
    others: study.proxies.filter((i) => !study.frontSet.has(study.trials.number[i]) && known(i)),
    front: study.frontIndices.filter((i) => !isKnee(i) && known(i)),
    knee: study.frontIndices.filter((i) => isKnee(i) && known(i)),
  };
}

// The true front on these axes, when both are sought and it is known.
export function truthOf(study, x, y) {
  const columns = study.truth?.front;
  if (!columns?.[x.name] || !columns?.[y.name]) return [];
  const isMissing = missingTruth(study);
  return columns[x.name].map((value, i) => [value, columns[y.name][i], isMissing[i]]);
}

/// For each design of the true front: true when no trial has its values.
export function missingTruth(study) {
  const columns = Object.entries(study.truth?.front ?? {});
  if (!columns.length) return [];
  const key = (values) => values.map((value) => value.toPrecision(12)).join(' ');
  const found = new Set(
    study.frontIndices.map((i) => key(columns.map(([name]) => study.metric(name, i)))),
  );
  return columns[0][1].map((_, at) => !found.has(key(columns.map(([, column]) => column[at]))));
}

// A span of values with a margin, on the axis that they deserve.
function reach(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low > 0 && high / low > 20) {
    const beyond = (high / low) ** 0.15;
    return [low / beyond, high * beyond];
  }
  const beyond = 0.15 * (high - low);
  return [low - beyond, high + beyond];
}

// Keeps what lies near the front.
export function nearFront(groups, truth, x, y) {
  const matter = [...groups.front, ...groups.knee];
  const spanX = reach([...matter.map(x.of), ...truth.map(([value]) => value)]);
  const spanY = reach([...matter.map(y.of), ...truth.map(([, value]) => value)]);
  const inside = (value, [low, high]) => value >= low && value <= high;
  const isNear = (i) => inside(x.of(i), spanX) && inside(y.of(i), spanY);
  return Object.fromEntries(
    Object.entries(groups).map(([name, indices]) => [name, indices.filter(isNear)]),
  );
}

function line(data, colour, more) {
  return {
    type: 'line',
    silent: true,
    showSymbol: false,
    data,
    lineStyle: { color: colour, width: 1.25, ...more?.lineStyle },
    z: 1,
    ...more,
  };
}

// With two objectives a front is a staircase: what it dominates lies behind it.
function stairs(points, colour, x) {
  const sorted = [...points].sort((a, b) => a[0] - b[0]);
  return line(sorted, colour, {
    step: x.larger ? 'start' : 'end',
    lineStyle: { color: colour, width: 1.25, opacity: 0.6 },
  });
}

function boundLine(ends, theme) {
  return line(ends, theme.knee, {
    name: 'bound',
    lineStyle: { color: theme.knee, type: 'dashed', width: 1, opacity: 0.8 },
  });
}

// Where a constraint ends, if that is within the picture.
function boundLines(x, y, scales, theme) {
  const lines = [];
  const [left, right] = [scales.x.axis.min, scales.x.axis.max];
  const [bottom, top] = [scales.y.axis.min, scales.y.axis.max];
  for (const { bound } of x.bounds) {
    const at = scales.x.at(bound);
    if (at > left && at < right)
      lines.push(
        boundLine(
          [
            [at, bottom],
            [at, top],
          ],
          theme,
        ),
      );
  }
  for (const { bound } of y.bounds) {
    const at = scales.y.at(bound);
    if (at > bottom && at < top)
      lines.push(
        boundLine(
          [
            [left, at],
            [right, at],
          ],
          theme,
        ),
      );
  }
  return lines;
}

function scatter(name, data, style) {
  const isLarge = data.length > 3000;
  return {
    type: 'scatter',
    name,
    data,
    ...style,
    large: isLarge,
    largeThreshold: 3000,
    progressive: 0,
    emphasis: { disabled: isLarge },
  };
}

function scalesOf(theme, groups, truth, x, y) {
  const shown = Object.values(groups).flat();
  const narrow = window.innerWidth < 600;
  const make = (metric, place, more) => {
    const values = [...shown.map(metric.of), ...truth.map((point) => point[place])];
    const draft = metric.scale(theme, values);
    return metric.scale(theme, values, { ...more, name: metric.axisTitle(draft.isLogarithmic) });
  };
  return {
    x: make(x, 0, { nameLocation: 'middle', nameGap: 32, splitNumber: narrow ? 3 : 6 }),
    y: make(y, 1, {
      nameLocation: 'end',
      nameGap: 14,
      nameTextStyle: {
        align: 'left',
        padding: [0, 0, 0, -60],
        color: theme.soft,
        fontFamily: theme.font,
      },
      axisLine: { show: false },
      splitLine: { show: true },
    }),
  };
}

export function makeOption({ study, theme, groups, truth, metrics, x, y, shade, selected }) {
  const scales = scalesOf(theme, groups, truth, x, y);
  const place = (i) => [scales.x.at(x.of(i)), scales.y.at(y.of(i)), i];
  const placed = truth.map(([a, b, isMissing]) => [scales.x.at(a), scales.y.at(b), isMissing]);
  const style = marks(theme);
  const dot = (name) => (i) =>
    name === 'front' && shade
      ? { value: place(i), itemStyle: { color: shade.colour(i) } }
      : place(i);
  const series = Object.entries(groups).map(([name, indices]) =>
    scatter(name, indices.map(dot(name)), style[name]),
  );
  if (study.study.objectives.length === 2 && x.isGoal && y.isGoal && x !== y) {
    series.push(stairs([...groups.knee, ...groups.front].map(place), theme.accent, x));
    if (placed.length) series.push(stairs(placed, theme.baseline, x));
  }
  const missing = placed.filter(([, , isMissing]) => isMissing).map(([a, b]) => [a, b]);
  if (missing.length) series.push(scatter('truth', missing, style.truth));
  series.push(...boundLines(x, y, scales, theme));
  if (selected && Object.values(groups).flat().includes(selected.index)) {
    series.push(scatter('selected', [place(selected.index)], style.selected));
  }
  return {
    grid: { left: 68, right: window.innerWidth < 600 ? 16 : 28, top: 34, bottom: 52 },
    tooltip: tooltip(theme, ({ value }) =>
      value[2] === undefined ? null : designTip(study, metrics, value[2]),
    ),
    xAxis: scales.x.axis,
    yAxis: scales.y.axis,
    series,
  };
}
