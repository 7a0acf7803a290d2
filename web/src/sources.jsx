// web/src/sources.jsx - what every figure of the report is based on.
import { Empty, Section } from './chart.jsx';

export function Sources({ study }) {
  const title = 'What every figure is based on';
  if (!study.sources.length)
    return (
      <Section title={title}>
        <Empty>The study names no sources.</Empty>
      </Section>
    );
  return (
    <Section title={title}>
      <div class="scroll">
        <table class="sources">
          <thead>
            <tr>
              <th>figure</th>
              <th>basis</th>
              <th>source</th>
            </tr>
          </thead>
          <tbody>
            {study.sources.map((entry) => (
              <tr key={entry.figure}>
                <td>{entry.figure}</td>
                <td>{entry.basis}</td>
                <td>{entry.source}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

export function Footer({ study }) {
  const { folder = 'STUDY' } = study.study;
  const files = {
    training: ' --onnx network.onnx --hardware chip.toml',
    'cost model': ' --hardware chip.toml',
  }[study.kind];
  const number = study.knee ?? 'TRIAL';
  return (
    <footer>
      <p>
        Go on:{' '}
        <code>
          kirchhoff show {folder} {number}
        </code>{' '}
        {files && (
          <code>
            kirchhoff export {folder} {number}
            {files}
          </code>
        )}
      </p>
    </footer>
  );
}
