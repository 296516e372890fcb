import { usePage } from '../context.ts';
import { formatBytes } from '../format.ts';
import { Icon } from './Icon.tsx';

/** Shows the progress of loading, or why nothing can be scored; nothing once everything works. */
export function EngineBanner() {
  const { session } = usePage();
  const engine = session.engine.value;
  switch (engine.kind) {
    case 'ready':
      return null;
    case 'opening': {
      const { file } = engine;
      return (
        <div class="banner loading">
          {file === null ? (
            <>
              <progress aria-label="Starting" />
              <span>Starting …</span>
            </>
          ) : (
            <>
              <progress aria-label="Loading weights" value={file.loaded} max={file.total} />
              <span>
                Loading {file.name}: {formatBytes(file.loaded)} of {formatBytes(file.total)}
              </span>
            </>
          )}
        </div>
      );
    }
    case 'lost':
      return (
        <div class="banner loading">
          <progress aria-label="Reopening the GPU" />
          <span>The GPU was lost; reopening it …</span>
        </div>
      );
    case 'failed':
      return (
        <div class="banner problem" role="alert">
          <Icon name="problem" />
          <div>
            <p>{engine.error.message}</p>
            {engine.error.code === 'NO_ADAPTER' && <NoGpuHelp />}
          </div>
          <button type="button" onClick={() => session.reopen()}>
            Try again
          </button>
        </div>
      );
  }
}

function NoGpuHelp() {
  return (
    <p class="quiet">
      Browsers with WebGPU: Chrome and Edge from 113 (on Linux with the flag <code>--enable-unsafe-webgpu</code>, if it
      is off), Safari from 26, Firefox from 141 on Windows. It must be switched on, and the page must come over https or
      from localhost.
    </p>
  );
}
