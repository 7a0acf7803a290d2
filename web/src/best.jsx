// web/src/best.jsx - the best value over trials, in a study with one objective.
import { useMemo } from 'preact/hooks';

import { Chart, Empty, Section } from './chart.jsx';
import { stepSeries, trialAxis } from './search.jsx';
import { tooltip, tooltipElement, useTheme } from './theme.js';

// Each trial that was better than all before it, and the end of the search.
function stepsOf(study) {
  const steps = study.best ?? [];
  if (!steps.length) return [];
  const [, best] = steps[steps.length - 1];
  const last = study.trials.number[study.trials.role.lastIndexOf('search')];
  return [...steps, [last, best]];
}

const dashed = (ends, colour) => ({
  type: 'line',
  silent: true,
  showSymbol: false,
  data: ends,
  lineStyle: { color: colour, width: 1.25, type: 'dashed' },
  z: 2,
});

// All designs, what no search can beat, and where the second stage began.
function marksOf(study, { points, scale, placed, optimum }, theme) {
  const marks = [
    {
      type: 'scatter',
      data: points.map(([number, value, i]) => [number, scale.at(value), i]),
      symbolSize: 5,
      itemStyle: { color: theme.proxy, opacity: 0.6 },
      large: points.length > 3000,
      largeThreshold: 3000,
      z: 1,
    },
  ];
  if (optimum !== null) {
    const ends = [placed[0][0], placed[placed.length - 1][0]];
    marks.push(
      dashed(
        ends.map((end) => [end, scale.at(optimum)]),
        theme.baseline,
      ),
    );
  }
  if (study.secondStage !== null) {
    const ends = [scale.axis.min, scale.axis.max];
    marks.push(
      dashed(
        ends.map((end) => [study.secondStage, end]),
        theme.faint,
      ),
    );
  }
  return marks;
}

function makeOption(study, steps, metric, optimum, theme) {
  const points = study.proxies
    .map((i) => [study.trials.number[i], metric.of(i), i])
    .filter(([, value]) => value !== null);
  const values = [...points, ...steps].map(([, value]) => value);
  const scale = metric.scale(theme, optimum === null ? values : [...values, optimum], {
    axisLine: { show: false },
    splitLine: { show: true },
  });
  const placed = steps.map(([number, value]) => [number, scale.at(value)]);
  const line = { ...stepSeries(placed, theme), areaStyle: undefined, sampling: undefined, z: 3 };
  return {
    grid: { left: 68, right: 20, top: 14, bottom: 46 },
    tooltip: tooltip(theme, ({ data }) =>
      data[2] === undefined
        ? null
        : tooltipElement(`Design ${data[0]}`, [[metric.title, metric.text(metric.of(data[2]))]]),
    ),
    xAxis: trialAxis(theme),
    yAxis: scale.axis,
    series: [...marksOf(study, { points, scale, placed, optimum }, theme), line],
  };
}

function leadOf(study, metric, steps, optimum) {
  const [number, best] = steps[steps.length - 2];
  const stage =
    study.secondStage === null ? '' : ` The second stage began at ${study.secondStage}.`;
  const found = `${metric.text(best)} at the end, found by trial ${number}.${stage}`;
  if (optimum === null) return `${found} Dots: feasible designs; line: the best so far.`;
  return best === optimum
    ? `${found} That is the best of all candidates.`
    : `${found} The best of all candidates has ${metric.text(optimum)} (dashed).`;
}

export function Best({ study, metrics, onSelect }) {
  const theme = useTheme();
  const metric = metrics.find((entry) => entry.name === study.study.objectives[0].metric);
  const steps = useMemo(() => (metric ? stepsOf(study) : []), [study, metric]);
  const optimum = study.truth?.front[metric?.name]?.[0] ?? null;
  const option = useMemo(
    () => steps.length && makeOption(study, steps, metric, optimum, theme),
    [study, steps, metric, optimum, theme],
  );
  const title = metric ? `The best ${metric.title} so far` : 'The best so far';
  if (!option)
    return (
      <Section title={title}>
        <Empty>No candidate is feasible.</Empty>
      </Section>
    );
  return (
    <Section title={title} lead={leadOf(study, metric, steps, optimum)}>
      <Chart
        option={option}
        height={330}
        title={`Best ${metric.title}`}
        paper={theme.card}
        onClick={({ data }) => data?.[2] !== undefined && onSelect(study.trials.number[data[2]])}
      />
    </Section>
  );
}
