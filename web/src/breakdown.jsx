// web/src/breakdown.jsx - where one design spends energy, latency and area: layer by component.
import { useMemo, useState } from 'preact/hooks';

import { Chart, Choice, Empty, Section } from './chart.jsx';
import * as format from './format.js';
import { costs } from './study.js';
import { axis, tooltip, tooltipElement, useTheme } from './theme.js';

const keyOf = { energy_j: 'energy_j', latency_s: 'latency_s', area_m2: 'area_m2' };

function componentNames(cost) {
  return (cost.components ?? []).map((component) => component.name);
}

function layerSeries(cost, key, theme) {
  const layers = cost.layers ?? [];
  const series = componentNames(cost).map((name, i) => ({
    type: 'bar',
    stack: 'all',
    name: format.words(name),
    barMaxWidth: 22,
    barCategoryGap: '32%',
    itemStyle: {
      color: theme.components[i % theme.components.length],
      borderColor: theme.card,
      borderWidth: 0.5,
    },
    data: layers.map((layer) => layer.components?.[name]?.[key] ?? 0),
  }));
  if (series.some((entry) => entry.data.some((v) => v > 0)))
    return series.filter((s) => s.data.some((v) => v > 0));
  return [
    {
      type: 'bar',
      name: 'all components',
      barMaxWidth: 22,
      itemStyle: { color: theme.accent },
      data: layers.map((layer) => layer[key] ?? 0),
    },
  ];
}

// "stage2.block0.conv1" -> "s2.b0.conv1": on a telephone the ends tell layers apart.
const shortName = (name) => name.replace(/\b(stage|block)(\d)/g, (_, word, at) => word[0] + at);

function makeOption(cost, metric, theme) {
  const key = keyOf[metric.metric];
  const byComponent = key === 'area_m2';
  const components = (cost.components ?? [])
    .map((c, i) => ({ ...c, colour: theme.components[i % theme.components.length] }))
    .filter((c) => c.area_m2 > 0)
    .sort((a, b) => b.area_m2 - a.area_m2);
  const categories = byComponent
    ? components.map((c) => format.words(c.name))
    : (cost.layers ?? []).map((l) => l.name);
  const series = byComponent
    ? [
        {
          type: 'bar',
          name: 'area',
          barMaxWidth: 22,
          barCategoryGap: '32%',
          data: components.map((c) => ({ value: c.area_m2, itemStyle: { color: c.colour } })),
        },
      ]
    : layerSeries(cost, key, theme);
  const total = cost[key];
  const narrow = window.innerWidth < 600;
  return {
    grid: { left: narrow ? 112 : 190, right: 36, top: 8, bottom: 32 },
    tooltip: tooltip(theme, ({ name, seriesName, value }) =>
      tooltipElement(name, [
        [byComponent ? 'Area' : seriesName, format.quantity(value, metric.unit)],
        ['Share of the whole', format.percent(value / total, 1)],
      ]),
    ),
    xAxis: axis(theme, {
      type: 'value',
      splitNumber: narrow ? 3 : 6,
      axisLine: { show: false },
      splitLine: { show: true },
      axisLabel: { formatter: (v) => format.tick(v, metric.unit) },
    }),
    yAxis: axis(theme, {
      type: 'category',
      data: categories,
      inverse: true,
      axisLabel: {
        formatter: narrow ? shortName : undefined,
        width: narrow ? 100 : 176,
        overflow: 'truncate',
        color: theme.ink,
        interval: 0,
        hideOverlap: false,
      },
    }),
    series,
  };
}

function ComponentLegend({ cost, metric, theme }) {
  const key = keyOf[metric.metric];
  const total = cost[key] || 1;
  return (
    <ul class="legend parts">
      {(cost.components ?? [])
        .map((component, i) => [component, i])
        .filter(([component]) => component[key] > 0)
        .map(([component, i]) => (
          <li key={component.name}>
            <i
              class="swatch"
              style={{ background: theme.components[i % theme.components.length] }}
            />
            {format.words(component.name)}{' '}
            <span class="figure">{format.percent(component[key] / total, 1)}</span>
          </li>
        ))}
    </ul>
  );
}

export function Breakdown({ study, selected }) {
  const theme = useTheme();
  const [name, setName] = useState('energy_j');
  const metric = costs.find((entry) => entry.metric === name);
  const cost = selected?.detail?.cost;
  const option = useMemo(() => cost && makeOption(cost, metric, theme), [cost, metric, theme]);
  const { folder } = study.study;
  const title = selected ? `Where ${study.name(selected)} spends it` : 'Where a design spends it';
  if (!cost) {
    return (
      <Section title={title}>
        <Empty>
          {selected
            ? `Its layers are not in this file; try: kirchhoff show ${folder} ${selected.number}`
            : 'There is no design to look into.'}
        </Empty>
      </Section>
    );
  }
  const rows = option.yAxis.data.length;
  const what = {
    energy_j: 'per image',
    latency_s: 'on the critical path of one image',
    area_m2: 'of chip',
  }[name];
  const lead =
    `${format.quantity(cost[keyOf[name]], metric.unit)} ${what}` +
    (cost.activity ? `. Activity ${cost.activity}.` : '.');
  return (
    <Section
      title={title}
      lead={lead}
      controls={
        <Choice
          label="Cost"
          value={name}
          onChange={setName}
          options={costs.map((c) => [c.metric, c.title])}
        />
      }
    >
      <Chart
        option={option}
        height={Math.max(150, rows * 30 + 50)}
        title={`Breakdown ${metric.title} ${selected.number}`}
        paper={theme.card}
        label={`${metric.title} by layer and component`}
      />
      {name !== 'area_m2' && <ComponentLegend cost={cost} metric={metric} theme={theme} />}
    </Section>
  );
}
