import { preview } from 'vite';
import { expect, heatmap, linkFields, test, waitForMap } from '../support/pageObjects';

test('the page opens and accepts a file', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/Prunescope/);
  await expect(page.locator('input[type=file]')).toBeAttached();
  await expect(page.getByRole('main')).toContainText('Nothing is uploaded');
});

test('the page works under a sub-path, its samples too', async ({ page, expected }) => {
  const server = await preview({
    configFile: false,
    base: '/some/where/',
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 0 },
  });
  const address = server.resolvedUrls!.local[0]!;
  expected.origins.push(new URL(address).origin);
  await page.goto(address);
  expect(page.url()).toContain('/some/where/');
  await page.getByRole('button', { name: /tutorial/i }).click();
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page).model).toBe('samples/mnist-2by4-float32.tflite');
  await page.reload();
  await waitForMap(page, '0:5');
  await expect(heatmap(page)).toHaveAttribute('data-rows', '0:1024');
  await server.close();
});

test('a kernel that the browser runs on WebGPU gives the right numbers', async ({ page }) => {
  await page.goto('/');
  const squares = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter!.requestDevice();
    const code = `
      @group(0) @binding(0) var<storage, read_write> numbers: array<u32>;
      @compute @workgroup_size(4)
      fn main(@builtin(global_invocation_id) id: vec3u) { numbers[id.x] = id.x * id.x; }`;
    const pipeline = device.createComputePipeline({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code }) },
    });
    const size = 8 * 4;
    const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
    const result = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const bindGroup = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer } }],
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(2);
    pass.end();
    encoder.copyBufferToBuffer(buffer, 0, result, 0, size);
    device.queue.submit([encoder.finish()]);
    await result.mapAsync(GPUMapMode.READ);
    return [...new Uint32Array(result.getMappedRange())];
  });
  expect(squares).toEqual([0, 1, 4, 9, 16, 25, 36, 49]);
});
