// web/src/metric_designs.jsx - the table of designs of a study without training: its own columns.
import { useMemo } from 'preact/hooks';

import { DesignTable } from './design_table.jsx';
import * as format from './format.js';

const mostParameters = 12; // columns; a design's card has them all

const figureColumn = (metric) => ({
  key: `metric ${metric.name}`,
  title: metric.title,
  of: (row) => metric.of(row.index),
  text: (row) => metric.text(metric.of(row.index)),
  best: metric.larger ? -1 : 1,
});

const isText = (value) => typeof value === 'string' || typeof value === 'boolean';

const fieldColumn = (study, name, title) => ({
  key: `field ${name}`,
  title,
  words: study.trials.fields[name].some(isText),
  of: (row) => row.fields[name],
  text: (row) => format.value(row.fields[name]),
});

// Chips have so many parameters that those which a reader asks for stand together.
const chipColumns = (study) => [
  { key: 'bits', title: 'bits w / a / ADC', of: (row) => row.bits, text: (row) => row.bits },
  {
    key: 'crossbar',
    title: 'crossbar',
    of: (row) => row.fields['hardware.rows'],
    text: (row) => format.crossbar(row.fields),
  },
  ...namedColumns(study, { 'hardware.device': 'device' }),
];

// Those of the fields that some design has.
const namedColumns = (study, titles) =>
  Object.entries(titles)
    .filter(([name]) => study.trials.fields[name])
    .map(([name, title]) => fieldColumn(study, name, title));

const variesIn = (study, name) => new Set(study.trials.fields[name]).size > 1;

function parameterColumns(study) {
  if (study.kind === 'table') {
    return study.parameters
      .filter(({ name }) => study.trials.fields[name])
      .slice(0, mostParameters)
      .map(({ name }) => fieldColumn(study, name, name));
  }
  const network = namedColumns(study, { 'network.family': 'network', 'network.file': 'network' });
  return [
    ...chipColumns(study),
    ...network.filter((column) => variesIn(study, column.key.slice('field '.length))),
  ];
}

function noteOf(study, row) {
  if (row.isKnee) return study.kneeName;
  if (row.onFront) return 'front';
  return row.reason.slice(0, 60);
}

function columnsOf(study, metrics) {
  const asked = metrics.filter((metric) => metric.isGoal || metric.bounds.length);
  return [
    { key: 'number', title: '#', of: (row) => row.number, text: (row) => String(row.number) },
    ...asked.map(figureColumn),
    ...parameterColumns(study),
    {
      key: 'note',
      title: 'note',
      words: true,
      of: (row) => (row.isKnee ? 0 : row.onFront ? 1 : 2),
      text: (row) => noteOf(study, row),
    },
  ];
}

const setsOf = (study) => [
  ['front', 'Front', study.kneeName === 'best' ? [] : study.frontIndices],
  ['all', 'All feasible', study.proxies],
  ['refused', 'Refused', study.refused],
];

function leadOf(study) {
  const lead = 'Press a heading to sort, a row to look inside.';
  if (!study.leftOut) return lead;
  const held = format.count(study.counts.candidates - study.leftOut);
  return (
    `${lead} Of ${format.count(study.counts.candidates)} trials this file holds ${held}: ` +
    'the front, and an even part of the others.'
  );
}

export function MetricDesigns({ study, metrics, selected, onSelect }) {
  const sets = useMemo(() => setsOf(study), [study]);
  const columns = useMemo(() => columnsOf(study, metrics), [study, metrics]);
  return (
    <DesignTable
      study={study}
      columns={columns}
      sets={sets}
      first={{ key: columns[1].key, sign: columns[1].best ?? 1 }}
      lead={leadOf(study)}
      empty="No candidate has been proposed yet."
      selected={selected}
      onSelect={onSelect}
    />
  );
}
