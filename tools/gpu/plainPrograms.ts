const workgroupSize = 256;
const workgroupCount = 2048;

const shared = `
@group(0) @binding(0) var<storage, read> source : array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> destination : array<vec4<u32>>;
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(global_invocation_id) id : vec3<u32>) {`;
const eachVector = `for (var at = id.x; at < arrayLength(&source); at = at + ${workgroupSize * workgroupCount}u)`;

const programs = {
  copy: `${shared}
  ${eachVector} { destination[at] = source[at]; }
}`,
  // Pruned weights are never all ones. Compilers do not know that, so they keep the reads.
  read: `${shared}
  var ones = vec4<u32>(0xffffffffu);
  ${eachVector} { ones = ones & source[at]; }
  if (all(ones == vec4<u32>(0xffffffffu))) { destination[0] = ones; }
}`,
};

/** Programs that do nothing with a buffer but read or copy it, 16 bytes at a time with neighbors side by side: limits of other kernels. */
export function plainProgram(device: GPUDevice, kind: keyof typeof programs) {
  const module = device.createShaderModule({ code: programs[kind] });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } });
  return {
    bind(source: GPUBuffer, target: GPUBuffer): GPUBindGroup {
      const entries = [source, target].map((buffer, binding) => ({ binding, resource: { buffer } }));
      return device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    },
    record(encoder: GPUCommandEncoder, groups: readonly GPUBindGroup[]): void {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      for (const group of groups) {
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(workgroupCount);
      }
      pass.end();
    },
  };
}
