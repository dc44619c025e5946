/** The adapter that a device runs on, as far as the browser or Dawn names it. */
export type Adapter = {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  /** Often the driver's name and version. */
  readonly description: string;
  /** The kernels run on the CPU. */
  readonly software: boolean;
};

// Not all implementations mark these as fallback adapters.
const softwareNames = /llvmpipe|lavapipe|swiftshader|software|basic render/i;

export function adapterOf(info: GPUAdapterInfo): Adapter {
  const { vendor, architecture, device, description } = info;
  const named = softwareNames.test([vendor, architecture, device, description].join(' '));
  return { vendor, architecture, device, description, software: named || info.isFallbackAdapter };
}

export function adapterName({ vendor, architecture, device, description, software }: Adapter): string {
  const name = device || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return `${description ? `${name} (${description})` : name}${software ? ', a software adapter' : ''}`;
}
