// AssemblyScript, not TypeScript: see kernels.ts.

// Bytes. Kernels can read 64 elements of 64 bits past the end of the data.
const slack = 512;

/** Grows the memory to at least `bytes`. */
export function reserve(bytes: i32): void {
  const pages = (bytes + slack + 0xffff) >> 16;
  if (memory.size() < pages) memory.grow(pages - memory.size());
}
