// Shows what the worker drew. The input is enabled once the worker is warm. The fragment can list the ranges that are read, see worker.js.
const input = document.querySelector('input');
const canvas = document.querySelector('canvas');
const context = canvas.getContext('2d');
const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
const steps = location.hash ? JSON.parse(decodeURIComponent(location.hash.slice(1))) : undefined;

worker.addEventListener('message', ({ data: pixels }) => {
  if (!pixels) {
    input.disabled = false;
    performance.mark('prunescope-warm');
    return;
  }
  context.putImageData(new ImageData(pixels, canvas.width, canvas.height), 0, 0);
  canvas.dataset.state = 'ready';
});
input.addEventListener('change', () => {
  worker.postMessage({ file: input.files[0], pixelCount: canvas.width * canvas.height, steps });
});
