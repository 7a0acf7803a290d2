// web/src/shade.js - what the colour of a front's designs says: a third metric or a parameter.
import * as format from './format.js';
import { mixed } from './theme.js';

const mostValues = 10; // of a parameter that colours can tell apart

const none = { key: '', title: 'none' };

/// What can be chosen: metrics and parameters in which the designs of the front differ.
export function shadesOf(study, metrics) {
  const front = study.frontIndices;
  const differs = (of) => new Set(front.map(of)).size > 1;
  const figures = metrics
    .filter((metric) => differs(metric.of))
    .map((metric) => ({ key: `metric ${metric.name}`, title: metric.title, metric }));
  const fields = study.parameters
    .map(({ name }) => [name, study.trials.fields[name]])
    .filter(([, column]) => column && differs((i) => column[i]))
    .filter(([, column]) => new Set(front.map((i) => column[i])).size <= mostValues)
    .map(([name, column]) => ({ key: `field ${name}`, title: name, column }));
  return [none, ...figures, ...fields];
}

/// The third objective, when there is one.
export function firstShade(study, metrics) {
  const third = metrics.filter((metric) => metric.isGoal)[2];
  const isKnown = shadesOf(study, metrics).some(({ metric }) => third && metric === third);
  return isKnown ? `metric ${third.name}` : none.key;
}

function gradientOf(study, { metric, title }, theme) {
  const values = study.frontIndices.map(metric.of).filter(Number.isFinite);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const place = low > 0 && high / low > 20 ? Math.log : (value) => value;
  const [first, last] = [theme['shade-low'], theme['shade-high']];
  const share = (value) => (place(value) - place(low)) / (place(high) - place(low));
  return {
    title,
    colour: (i) => mixed(first, last, Number.isFinite(metric.of(i)) ? share(metric.of(i)) : 0),
    gradient: `linear-gradient(to right, ${first}, ${last})`,
    low: metric.text(low),
    high: metric.text(high),
  };
}

function valuesOf(study, { column, title }, theme) {
  const values = [...new Set(study.frontIndices.map((i) => column[i]))];
  if (values.every((value) => typeof value === 'number')) values.sort((a, b) => a - b);
  const colours = new Map(values.map((value, at) => [value, theme.components[at]]));
  return {
    title,
    colour: (i) => colours.get(column[i]),
    entries: values.map((value) => [format.value(value), colours.get(value)]),
  };
}

/// Colours and legend of what was chosen; null for none.
export function shadeOf(study, choice, theme) {
  if (choice?.metric) return gradientOf(study, choice, theme);
  return choice?.column ? valuesOf(study, choice, theme) : null;
}
