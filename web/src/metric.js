// web/src/metric.js - any quantity of a study: its name, its text, and the axis it stands on.
//
// In:   the study's objectives, bounds and table of metrics; the columns of its trials
// Out:  Metric objects: what is sought first, then what is bounded, then the rest
import * as format from './format.js';
import { axis, logAxis } from './theme.js';

const shortened = { edp: 'EDP', edap: 'EDAP', macs: 'MACs' };

/// "power_density_w_m2" -> "power density"; a column of a table keeps its own name.
function titleOf(name, isTable) {
  if (isTable) return name;
  const words = format.figure(name);
  return shortened[words] ?? words;
}

const decades = 1.3; // in log10: from a factor of 20 on an axis is logarithmic

function extent(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

class Metric {
  constructor(study, name, description) {
    const goal = study.goals.find((entry) => entry.metric === name);
    this.name = name;
    this.title = titleOf(name, study.kind === 'table');
    this.heading =
      study.kind === 'table' ? name : this.title[0].toUpperCase() + this.title.slice(1);
    this.unit = description?.unit ?? '';
    this.description = description?.description ?? '';
    this.isShare = study.kind !== 'table' && /^(test_)?accuracy/.test(name);
    this.isColumn = study.kind === 'table'; // its numbers stand as they are
    this.isGoal = Boolean(goal);
    this.larger = goal ? goal.maximise : null; // null: neither is sought
    this.bounds = (study.study.bounds ?? []).filter((bound) => bound.metric === name);
    this.of = (index) => study.metric(name, index);
  }

  text(value) {
    if (this.isShare) return format.percent(value);
    return this.isColumn ? format.plain(value) : format.figureText(value, this.unit);
  }

  tick(value) {
    if (this.isShare) return `${Number((100 * value).toFixed(2))} %`;
    return this.text(Number(value.toPrecision(6)))
      .replace(/(\.\d*?)0+(?= |$)/, '$1')
      .replace(/\.(?= |$)/, '');
  }

  /// "energy, less is better": what a reader must know of an axis.
  axisTitle(isLogarithmic) {
    const better =
      this.larger === null ? '' : this.larger ? '; more is better' : '; less is better';
    return this.title + (isLogarithmic ? ', logarithmic' : '') + better;
  }

  /// The axis for `values`: logarithmic where they span decades. `at` places a value on it.
  scale(theme, values, more = {}) {
    const known = values.filter(Number.isFinite);
    const [low, high] = extent(known);
    const isLogarithmic = low > 0 && Math.log10(high / low) > decades;
    if (isLogarithmic) {
      const made = logAxis(theme, known, (v) => this.tick(v), more);
      return { at: (v) => (v > 0 ? Math.log10(v) : null), isLogarithmic, axis: made };
    }
    const margin = 0.05 * (high - low) || 0.05 * Math.abs(high) || 1;
    const made = axis(theme, {
      type: 'value',
      min: known.length ? (low >= 0 ? Math.max(0, low - margin) : low - margin) : 0,
      max: known.length ? high + margin : 1,
      splitNumber: 5,
      ...more,
      axisLabel: {
        formatter: (v) => this.tick(v),
        showMinLabel: false,
        showMaxLabel: false,
        ...more.axisLabel,
      },
      splitLine: { showMinLine: false, showMaxLine: false, ...more.splitLine },
    });
    return { at: (v) => v, isLogarithmic, axis: made };
  }
}

/// Every metric that some trial has, in the order of interest.
export function metricsOf(study) {
  const descriptions = new Map(study.metrics.map((metric) => [metric.name, metric]));
  const names = new Set([
    ...study.goals.map((goal) => goal.metric),
    ...(study.study.bounds ?? []).map((bound) => bound.metric),
    ...descriptions.keys(),
  ]);
  return [...names]
    .filter((name) => study.trials.metrics[name])
    .map((name) => new Metric(study, name, descriptions.get(name)));
}
