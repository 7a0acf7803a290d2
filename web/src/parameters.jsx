// web/src/parameters.jsx - one parameter of the space against one figure, over all designs.
import { useMemo, useState } from 'preact/hooks';

import { Chart, Empty, Section } from './chart.jsx';
import * as format from './format.js';
import { axis, logAxis, tooltip, tooltipElement, useTheme } from './theme.js';

const most = 2500; // points; more of them only hide each other

// Spreads the points of one category without a random draw, so that the picture stays the same.
const spread = (index) => (((index * 0.618034) % 1) - 0.5) * 0.5;

// Accuracy has an axis of its own: a few per cent at its upper end matter.
const accuracyScale = (theme) => ({
  at: (value) => value,
  axis: axis(theme, {
    type: 'value',
    min: (range) => Math.max(0, Math.floor(range.min * 10) / 10),
    splitNumber: 4,
    axisLine: { show: false },
    splitLine: { show: true },
    axisLabel: { formatter: (v) => `${Number((100 * v).toFixed(1))} %` },
  }),
});

const accuracyOf = (study) => ({
  name: 'accuracy',
  title: 'Accuracy (proxy)',
  of: (index) => study.metric('accuracy', index),
  text: (value) => format.percent(value),
  scale: accuracyScale,
  room: 48, // pixels for the labels of its axis
});

function makeOption(study, name, figure, theme) {
  const column = study.trials.fields[name];
  const shown = study.proxies.filter((i) => column[i] !== null && column[i] !== undefined);
  const values = [...new Set(shown.map((i) => column[i]))];
  const continuous = values.length > 12 && values.every((v) => typeof v === 'number');
  const logarithmic = continuous && values.every((v) => v > 0);
  if (values.every((v) => typeof v === 'number')) values.sort((a, b) => a - b);
  const place = new Map(values.map((v, at) => [v, at]));
  const at = (i) => {
    if (!continuous) return place.get(column[i]) + spread(i);
    return logarithmic ? Math.log10(column[i]) : column[i];
  };
  const chosen = new Set(
    study.frontIndices.map((i) =>
      study.trials.role[i] === 'final' ? study.indexByNumber.get(study.trials.continues[i]) : i,
    ),
  );
  const step = Math.ceil(shown.length / most);
  const scale = figure.scale(theme, shown.map(figure.of), {
    splitNumber: 4,
    axisLine: { show: false },
    splitLine: { show: true },
  });
  const points = (test) => shown.filter(test).map((i) => [at(i), scale.at(figure.of(i)), i]);
  const categories = axis(theme, {
    type: 'value',
    min: -0.6,
    max: values.length - 0.4,
    axisLabel: {
      customValues: values.map((_, i) => i),
      formatter: (v) => format.value(values[v]).slice(0, 16),
    },
  });
  const numbers = axis(theme, {
    type: 'value',
    scale: true,
    axisLabel: { formatter: (v) => format.value(v) },
  });
  const xAxis = !continuous
    ? categories
    : logarithmic
      ? logAxis(theme, values, format.value)
      : numbers;
  return {
    grid: { left: figure.room ?? 68, right: 20, top: 14, bottom: 30 },
    tooltip: tooltip(theme, ({ data }) =>
      tooltipElement(`Design ${study.trials.number[data[2]]}`, [
        [format.words(name), format.value(column[data[2]])],
        [figure.title, figure.text(figure.of(data[2]))],
      ]),
    ),
    xAxis,
    yAxis: scale.axis,
    series: [
      {
        type: 'scatter',
        data: points((i) => !chosen.has(i) && i % step === 0),
        symbolSize: 5,
        itemStyle: { color: theme.proxy, opacity: 0.5 },
        large: true, // one path for all of them
        largeThreshold: 1000,
      },
      {
        type: 'scatter',
        data: points((i) => chosen.has(i)),
        symbolSize: 9,
        z: 3,
        itemStyle: { color: theme.accent, borderColor: theme.card, borderWidth: 1 },
      },
    ],
  };
}

const sample = (study, what) =>
  study.proxies.length > most
    ? `one in ${Math.ceil(study.proxies.length / most)} ${what}`
    : `the ${what}`;

function leadOf(study, figure, isTrained) {
  const marked = study.kneeName === 'best' ? 'the best design' : 'the designs of the front';
  const subject = isTrained
    ? `Accuracy of ${sample(study, 'proxies')}`
    : `${figure.heading} of ${sample(study, 'feasible designs')}`;
  return `${subject} by one parameter; blue: ${marked}.`;
}

function Pick({ label, value, options, onChange }) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([key, title]) => (
        <option key={key} value={key}>
          {title}
        </option>
      ))}
    </select>
  );
}

/// `metrics`: what can be chosen; in a study that trains there is accuracy alone.
export function Parameters({ study, metrics, onSelect }) {
  const theme = useTheme();
  const figures = useMemo(() => metrics ?? [accuracyOf(study)], [study, metrics]);
  const names = useMemo(
    () => study.parameters.map((p) => p.name).filter((name) => study.trials.fields[name]),
    [study],
  );
  const preferred =
    ['hardware.adc_bits', 'network.family'].find((name) => names.includes(name)) ?? names[0];
  const [name, setName] = useState(preferred);
  const [figureName, setFigureName] = useState(figures[0]?.name);
  const figure = figures.find((entry) => entry.name === figureName);
  const option = useMemo(
    () => name && figure && study.proxies.length && makeOption(study, name, figure, theme),
    [study, name, figure, theme],
  );
  const title = 'What each choice does';
  if (!option)
    return (
      <Section title={title}>
        <Empty>{metrics ? 'No design is feasible.' : 'No trained design yet.'}</Empty>
      </Section>
    );
  const controls = (
    <>
      {figures.length > 1 && (
        <Pick
          label="Figure"
          value={figureName}
          options={figures.map((entry) => [entry.name, entry.title])}
          onChange={setFigureName}
        />
      )}
      <Pick
        label="Parameter"
        value={name}
        options={names.map((entry) => [entry, entry])}
        onChange={setName}
      />
    </>
  );
  return (
    <Section title={title} lead={leadOf(study, figure, !metrics)} controls={controls}>
      <Chart
        option={option}
        height={330}
        title={`Parameter ${name}`}
        paper={theme.card}
        onClick={({ data }) => onSelect(study.trials.number[data[2]])}
      />
    </Section>
  );
}
