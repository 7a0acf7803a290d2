// web/src/search.jsx - how the search went: hypervolume over trials, refusals by reason.
import { useMemo } from 'preact/hooks';

import { Chart, Empty, Section } from './chart.jsx';
import * as format from './format.js';
import { axis, tooltip, tooltipElement, useTheme } from './theme.js';

/// The number of trials, on the axis across.
export const trialAxis = (theme) =>
  axis(theme, {
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
  });

/// What holds from one trial until a later one is better.
export const stepSeries = (points, theme) => ({
  type: 'line',
  step: 'end',
  data: points,
  showSymbol: points.length === 1,
  symbolSize: 7,
  sampling: 'lttb',
  lineStyle: { color: theme.accent, width: 2 },
  itemStyle: { color: theme.accent },
  areaStyle: { color: theme.accent, opacity: 0.09 },
});

// Straight lines over the whole picture: what no search can beat, where the second stage began.
function markLines(points, marks, theme) {
  const first = points[0][0];
  const last = points[points.length - 1][0];
  const top = Math.max(...points.map(([, value]) => value), marks.truth ?? 0);
  const line = (data, colour, text, place) => ({
    type: 'line',
    silent: true,
    showSymbol: false,
    data,
    lineStyle: { color: colour, width: 1.25, type: 'dashed' },
    endLabel: {
      show: true,
      formatter: text,
      color: theme.soft,
      fontFamily: theme.font,
      fontSize: 11.5,
      align: 'right',
      verticalAlign: place,
      padding: [5, 6, 5, 0],
    },
  });
  const lines = [];
  if (marks.truth !== null) {
    lines.push(
      line(
        [
          [first, marks.truth],
          [last, marks.truth],
        ],
        theme.baseline,
        'true front',
        'top',
      ),
    );
  }
  if (marks.stage !== null) {
    lines.push(
      line(
        [
          [marks.stage, top],
          [marks.stage, 0],
        ],
        theme.faint,
        'second stage',
        'bottom',
      ),
    );
  }
  return lines;
}

function historyOption(points, marks, theme) {
  return {
    grid: { left: 48, right: 20, top: 14, bottom: 46 },
    tooltip: tooltip(
      theme,
      ([first]) =>
        first &&
        tooltipElement(`Trial ${first.data[0]}`, [['Hypervolume', first.data[1].toFixed(4)]]),
      { trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: theme.faint } } },
    ),
    xAxis: trialAxis(theme),
    yAxis: axis(theme, {
      type: 'value',
      min: 0,
      axisLine: { show: false },
      splitLine: { show: true },
      splitNumber: 4,
    }),
    series: [stepSeries(points, theme), ...markLines(points, marks, theme)],
  };
}

function historyLead(study, last, marks) {
  const what =
    study.kind === 'training'
      ? "Hypervolume of the search trials' front: "
      : 'Hypervolume, the share of the box of interest that the front dominates: ';
  const parts = [`${what}${last.toFixed(3)} of 1 at the end.`];
  if (marks.truth !== null) parts.push(`The true front has ${marks.truth.toFixed(3)} (dashed).`);
  if (marks.stage !== null) parts.push('The second stage keeps what the first chose.');
  return parts.join(' ');
}

export function History({ study }) {
  const theme = useTheme();
  const points = study.hypervolume;
  const marks = useMemo(
    () => ({ truth: study.truth?.hypervolume ?? null, stage: study.secondStage }),
    [study],
  );
  const option = useMemo(
    () => points.length && historyOption(points, marks, theme),
    [points, marks, theme],
  );
  const title = 'How the front grew';
  if (!points.length)
    return (
      <Section title={title}>
        <Empty>
          {study.kind === 'training'
            ? 'No design has been trained yet.'
            : 'No candidate has been evaluated.'}
        </Empty>
      </Section>
    );
  const last = points[points.length - 1][1];
  return (
    <Section title={title} lead={historyLead(study, last, marks)}>
      <Chart option={option} height={270} title="Hypervolume" paper={theme.card} />
    </Section>
  );
}

// What the two kinds of refusal are called: a table's designs are judged once they are looked up.
const refusalWords = {
  training: ['before training, by its cost alone', 'after training'],
  'cost model': ['before a trial was spent on it', 'by a trial'],
  table: ['before a trial was spent on it', 'by a trial: a table is judged once it is read'],
};

const refusalName = (study, refusal) =>
  study.kind === 'table' ? refusal.name : format.figure(refusal.name);

function refusalOption(study, refusals, words, theme) {
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
      tooltipElement(refusalName(study, refusals[dataIndex]), [
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
      data: refusals.map((refusal) => refusalName(study, refusal)),
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
      bar(`Refused ${words[0]}`, 'before_training', theme.proxy),
      bar(`Refused ${words[1]}`, 'after_training', theme.knee),
    ],
  };
}

const mostExamples = 4;

function Examples({ study, refusals }) {
  return (
    <ul class="examples">
      {refusals.slice(0, mostExamples).map((refusal) => (
        <li key={refusal.name}>
          <b>{refusalName(study, refusal)}</b> e.g. design {refusal.trial}: {refusal.example}
        </li>
      ))}
    </ul>
  );
}

function RefusalLegend({ study, refusals, words }) {
  const entries = [
    ['before', words[0], 'before_training'],
    ['after', words[1], 'after_training'],
  ];
  const isTrained = study.kind === 'training';
  return (
    <ul class="legend">
      {entries
        .filter(([, , key]) => isTrained || refusals.some((refusal) => refusal[key]))
        .map(([name, text]) => (
          <li key={name}>
            <i class={`swatch ${name}`} />
            {text}
          </li>
        ))}
    </ul>
  );
}

export function Refusals({ study }) {
  const theme = useTheme();
  const refusals = useMemo(() => study.refusals.slice(0, 12), [study]);
  const words = refusalWords[study.kind];
  const option = useMemo(
    () => refusals.length && refusalOption(study, refusals, words, theme),
    [study, refusals, words, theme],
  );
  const isTrained = study.kind === 'training';
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
        `${format.count(isTrained ? study.counts.infeasible : study.counts.refused)} candidates ` +
        `broke a constraint${study.kind === 'table' ? '' : ' or a law of physics'}; ` +
        'one may break several.'
      }
    >
      <Chart
        option={option}
        height={Math.max(190, refusals.length * 34 + 46)}
        title="Refusals"
        paper={theme.card}
      />
      <RefusalLegend study={study} refusals={refusals} words={words} />
      {!isTrained && <Examples study={study} refusals={refusals} />}
    </Section>
  );
}
