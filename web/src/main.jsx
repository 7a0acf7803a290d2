// web/src/main.jsx - puts the report together and says when everything is drawn.
import { render } from 'preact';
import { useCallback, useState } from 'preact/hooks';

import { Accuracies } from './accuracies.jsx';
import { Best } from './best.jsx';
import { Breakdown } from './breakdown.jsx';
import { whenDrawn } from './chart.jsx';
import { DesignCard } from './design_card.jsx';
import { Designs } from './designs.jsx';
import { Front } from './front.jsx';
import { Baselines, Header } from './header.jsx';
import { metricsOf } from './metric.js';
import { MetricCard } from './metric_card.jsx';
import { MetricDesigns } from './metric_designs.jsx';
import { MetricFront } from './metric_front.jsx';
import { MetricHeader } from './metric_header.jsx';
import { Parameters } from './parameters.jsx';
import { History, Refusals } from './search.jsx';
import { Footer, Sources } from './sources.jsx';
import { readStudy } from './study.js';

function TrainedPage({ study, metrics, selected, select }) {
  return (
    <main>
      <Header study={study} />
      <Front study={study} selected={selected} onSelect={select} />
      <DesignCard study={study} row={selected} />
      <Breakdown study={study} selected={selected} />
      <Baselines study={study} onSelect={select} />
      <div class="pair">
        <Accuracies study={study} onSelect={select} />
        <Parameters study={study} onSelect={select} />
      </div>
      <div class="pair">
        {study.kneeName === 'best' ? (
          <Best study={study} metrics={metrics} onSelect={select} />
        ) : (
          <History study={study} />
        )}
        <Refusals study={study} />
      </div>
      <Designs study={study} selected={selected} onSelect={select} />
      <Sources study={study} />
      <Footer study={study} />
    </main>
  );
}

// A cost model or a table answers at once: any metric may be sought, and accuracy is not known.
function MetricPage({ study, metrics, selected, select }) {
  const isSingle = study.kneeName === 'best';
  return (
    <main>
      <MetricHeader study={study} metrics={metrics} />
      {isSingle && <Best study={study} metrics={metrics} onSelect={select} />}
      {metrics.length > 1 && (
        <MetricFront study={study} metrics={metrics} selected={selected} onSelect={select} />
      )}
      <MetricCard study={study} metrics={metrics} row={selected} />
      {study.kind !== 'table' && selected && <Breakdown study={study} selected={selected} />}
      <div class="pair">
        {!isSingle && study.front.length > 0 && <History study={study} />}
        <Refusals study={study} />
      </div>
      <Parameters study={study} metrics={metrics} onSelect={select} />
      <MetricDesigns study={study} metrics={metrics} selected={selected} onSelect={select} />
      <Sources study={study} />
      <Footer study={study} />
    </main>
  );
}

function Page({ study, metrics }) {
  const [number, setNumber] = useState(study.knee);
  const select = useCallback((chosen) => setNumber(chosen), []);
  const Chosen = study.kind === 'training' ? TrainedPage : MetricPage;
  return <Chosen study={study} metrics={metrics} selected={study.rowOf(number)} select={select} />;
}

const study = readStudy();
if (study.study.name) document.title = `${study.study.name} - Kirchhoff`;
render(<Page study={study} metrics={metricsOf(study)} />, document.getElementById('page'));
const note = (name) => () => {
  document.documentElement.dataset[name] = performance.now().toFixed(0);
};
// Effects, which ask for the pictures, run after the first paint.
requestAnimationFrame(() => setTimeout(() => whenDrawn(note('drawn'), note('ready'))));
