// Scores the photos that are chosen, on this computer's GPU.
import { open } from 'hyperiqa-webgpu/browser';
import weights from 'hyperiqa-webgpu/weights/hyperiqa-nano.safetensors?url';

const input = document.querySelector('input');
const status = document.querySelector('[role=status]');
const list = document.querySelector('ol');

async function main() {
  const iqa = await open({
    metric: 'hyperiqa',
    weights,
    onProgress: ({ loaded, total }) => {
      status.textContent = `Loading: ${loaded} of ${total ?? 'unknown'} bytes`;
    },
  });
  status.textContent = `Ready on ${iqa.adapter}`;
  input.disabled = false;
  input.addEventListener('change', async () => {
    list.replaceChildren();
    for await (const result of iqa.scoreAll(Array.from(input.files))) {
      const item = document.createElement('li');
      item.textContent = `${result.file}: ${'error' in result ? result.error.message : result.score.toFixed(2)}`;
      list.append(item);
    }
  });
}

main().catch((error) => {
  status.textContent = error.message;
});
