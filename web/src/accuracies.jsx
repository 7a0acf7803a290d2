// web/src/accuracies.jsx - digital, ideal analog and noisy accuracy side by side.
import { useMemo } from 'preact/hooks';

import { Chart, Empty, Section } from './chart.jsx';
import * as format from './format.js';
import { axis, tooltip, tooltipElement, useTheme } from './theme.js';

// One line per design: the loss from digital to noisy, and the band of one sd around the mean.
function spanSeries(rows, theme) {
  return {
    type: 'custom',
    silent: true,
    z: 1,
    encode: { x: [0, 1], y: 2 },
    data: rows.map((row, i) => [
      Math.min(row.accuracy, row.digital ?? row.accuracy),
      Math.max(row.accuracy, row.digital ?? row.accuracy),
      i,
      row.accuracy - row.sd,
      row.accuracy + row.sd,
    ]),
    renderItem: (_, api) => {
      const y = api.coord([0, api.value(2)])[1];
      const x = (at) => api.coord([api.value(at), 0])[0];
      const band = Math.max(x(4) - x(3), 1);
      return {
        type: 'group',
        children: [
          {
            type: 'line',
            shape: { x1: x(0), y1: y, x2: x(1), y2: y },
            style: { stroke: theme.faint, lineWidth: 1 },
          },
          {
            type: 'rect',
            shape: { x: x(3), y: y - 5, width: band, height: 10, r: 2 },
            style: { fill: theme.accent, opacity: 0.22 },
          },
        ],
      };
    },
  };
}

function makeOption(study, rows, theme) {
  const note = (row) => (row.isKnee ? ` (${study.kneeName})` : '');
  const names = rows.map((row) => study.name(row) + note(row));
  const points = (key) => rows.map((row, i) => [row[key], i]).filter(([x]) => x !== null);
  const low = Math.min(
    ...rows.flatMap((row) => [row.accuracy - (row.sd ?? 0), row.ideal ?? 1, row.digital ?? 1]),
  );
  const hollow = (colour) => ({ color: theme.card, borderColor: colour, borderWidth: 1.5 });
  return {
    grid: { left: 124, right: 24, top: 8, bottom: 34 },
    tooltip: tooltip(theme, ({ data }) => {
      const row = rows[data[1]];
      return tooltipElement(names[data[1]], [
        ['Digital', format.percent(row.digital)],
        ['Ideal analog', format.percent(row.ideal)],
        ['Noisy mean', `${format.percent(row.accuracy)} ± ${format.percent(row.sd)}`],
        ['Noisy worst', format.percent(row.worst)],
      ]);
    }),
    xAxis: axis(theme, {
      type: 'value',
      min: Math.max(0, Math.floor((low - 0.002) * 100) / 100),
      axisLine: { show: false },
      splitLine: { show: true },
      splitNumber: 4,
      axisLabel: { formatter: (v) => `${Number((100 * v).toFixed(2))} %` },
    }),
    yAxis: axis(theme, {
      type: 'category',
      data: names,
      inverse: true,
      axisLine: { show: false },
      axisLabel: {
        width: 112,
        overflow: 'truncate',
        color: theme.ink,
        interval: 0,
        hideOverlap: false,
      },
    }),
    series: [
      spanSeries(rows, theme),
      {
        type: 'scatter',
        data: points('digital'),
        symbol: 'circle',
        symbolSize: 8,
        itemStyle: hollow(theme.soft),
        z: 2,
      },
      {
        type: 'scatter',
        data: points('ideal'),
        symbol: 'diamond',
        symbolSize: 9,
        itemStyle: hollow(theme.baseline),
        z: 2,
      },
      {
        type: 'scatter',
        data: points('accuracy'),
        symbol: 'circle',
        symbolSize: 9,
        itemStyle: { color: theme.accent },
        z: 3,
      },
    ],
  };
}

export function Accuracies({ study, onSelect }) {
  const theme = useTheme();
  const rows = useMemo(
    () =>
      [...study.frontIndices.slice(0, 14), ...study.baselines]
        .map((i) => study.row(i))
        .filter((row) => row.accuracy !== null),
    [study],
  );
  const option = useMemo(() => rows.length && makeOption(study, rows, theme), [study, rows, theme]);
  const title = 'What the chip costs in accuracy';
  if (!rows.length)
    return (
      <Section title={title}>
        <Empty>No trained design yet.</Empty>
      </Section>
    );
  return (
    <Section
      title={title}
      lead="The quantised network: exact arithmetic, ideal crossbars, and the noisy chip."
    >
      <Chart
        option={option}
        height={rows.length * 26 + 48}
        title="Accuracies"
        paper={theme.card}
        onClick={({ data }) => onSelect(rows[data[1]].number)}
      />
      <ul class="legend">
        <li>
          <i class="mark digital" />
          digital
        </li>
        <li>
          <i class="mark ideal" />
          ideal analog
        </li>
        <li>
          <i class="mark front" />
          noisy mean, ± 1 sd
        </li>
      </ul>
    </Section>
  );
}
