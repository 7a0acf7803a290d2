// web/src/chart.jsx - one picture: drawn on a canvas, saved as SVG.
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'preact/hooks';

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  CanvasRenderer,
  SVGRenderer,
]);

let waiting = 0;
let allDrawn = () => {};

/// Calls `then` once when every picture of the page has been drawn.
export function whenDrawn(then) {
  if (waiting === 0) then();
  else allDrawn = then;
}

function noteFirstDrawing(chart) {
  waiting += 1;
  const done = () => {
    chart.off('finished', done);
    waiting -= 1;
    if (waiting === 0) allDrawn();
  };
  chart.on('finished', done);
}

function saveSvg(chart, option, title, paper) {
  const drawing = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: chart.getWidth(),
    height: chart.getHeight(),
  });
  drawing.setOption({
    ...option,
    backgroundColor: paper,
    animation: false,
    tooltip: { show: false },
  });
  const file = new Blob([drawing.renderToSVGString()], { type: 'image/svg+xml' });
  drawing.dispose();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Drawing again is dear with 10,000 points: only when the size is another.
function fit(chart, place) {
  if (!chart) return;
  if (chart.getWidth() !== place.clientWidth || chart.getHeight() !== place.clientHeight)
    chart.resize();
}

/// `option` is the library's; `title` names the saved file; `label` describes the picture to a
/// screen reader; `onClick` gets what was clicked.
export function Chart({ option, height, title, label, paper, onClick }) {
  const place = useRef(null);
  const chart = useRef(null);
  const click = useRef(onClick);
  click.current = onClick;

  useEffect(() => {
    chart.current = init(place.current, null, { renderer: 'canvas' });
    noteFirstDrawing(chart.current);
    chart.current.on('click', (parameters) => click.current?.(parameters));
    const observer = new ResizeObserver(() => fit(chart.current, place.current));
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      chart.current.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current.setOption({ animation: false, ...option }, { notMerge: true });
  }, [option]);
  return (
    <div class="chart">
      <div
        ref={place}
        class="canvas"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={label ?? title}
      />
      <button
        class="save"
        type="button"
        onClick={() => saveSvg(chart.current, option, title, paper)}
      >
        Save SVG
      </button>
    </div>
  );
}

/// Buttons of which one is pressed.
export function Choice({ label, options, value, onChange }) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}

/// A part of the report with its heading, one sentence and controls.
export function Section({ title, lead, controls, children }) {
  return (
    <section>
      <div class="heading">
        <div>
          <h2>{title}</h2>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {controls && <div class="controls">{controls}</div>}
      </div>
      {children}
    </section>
  );
}

export const Empty = ({ children }) => <p class="empty">{children}</p>;
