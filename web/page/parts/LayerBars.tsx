import { kernelTimes, type LayerTime } from '../../../src/profile/layer-times.ts';
import { formatMilliseconds } from '../format.ts';

/** Distinguishable with red-green colour blindness: Okabe and Ito, "Color Universal Design" (2008). */
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#999999', '#b8a500'];

/** Shows the share of each kernel, then a bar for each layer in the order of execution, coloured by kernel. */
export function LayerBars({ layers }: { readonly layers: readonly LayerTime[] }) {
  const kernels = kernelTimes(layers);
  const total = layers.reduce((sum, layer) => sum + layer.milliseconds, 0);
  const slowest = Math.max(...layers.map(({ milliseconds }) => milliseconds));
  // The fastest kernels share the remaining colour.
  const colourOf = (kernel: string) => colours[kernels.findIndex(({ name }) => name === kernel)] ?? 'var(--quiet)';
  let at = 0;
  return (
    <>
      <svg class="share" role="img" aria-label="Share of each layer, in the order of execution">
        {layers.map(({ name, kernel, milliseconds }) => {
          const x = at;
          at += milliseconds / total;
          return (
            <rect
              key={name}
              x={`${x * 100}%`}
              width={`${(milliseconds / total) * 100}%`}
              height="28"
              style={{ fill: colourOf(kernel) }}
            >
              <title>{`${name}: ${formatMilliseconds(milliseconds)}`}</title>
            </rect>
          );
        })}
      </svg>
      <ul class="legend">
        {kernels.map(({ name, milliseconds, layers: number }) => (
          <li key={name}>
            <span style={{ background: colourOf(name) }} />
            {name}
            <span class="quiet">
              {number}×, {((milliseconds / total) * 100).toFixed(0)} %
            </span>
          </li>
        ))}
      </ul>
      <table class="layers-table">
        <caption class="for-ears">Time by layer</caption>
        <thead>
          <tr>
            <th scope="col">Layer</th>
            <th scope="col">Kernel</th>
            <th scope="col" class="number">
              Time
            </th>
            <th scope="col" class="number">
              GFLOP/s
            </th>
            <th scope="col" class="bar">
              <span class="for-ears">Bar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {layers.map(({ name, kernel, milliseconds, flops }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{kernel}</td>
              <td class="number">{formatMilliseconds(milliseconds)}</td>
              <td class="number">{milliseconds > 0 ? (flops / milliseconds / 1e6).toFixed(1) : '–'}</td>
              <td class="bar">
                <svg aria-hidden="true">
                  <rect width={`${(milliseconds / slowest) * 100}%`} height="12" style={{ fill: colourOf(kernel) }} />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
