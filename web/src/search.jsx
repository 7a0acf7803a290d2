// web/src/search.jsx - how the search went: hypervolume over trials, refusals by reason.
import { useMemo } from 'preact/hooks';

import { Chart, Empty, Section } from './chart.jsx';
import * as format from './format.js';
import { axis, tooltip, tooltipElement, useTheme } from './theme.js';

function historyOption(points, theme) {
  return {
    grid: { left: 48, right: 20, top: 14, bottom: 46 },
    tooltip: tooltip(
      theme,
      ([first]) =>
        first &&
        tooltipElement(`Trial ${first.data[0]}`, [['Hypervolume', first.data[1].toFixed(4)]]),
      { trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: theme.faint } } },
    ),
    xAxis: axis(theme, {
      type: 'value',
      name: 'trial',
      nameLocation: 'middle',
      nameGap: 28,
      min: 'dataMin',
      max: 'dataMax',
      splitNumber: 4,
      axisLabel: {
        formatter: (v) => format.count(Math.round(v)),
        showMinLabel: false,
        showMaxLabel: false,
      },
    }),
    yAxis: axis(theme, {
      type: 'value',
      min: 0,
      axisLine: { show: false },
      splitLine: { show: true },
      splitNumber: 4,
    }),
    series: [
      {
        type: 'line',
        step: 'end',
        data: points,
        showSymbol: points.length === 1,
        symbolSize: 7,
        sampling: 'lttb',
        lineStyle: { color: theme.accent, width: 2 },
        itemStyle: { color: theme.accent },
        areaStyle: { color: theme.accent, opacity: 0.09 },
      },
    ],
  };
}

export function History({ study }) {
  const theme = useTheme();
  const points = study.hypervolume;
  const option = useMemo(() => points.length && historyOption(points, theme), [points, theme]);
  const title = 'How the front grew';
  if (!points.length)
    return (
      <Section title={title}>
        <Empty>No design has been trained yet.</Empty>
      </Section>
    );
  const last = points[points.length - 1][1];
  return (
    <Section
      title={title}
      lead={`Hypervolume of the search trials' front: ${last.toFixed(3)} of 1 at the end.`}
    >
      <Chart option={option} height={270} title="Hypervolume" paper={theme.card} />
    </Section>
  );
}

function refusalOption(refusals, theme) {
  const bar = (name, key, colour) => ({
    type: 'bar',
    stack: 'all',
    name,
    barMaxWidth: 18,
    itemStyle: { color: colour },
    data: refusals.map((refusal) => refusal[key]),
  });
  return {
    grid: { left: 8, right: 30, top: 8, bottom: 26, containLabel: true },
    tooltip: tooltip(theme, ({ dataIndex, seriesName, value }) =>
      tooltipElement(format.figure(refusals[dataIndex].name), [
        [seriesName, format.count(value)],
        ['e.g.', refusals[dataIndex].example.slice(0, 60)],
      ]),
    ),
    xAxis: axis(theme, {
      type: 'value',
      minInterval: 1,
      splitNumber: 4,
      axisLine: { show: false },
      splitLine: { show: true },
    }),
    yAxis: axis(theme, {
      type: 'category',
      data: refusals.map((refusal) => format.figure(refusal.name)),
      inverse: true,
      axisLabel: {
        width: 150,
        overflow: 'truncate',
        color: theme.ink,
        interval: 0,
        hideOverlap: false,
      },
    }),
    series: [
      bar('Refused before training', 'before_training', theme.proxy),
      bar('Refused after training', 'after_training', theme.knee),
    ],
  };
}

export function Refusals({ study }) {
  const theme = useTheme();
  const refusals = useMemo(() => study.refusals.slice(0, 12), [study]);
  const option = useMemo(
    () => refusals.length && refusalOption(refusals, theme),
    [refusals, theme],
  );
  const title = 'Why candidates were refused';
  if (!refusals.length)
    return (
      <Section title={title}>
        <Empty>No candidate was refused.</Empty>
      </Section>
    );
  return (
    <Section
      title={title}
      lead={
        `${format.count(study.counts.infeasible)} candidates broke a constraint or a law ` +
        'of physics; ' +
        'one may break several.'
      }
    >
      <Chart
        option={option}
        height={Math.max(190, refusals.length * 34 + 46)}
        title="Refusals"
        paper={theme.card}
      />
      <ul class="legend">
        <li>
          <i class="swatch before" />
          before training, by its cost alone
        </li>
        <li>
          <i class="swatch after" />
          after training
        </li>
      </ul>
    </Section>
  );
}
