// web/src/front.jsx - every trained design, its cost against its accuracy, with the front marked.
import { useMemo, useState } from 'preact/hooks';

import { Chart, Choice, Empty, Section } from './chart.jsx';
import * as format from './format.js';
import { costs } from './study.js';
import { axis, logAxis, tooltip, tooltipElement, useTheme } from './theme.js';

function designTip(study, index) {
  const row = study.row(index);
  const note = row.isKnee ? `, ${study.kneeText}` : row.onFront ? ', on the front' : '';
  const kind = {
    search: 'proxy training',
    final: 'trained fully',
    baseline: 'baseline, trained fully',
  }[row.role];
  const name = study.name(row);
  const family = row.fields['network.family'] ?? row.fields['network.file'];
  return tooltipElement(name[0].toUpperCase() + name.slice(1), [
    [kind + note, ''],
    ['Accuracy on chip', `${format.percent(row.accuracy)} ± ${format.percent(row.sd)}`],
    ['Digital', format.percent(row.digital)],
    ['Energy', format.quantity(row.energy_j, 'J')],
    ['Latency', format.quantity(row.latency_s, 's')],
    ['Area', format.quantity(row.area_m2, 'm2')],
    ['Bits w / a / ADC', row.bits],
    ['Crossbar', format.crossbar(row.fields)],
    ['Device', format.value(row.fields['hardware.device'])],
    ['Network', format.value(family)],
  ]);
}

// A vertical bar from mean - sd to mean + sd.
function errorBars(points, colour) {
  return {
    type: 'custom',
    silent: true,
    z: 2,
    data: points,
    encode: { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const [x, top] = api.coord([api.value(0), api.value(2)]);
      const bottom = api.coord([api.value(0), api.value(1)])[1];
      const style = { stroke: colour, lineWidth: 1.25, opacity: 0.75 };
      const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
      return {
        type: 'group',
        children: [
          line(x, top, x, bottom),
          line(x - 3, top, x + 3, top),
          line(x - 3, bottom, x + 3, bottom),
        ],
      };
    },
  };
}

function marks(theme) {
  return {
    proxies: {
      symbol: 'circle',
      symbolSize: 5,
      itemStyle: { color: theme.proxy, opacity: 0.55 },
      z: 1,
    },
    others: {
      symbol: 'circle',
      symbolSize: 9,
      z: 3,
      itemStyle: { color: theme.card, borderColor: theme.accent, borderWidth: 1.5, opacity: 1 },
    },
    front: {
      symbol: 'circle',
      symbolSize: 10,
      itemStyle: { color: theme.accent, opacity: 1 },
      z: 4,
    },
    knee: {
      symbol: 'diamond',
      symbolSize: 17,
      z: 5,
      itemStyle: { color: theme.knee, borderColor: theme.card, borderWidth: 1.5, opacity: 1 },
    },
    baselines: {
      symbol: 'triangle',
      symbolSize: 12,
      itemStyle: { color: theme.baseline, opacity: 1 },
      z: 4,
    },
    selected: {
      symbol: 'circle',
      symbolSize: 23,
      silent: true,
      z: 2,
      itemStyle: { color: 'transparent', borderColor: theme.ink, borderWidth: 1.25 },
    },
  };
}

function groupsOf(study) {
  const isFront = (i) => study.frontSet.has(study.trials.number[i]);
  const isKnee = (i) => study.trials.number[i] === study.knee;
  return {
    proxies: study.proxies.filter((i) => !isFront(i)),
    others: study.finals.filter((i) => !isFront(i)),
    front: study.frontIndices.filter((i) => !isKnee(i)),
    knee: study.frontIndices.filter(isKnee),
    baselines: study.baselines,
  };
}

// What the axis of accuracy shows: all of it, or from a little below the designs that matter. Both
// ends stand on ticks.
function rangeOf(study, groups, window) {
  const matter = [...groups.others, ...groups.front, ...groups.knee, ...groups.baselines];
  const proxies = groups.proxies.filter((i) => study.accuracy(i) !== null);
  const near = window === 'front' && matter.length > 1;
  let low = 1;
  let high = 0;
  for (const i of matter) {
    const sd = study.accuracy(i, '_sd') ?? 0;
    low = Math.min(low, study.accuracy(i) - sd);
    high = Math.max(high, study.accuracy(i) + sd);
  }
  for (const i of proxies) {
    if (!near) low = Math.min(low, study.accuracy(i));
    high = Math.max(high, study.accuracy(i));
  }
  const span = Math.max(high - low, 0.005);
  const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05].find((s) => span < 6 * s) ?? 0.1;
  const round = (towards, value) => Number((towards(value / step) * step).toFixed(4));
  return {
    floor: Math.max(0, round(Math.floor, low - 0.1 * span)),
    top: Math.min(1, round(Math.ceil, high + 0.02 * span)),
    step,
  };
}

