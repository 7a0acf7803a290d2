// web/src/metric_front.jsx - every design between any two metrics of the study.
import { useMemo, useState } from 'preact/hooks';

import { Chart, Choice, Empty, Section } from './chart.jsx';
import * as format from './format.js';
import { groupsOf, makeOption, missingTruth, nearFront, truthOf } from './metric_picture.js';
import { firstShade, shadeOf, shadesOf } from './shade.js';
import { useTheme } from './theme.js';

function Pick({ label, options, value, onChange }) {
  return (
    <label class="pick">
      {label}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

const optionsOf = (metrics) => metrics.map((metric) => [metric.name, metric.title]);

function Legend({ study, groups, truth, bounds }) {
  const entries = [
    ['knee', study.kneeName, groups.knee.length],
    ['front', 'front', groups.front.length],
    ['truth', 'on the true front, not found', truth.filter(([, , isMissing]) => isMissing).length],
    ['dominated', study.kneeName === 'best' ? 'feasible' : 'dominated', groups.others.length],
    ['refused', 'breaks a constraint', groups.refused.length],
    ['bound', 'bound of a constraint', bounds],
  ];
  return (
    <ul class="legend">
      {entries
        .filter(([, , present]) => present)
        .map(([name, text]) => (
          <li key={name}>
            <i class={`mark ${name}`} />
            {text}
          </li>
        ))}
    </ul>
  );
}

function ShadeLegend({ shade }) {
  return (
    <ul class="legend">
      <li>front by {shade.title}:</li>
      {shade.gradient ? (
        <li>
          {shade.low}
          <i class="gradient" style={{ background: shade.gradient }} />
          {shade.high}
        </li>
      ) : (
        shade.entries.map(([text, colour]) => (
          <li key={text}>
            <i class="mark" style={{ background: colour }} />
            {text}
          </li>
        ))
      )}
    </ul>
  );
}

function truthText(study) {
  const missing = missingTruth(study);
  if (!missing.length || study.kneeName === 'best') return '';
  const found = missing.filter((isMissing) => !isMissing).length;
  const all = format.count(missing.length);
  return `${format.count(found)} of the ${all} designs of the true front were found. `;
}

function leadOf(study, shown) {
  const goals = study.study.objectives.length;
  const what =
    goals > 2 && study.front.length > 1
      ? `A front of ${goals} objectives, seen from two of them: a design that looks dominated ` +
        'here is better elsewhere. '
      : '';
  const without = study.refused.filter((i) => !shown(i)).length;
  const hidden = without
    ? `${format.count(without)} refused candidates have no figures and are not drawn. `
    : '';
  return `${what}${truthText(study)}${hidden}Hover for figures, click to look inside.`;
}

/// The first two metrics stand on the axes until the reader chooses others.
export function MetricFront({ study, metrics, selected, onSelect }) {
  const theme = useTheme();
  const [names, setNames] = useState(() => firstAxes(study, metrics));
  const [range, setRange] = useState('front');
  const [x, y] = names.map((name) => metrics.find((metric) => metric.name === name));
  const all = useMemo(() => groupsOf(study, x, y), [study, x, y]);
  const truth = useMemo(() => truthOf(study, x, y), [study, x, y]);
  const canNarrow = all.front.length + all.knee.length > 1;
  const isNear = canNarrow && range === 'front';
  const groups = useMemo(
    () => (isNear ? nearFront(all, truth, x, y) : all),
    [all, truth, x, y, isNear],
  );
  const shades = useMemo(() => shadesOf(study, metrics), [study, metrics]);
  const [shadeKey, setShadeKey] = useState(() => firstShade(study, metrics));
  const shade = useMemo(
    () =>
      shadeOf(
        study,
        shades.find(({ key }) => key === shadeKey),
        theme,
      ),
    [study, shades, shadeKey, theme],
  );
  const option = useMemo(
    () => makeOption({ study, theme, groups, truth, metrics, x, y, shade, selected }),
    [study, theme, groups, truth, metrics, x, y, shade, selected],
  );
  const count = (parts) => Object.values(parts).reduce((sum, part) => sum + part.length, 0);
  const hidden = count(all) - count(groups);
  const controls = (
    <>
      <Pick
        label="Across"
        options={optionsOf(metrics)}
        value={x.name}
        onChange={(name) => setNames([name, y.name])}
      />
      <Pick
        label="Up"
        options={optionsOf(metrics)}
        value={y.name}
        onChange={(name) => setNames([x.name, name])}
      />
      {canNarrow && (
        <Pick
          label="Colour"
          options={shades.map(({ key, title }) => [key, title])}
          value={shadeKey}
          onChange={setShadeKey}
        />
      )}
      {canNarrow && (
        <Choice
          label="Range"
          value={range}
          onChange={setRange}
          options={[
            ['front', 'Near the front'],
            ['all', 'All'],
          ]}
        />
      )}
    </>
  );
  return (
    <Section
      title={study.front.length > 1 ? 'The front' : 'All designs'}
      lead={leadOf(study, (i) => Number.isFinite(x.of(i)))}
      controls={controls}
    >
      {count(all) ? (
        <Chart
          option={option}
          height={440}
          title={`Front ${y.title} ${x.title}`}
          paper={theme.card}
          label={`${y.title} against ${x.title} of ${count(groups)} designs`}
          onClick={({ value }) =>
            value?.[2] !== undefined && onSelect(study.trials.number[value[2]])
          }
        />
      ) : (
        <Empty>No candidate has these figures.</Empty>
      )}
      {shade && <ShadeLegend shade={shade} />}
      <Legend
        study={study}
        groups={groups}
        truth={truth}
        bounds={option.series.filter((entry) => entry.name === 'bound').length}
      />
      {hidden > 0 && <p class="note">{format.count(hidden)} designs lie outside this view.</p>}
    </Section>
  );
}

// Two objectives, or the parts of a score, or the one objective over what bounds it.
function firstAxes(study, metrics) {
  const sought = metrics.filter((metric) => metric.isGoal && metric.name !== 'score');
  const rest = metrics.filter((metric) => !sought.includes(metric) && metric.name !== 'score');
  if (sought.length > 1) return [sought[0].name, sought[1].name];
  const up = sought[0] ?? metrics[0];
  return [(rest[0] ?? up).name, up.name];
}