function makeOption(study, theme, groups, cost, range, selected) {
  const { floor, top, step } = range;
  const point = (i) => [Math.log10(study.metric(cost.metric, i)), study.accuracy(i), i];
  const drawable = (i) => study.metric(cost.metric, i) > 0 && study.accuracy(i) >= floor;
  const style = marks(theme);
  const series = Object.entries(groups).map(([name, indices]) => ({
    type: 'scatter',
    name,
    data: indices.filter(drawable).map(point),
    ...style[name],
    large: indices.length > 3000,
    largeThreshold: 3000,
    progressive: 0,
    emphasis: { disabled: indices.length > 3000 },
  }));
  Object.assign(series[4], {
    labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' },
    label: {
      show: true,
      position: 'left',
      formatter: ({ value }) => study.name(study.row(value[2])).slice(0, 24),
      color: theme.soft,
      fontSize: 11.5,
      fontFamily: theme.font,
      textBorderColor: theme.card,
      textBorderWidth: 3,
    },
  });
  const withBars = (indices) =>
    indices.filter(drawable).map((i) => {
      const accuracy = study.accuracy(i),
        sd = study.accuracy(i, '_sd') ?? 0;
      return [
        Math.log10(study.metric(cost.metric, i)),
        Math.max(accuracy - sd, floor),
        accuracy + sd,
      ];
    });
  series.push(errorBars(withBars([...groups.others, ...groups.front]), theme.accent));
  series.push(
    errorBars(withBars(groups.knee), theme.knee),
    errorBars(withBars(groups.baselines), theme.baseline),
  );
  if (selected && drawable(selected.index)) {
    series.push({ type: 'scatter', data: [point(selected.index)], ...style.selected });
  }
  const shown = Object.values(groups).flat().filter(drawable);
  const narrow = window.innerWidth < 600;
  return {
    grid: { left: 56, right: narrow ? 16 : 28, top: 34, bottom: 52 },
    tooltip: tooltip(theme, ({ data }) => designTip(study, data[2])),
    xAxis: logAxis(
      theme,
      shown.map((i) => study.metric(cost.metric, i)),
      (v) => format.tick(v, cost.unit),
      { name: `${cost.axis} (logarithmic)`, nameLocation: 'middle', nameGap: 32 },
    ),
    yAxis: axis(theme, {
      type: 'value',
      min: floor,
      max: top,
      interval: step,
      name: 'accuracy on the noisy chip',
      nameLocation: 'end',
      nameGap: 14,
      nameTextStyle: {
        align: 'left',
        padding: [0, 0, 0, -48],
        color: theme.soft,
        fontFamily: theme.font,
      },
      axisLine: { show: false },
      splitLine: { show: true },
      axisLabel: { formatter: (v) => `${Number((100 * v).toFixed(2))} %` },
    }),
    series,
  };
}

function Legend({ groups, basis, kneeText }) {
  const entries = [
    ['knee', kneeText],
    ['front', basis === 'full' ? 'front, trained fully' : 'front of proxies'],
    ['others', 'trained fully, dominated'],
    ['baselines', 'baseline'],
    ['proxies', 'proxy: fewer images and epochs'],
  ];
  return (
    <ul class="legend">
      {entries
        .filter(([name]) => groups[name].length)
        .map(([name, text]) => (
          <li key={name}>
            <i class={`mark ${name}`} />
            {text}
          </li>
        ))}
      <li>
        <i class="mark bar" />± 1 sd between programmings
      </li>
    </ul>
  );
}

function leadOf(study) {
  if (study.basis === 'full') {
    return (
      'Full designs and baselines: mean over noisy chips on the test images. ' +
      'Proxies: validation images after short ' +
      'training; compare them among themselves. Hover for figures, click to look inside.'
    );
  }
  return (
    'No design has been trained fully yet: every accuracy is that of a proxy on ' +
    'validation images. Hover for figures, ' +
    'click to look inside.'
  );
}

export function Front({ study, selected, onSelect }) {
  const theme = useTheme();
  const [metric, setMetric] = useState('energy_j');
  const [window, setWindow] = useState('front');
  const groups = useMemo(() => groupsOf(study), [study]);
  const cost = costs.find((entry) => entry.metric === metric);
  const range = useMemo(() => rangeOf(study, groups, window), [study, groups, window]);
  const option = useMemo(
    () => makeOption(study, theme, groups, cost, range, selected),
    [study, theme, groups, cost, range, selected],
  );
  const trained = Object.values(groups).flat();
  const hidden = trained.filter((i) => study.accuracy(i) < range.floor).length;
  if (!trained.length) {
    return (
      <Section title="The front">
        <Empty>No design has been trained yet, so there is nothing to compare.</Empty>
      </Section>
    );
  }
  const controls = (
    <>
      <Choice
        label="Cost"
        value={metric}
        onChange={setMetric}
        options={costs.map((c) => [c.metric, c.title])}
      />
      <Choice
        label="Range of accuracy"
        value={window}
        onChange={setWindow}
        options={[
          ['front', 'Near the front'],
          ['all', 'All'],
        ]}
      />
    </>
  );
  return (
    <Section title="The front" lead={leadOf(study)} controls={controls}>
      <Chart
        option={option}
        height={440}
        title={`Front ${cost.title}`}
        paper={theme.card}
        label={`Accuracy against ${cost.axis} of ${trained.length} trained designs`}
        onClick={({ data }) => data?.[2] !== undefined && onSelect(study.trials.number[data[2]])}
      />
      <Legend groups={groups} basis={study.basis} kneeText={study.kneeText} />
      {hidden > 0 && (
        <p class="note">
          {format.count(hidden)} designs below {format.percent(range.floor, 1)} lie outside this
          view.
        </p>
      )}
    </Section>
  );
}
